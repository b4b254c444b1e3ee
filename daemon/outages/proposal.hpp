// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which cause is proposed for a segment, from what evidence (semantics.md 6, in its order).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/book/window.hpp"
#include "daemon/outages/evidence.hpp"

namespace pantau::outages {

struct Proposal {
  book::Cause cause = book::Cause::unknown;
  std::vector<book::Evidence> evidence;
};

/// `segment` has start, end, state and roots; `outage_start` is the start of the whole outage, to
/// which rule 3 refers; `window` the one that covers the segment, or null. `ended`: the
/// contract that had ended before the segment's start, when none was in force
/// (book/contract_day.hpp), or null.
[[nodiscard]] Proposal propose(const book::Segment& segment,
                               const std::string& site,
                               book::Second outage_start,
                               const book::Window* window,
                               const config::Contract* ended,
                               const EvidenceShelf& evidence);

}  // namespace pantau::outages
