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
  std::vector<book::Evidence> evidence;  ///< by time, kind, value; each once
};

/// `segment` has start, end, state and roots; `outage`, of which start and site are asked, is the
/// whole one, to whose start rule 3 refers; `window` the one that covers the segment, or null.
/// `ended`: the contract that had ended before the segment's start, when none was in force
/// (book/contract_day.hpp), or null.
/// All that is known is kept as evidence, also what an earlier rule makes needless. Roots and an
/// ended contract are dated at the segment's start, a window at its own.
[[nodiscard]] Proposal propose(const book::Segment& segment,
                               const book::Outage& outage,
                               const book::Window* window,
                               const config::Contract* ended,
                               const EvidenceShelf& evidence);

/// What the evidence kept with a segment says.
[[nodiscard]] book::Cause cause_of(const book::Segment& segment, book::Second outage_start);

[[nodiscard]] book::Evidence window_evidence(const book::Window& window);
/// Power before the outage's start, restarts around it or within the segment: what a device said.
[[nodiscard]] std::vector<book::Evidence> device_evidence(const book::Segment& segment,
                                                          const book::Outage& outage,
                                                          const EvidenceShelf& evidence);
[[nodiscard]] bool comes_from_device(const book::Evidence& evidence);
/// Whether what a device said belongs to this segment of an outage with this start.
[[nodiscard]] bool concerns(const book::Evidence& evidence,
                            const book::Segment& segment,
                            book::Second outage_start);
void merge(std::vector<book::Evidence>& evidence, std::vector<book::Evidence> more);

}  // namespace pantau::outages
