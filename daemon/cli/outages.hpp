// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau outages` and `pantau outage set`: the book of record read, and corrected.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/http/outage_documents.hpp"

namespace pantau::cli {

struct OutagesOptions {
  std::string configuration;
  std::string since;  ///< empty: the last 30 days
  std::string until;
  std::string link;
  bool json = false;
  bool csv = false;
};

/// For people, in `plan`'s language and zone; newest last.
[[nodiscard]] std::string outages_table(const config::Plan& plan,
                                        const std::vector<book::Outage>& outages,
                                        const http::Incidents& incidents,
                                        book::Second now);

/// \return the exit code.
[[nodiscard]] int outages(const OutagesOptions& options);

struct OutageSetOptions {
  std::string configuration;
  std::string target;  ///< number of an outage, or a link: its open outage
  std::string cause;
  std::string note;
  std::string document;
  std::string reported;  ///< to the provider
  std::string ticket;
};

/// \return the exit code.
[[nodiscard]] int outage_set(const OutageSetOptions& options);

}  // namespace pantau::cli
