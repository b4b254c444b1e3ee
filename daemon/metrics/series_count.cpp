// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/metrics/exposition.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::metrics {
namespace {

/// A link to which everything has happened that adds a series.
links::LinkNumbers eventful() {
  links::LinkNumbers numbers;
  numbers.probes = 1;
  numbers.icmp_errors.fill(1);
  numbers.last_reply = net::WallTime{};
  numbers.reply_hop_limit = 1;
  numbers.jitter_samples = 1;
  numbers.minute = links::MinuteSummary{.sent = 1};
  numbers.state = links::LinkState::up;
  return numbers;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++found;
  }
  return found;
}

}  // namespace

// Counted on a page rather than in a formula, so that it can never differ from what is exported.
std::size_t series_per_link(const config::Plan& plan, const config::Link& link) {
  auto alone = std::make_shared<config::Plan>();
  alone->metrics = plan.metrics;
  alone->contracts = plan.contracts;
  alone->links.push_back(link);
  links::Snapshot snapshot;
  snapshot.plan = std::move(alone);
  snapshot.links.push_back(eventful());
  std::string label;
  append_label(label, "link", link.id);
  return count(render(snapshot, {}, Format::text_0_0_4), "," + label);
}

}  // namespace pantau::metrics
