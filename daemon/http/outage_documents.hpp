// SPDX-License-Identifier: Apache-2.0
/// \file
/// Outages as documents (contract 3.1), sorted by id. Pure; the API serves them and
/// `pantau outages --json|--csv` prints them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/book/outage_query.hpp"

namespace pantau::http {

/// Outage id to the lowest outage id of its incident (book::incidents_of); one that is not in it is
/// an incident of its own.
using Incidents = std::map<std::uint64_t, std::uint64_t>;

/// What to read besides `found` to tell the incidents of these: all links, over the time that these
/// outages cover, but at most 31 days before `asked.since` (else one forgotten open outage would
/// have years read for a question about yesterday).
[[nodiscard]] book::OutageQuery incident_scope(const book::OutageQuery& asked,
                                               const std::vector<book::Outage>& found);

/// `GET /api/v1/outages`. `seconds` of what is open lasts until `now`. `cause` is the effective
/// one, `proposed` what was proposed.
[[nodiscard]] std::string outages_document(const std::vector<book::Outage>& outages,
                                           const Incidents& incidents,
                                           book::Second now);

/// RFC 4180 with header and CR LF, UTC: a row a segment. start, end and seconds are the segment's,
/// so that seconds add up; end is empty while it is open and seconds then last until `now`. Several
/// roots are separated by a space. Contract is the one in force at the outage's start; note and
/// document are those of the last correction. What `plan` no longer has is empty.
[[nodiscard]] std::string outages_csv(const config::Plan& plan,
                                      const std::vector<book::Outage>& outages,
                                      const Incidents& incidents,
                                      book::Second now);

/// The same with the incidents that `outages` form among themselves.
[[nodiscard]] std::string outages_document(const std::vector<book::Outage>& outages,
                                           book::Second now);
[[nodiscard]] std::string outages_csv(const config::Plan& plan,
                                      const std::vector<book::Outage>& outages,
                                      book::Second now);

}  // namespace pantau::http
