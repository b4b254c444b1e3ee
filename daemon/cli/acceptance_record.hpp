// SPDX-License-Identifier: Apache-2.0
/// \file
/// All that the record of an acceptance test says: the verdict and its evidence. The same book
/// gives the same record, byte for byte.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/rollout/acceptance.hpp"

namespace pantau::journal {
class Reader;
}

namespace pantau::cli {

struct AcceptanceRecord {
  const config::Plan* plan = nullptr;
  const config::Site* site = nullptr;
  rollout::Acceptance acceptance;
  bool written = false;  ///< the verdict stands in the journal and can no longer change
  /// By place in acceptance.links: what failed within the test, by start.
  std::vector<std::vector<book::Outage>> outages;

  /// What of the outage lies in the settled part of the test, whatever its cause.
  [[nodiscard]] book::Seconds seconds_of(const book::Outage& outage) const;
};

/// The verdict as the journal has it, else as the book says until now. Throws std::runtime_error
/// when the book cannot be read.
[[nodiscard]] AcceptanceRecord acceptance_record(const config::Plan& plan,
                                                 const config::Site& site,
                                                 availability::Period period,
                                                 const journal::Reader& reader);

/// Plain text of at most 80 columns, in the language and zone of the plan.
[[nodiscard]] std::string acceptance_text(const AcceptanceRecord& record);

/// One document, the same in every language; what is not known is null.
[[nodiscard]] std::string acceptance_json(const AcceptanceRecord& record);

}  // namespace pantau::cli
