// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/proposal.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <tuple>

namespace pantau::outages {

namespace {

constexpr std::array<std::string_view, 4> kPowerKinds{
    "on_battery", "battery_low", "charge", "volts"};

bool tells_power(const book::Evidence& evidence) {
  return std::ranges::find(kPowerKinds, evidence.kind) != kPowerKinds.end();
}

bool is_near(const book::Evidence& restart, book::Second start) {
  return start - EvidenceShelf::kRestart <= restart.time &&
         restart.time <= start + EvidenceShelf::kRestart;
}

bool has(const book::Segment& segment, std::string_view kind) {
  return std::ranges::any_of(segment.evidence,
                             [kind](const book::Evidence& seen) { return seen.kind == kind; });
}

}  // namespace

book::Evidence window_evidence(const book::Window& window) {
  return {"window", window.start, window.reason};
}

bool comes_from_device(const book::Evidence& evidence) {
  return tells_power(evidence) || evidence.kind == "restart";
}

bool concerns(const book::Evidence& evidence,
              const book::Segment& segment,
              book::Second outage_start) {
  if (tells_power(evidence)) {
    return outage_start - EvidenceShelf::kReading <= evidence.time && evidence.time <= outage_start;
  }
  return evidence.kind == "restart" &&
         (is_near(evidence, outage_start) ||
          (segment.start <= evidence.time && (!segment.end || evidence.time <= *segment.end)));
}

std::vector<book::Evidence> device_evidence(const book::Segment& segment,
                                            const book::Outage& outage,
                                            const EvidenceShelf& evidence) {
  std::vector<book::Evidence> found = evidence.power_before(outage.site, outage.start);
  for (book::Evidence& restart : evidence.restarts(outage.site, outage.start, segment.end)) {
    if (concerns(restart, segment, outage.start)) {
      found.push_back(std::move(restart));
    }
  }
  return found;
}

void merge(std::vector<book::Evidence>& evidence, std::vector<book::Evidence> more) {
  evidence.insert(
      evidence.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  std::ranges::sort(evidence, [](const book::Evidence& one, const book::Evidence& other) {
    return std::tie(one.time, one.kind, one.value) < std::tie(other.time, other.kind, other.value);
  });
  evidence.erase(std::unique(evidence.begin(), evidence.end()), evidence.end());
}

book::Cause cause_of(const book::Segment& segment, book::Second outage_start) {
  if (has(segment, "window")) {
    return book::Cause::planned_work;
  }
  if (segment.state == book::LinkState::unreachable && !segment.roots.empty()) {
    return book::Cause::upstream;
  }
  const auto speaks_for_power = [outage_start](const book::Evidence& seen) {
    return tells_power(seen) || (seen.kind == "restart" && is_near(seen, outage_start));
  };
  if (std::ranges::any_of(segment.evidence, speaks_for_power)) {
    return book::Cause::power_site;
  }
  return has(segment, "contract_ended") ? book::Cause::suspended : book::Cause::unknown;
}

Proposal propose(const book::Segment& segment,
                 const book::Outage& outage,
                 const book::Window* window,
                 const config::Contract* ended,
                 const EvidenceShelf& evidence) {
  book::Segment judged = segment;
  judged.evidence.clear();
  if (window != nullptr) {
    judged.evidence.push_back(window_evidence(*window));
  }
  if (segment.state == book::LinkState::unreachable) {
    for (const std::string& root : segment.roots) {
      judged.evidence.push_back({"root", segment.start, root});
    }
  }
  if (ended != nullptr) {
    judged.evidence.push_back({"contract_ended", segment.start, ended->id});
  }
  merge(judged.evidence, device_evidence(segment, outage, evidence));
  return {cause_of(judged, outage.start), std::move(judged.evidence)};
}

}  // namespace pantau::outages
