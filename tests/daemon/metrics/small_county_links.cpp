// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdint>

#include "tests/daemon/metrics/small_county.hpp"
#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

links::LinkNumbers answering() {
  links::LinkNumbers link;
  link.probes = 120;
  link.lost = 3;
  link.unsent = 4;
  link.voided = 5;
  link.late = 1;
  link.duplicates = 2;
  link.reordered = 6;
  link.corrupt = 7;
  link.icmp_errors = {0, 2, 0, 0, 1, 0, 0};
  link.bytes_to_site = 10080;
  link.bytes_from_site = 9996;
  link.rtt.counts[18] = 100;  // up to 650 ms
  link.rtt.counts[19] = 16;  // up to 700 ms
  link.rtt.counts[27] = 1;  // beyond 5 s
  link.rtt.sum_seconds = 81.25;
  link.loss_runs.counts[0] = 1;
  link.loss_runs.counts[1] = 1;
  link.loss_runs.sum_probes = 3;
  link.last_reply = kSmallNow - milliseconds{1500};
  link.reply_hop_limit = 57;
  link.jitter_seconds = 0.0125;
  link.jitter_samples = 116;
  link.rtt_below_physics = true;
  link.minute = links::MinuteSummary{.start = kSmallNow - seconds{120},
                                     .sent = 12,
                                     .lost = 3,
                                     .min = milliseconds{450},
                                     .median = milliseconds{640},
                                     .p95 = milliseconds{660},
                                     .max = milliseconds{700}};
  link.state = links::LinkState::degraded;
  link.since = kSmallNow - seconds{3600};
  link.degraded = 1U | 4U;  // loss and delay variation
  link.outages_opened = 9;
  return link;
}

links::LinkNumbers silent() {
  links::LinkNumbers link;
  link.probes = 60;
  link.lost = 60;
  link.dns_failures = 8;
  link.minute = links::MinuteSummary{.start = kSmallNow - seconds{120}, .sent = 12, .lost = 12};
  link.state = links::LinkState::down;
  link.root = static_cast<std::uint32_t>(kFibre);
  link.outages_opened = 4;
  link.outage = links::OpenOutage{.id = 31,
                                  .start = kSmallToday - seconds{600},
                                  .upstream = false,
                                  .root = static_cast<std::uint32_t>(kFibre),
                                  .cause = book::Cause::provider_core,
                                  .planned = true};
  link.in_maintenance = true;
  link.window_start = kSmallToday - seconds{3600};
  link.window_end = kSmallToday + seconds{3600};
  link.affected_links = 1;
  link.affected_sites = 2;
  link.affected_population = 2103;
  return link;
}

}  // namespace

std::vector<links::LinkNumbers> small_links() {
  return {answering(), silent(), links::LinkNumbers{}};
}

/// The office waits for the hub; the hub's only outage of its own is the fibre's.
std::vector<links::SiteNumbers> small_sites() {
  links::SiteNumbers office;
  office.measured = true;
  office.state = links::LinkState::unreachable;
  office.since = kSmallToday - seconds{500};
  office.in_maintenance = true;
  office.outage = links::OpenOutage{.id = 32,
                                    .start = kSmallToday - seconds{500},
                                    .upstream = true,
                                    .root = static_cast<std::uint32_t>(kFibre),
                                    .cause = book::Cause::upstream,
                                    .planned = false};
  office.outside_root = static_cast<std::uint32_t>(kFibre);
  links::SiteNumbers hub;
  hub.measured = true;
  hub.state = links::LinkState::degraded;
  hub.on_backup = true;
  return {office, hub, links::SiteNumbers{}};
}

}  // namespace pantau::test
