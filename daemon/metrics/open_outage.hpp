// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the series of a link's and of a site's open outage have in common.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/links/link_numbers.hpp"
#include "daemon/metrics/link_heads.hpp"

namespace pantau::metrics {

/// `,root="..."`; empty when the place names no link. The text is good until the next call.
class RootLabel {
 public:
  explicit RootLabel(const LinkHeads& heads) : heads_(heads) {}

  [[nodiscard]] const std::string& of(std::uint32_t root);

 private:
  const LinkHeads& heads_;
  std::string text_;
};

/// `,attribution="...",root="...",cause="...",planned="..."`
[[nodiscard]] std::string outage_labels(const links::OpenOutage& outage, RootLabel& root);

}  // namespace pantau::metrics
