// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/announced.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "daemon/availability/outages_within.hpp"
#include "daemon/availability/periods.hpp"
#include "daemon/availability/terms.hpp"
#include "daemon/book/window_names.hpp"

namespace pantau::availability {
namespace {

/// Contracts that ask for notice take no window of which nobody says when it was announced.
bool in_time(const book::Window& window, const config::Contract* contract) {
  return contract == nullptr || !contract->planned_notice ||
         (window.announced && window.start - *window.announced >= *contract->planned_notice);
}

/// Of the windows that name `link`, what lies in `within`.
void append_windows(std::vector<Period>& to,
                    const std::vector<const book::Window*>& windows,
                    const config::Contract* contract,
                    Period within) {
  for (const book::Window* window : windows) {
    if (window->start < within.to && within.from < window->end && in_time(*window, contract)) {
      to.push_back(intersect({window->start, window->end}, within));
    }
  }
}

/// A root's window covers what failed because of it, while it did.
void append_roots(std::vector<Period>& to,
                  const History& history,
                  const config::Contract* contract,
                  Period period,
                  NamedWindows& windows) {
  for (const book::Outage& outage : outages_within(history, period)) {
    for (const book::Segment& segment : outage.segments) {
      const Period within =
          intersect({segment.start, segment.end.value_or(history.settled_until)}, period);
      if (within.from >= within.to) {
        continue;
      }
      for (const std::string& root : segment.roots) {
        if (root != history.id) {
          append_windows(to, windows.of(root), contract, within);
        }
      }
    }
  }
}

/// The first of the list, up to `hours`.
void append_first(std::vector<Period>& to, const std::vector<Period>& list, double hours) {
  constexpr double kHour = 3600;
  book::Seconds left{std::llround(hours * kHour)};
  for (Period part : list) {
    part.to = std::min(part.to, part.from + left);
    left -= part.length();
    to.push_back(part);
  }
}

/// The first hours of each local month.
std::vector<Period> first_hours(const std::vector<Period>& list,
                                double hours_per_month,
                                const std::string& zone) {
  std::vector<Period> kept;
  if (list.empty()) {
    return kept;
  }
  for (const Month& month : months_in({list.front().from, list.back().to}, zone)) {
    append_first(kept, clip(list, month.period), hours_per_month);
  }
  return unite(std::move(kept));
}

/// Those of the link and of its roots, as if there were no end of hours.
std::vector<Period> taken_windows(const ContractClock& clock,
                                  const History& history,
                                  const config::Link& link,
                                  Period period,
                                  NamedWindows& windows) {
  std::vector<Period> found;
  append_windows(found, windows.of(link), clock.contract, period);
  append_roots(found, history, clock.contract, period, windows);
  return found.empty() ? found : intersect(unite(std::move(found)), clock.runs);
}

}  // namespace

NamedWindows::Named NamedWindows::naming(const config::Link& link) const {
  Named found;
  for (const book::Window& window : *announced_.windows) {
    if (book::names_link(window, plan(), link)) {
      found.push_back(&window);
    }
  }
  return found;
}

bool NamedWindows::is_of_plan(const config::Link& link) const {
  const auto& all = plan().links;
  return !all.empty() && !std::less<>{}(&link, &all.front()) && !std::less<>{}(&all.back(), &link);
}

const std::vector<const book::Window*>& NamedWindows::of(const std::string& link) {
  const auto [found, added] = by_link_.try_emplace(link);
  if (added) {
    if (const config::Link* named = plan().find_link(link)) {
      found->second = naming(*named);
    }
  }
  return found->second;
}

const std::vector<const book::Window*>& NamedWindows::of(const config::Link& link) {
  if (is_of_plan(link)) {
    return of(link.id);
  }
  const auto [found, added] = others_.try_emplace({link.id, link.site, link.provider});
  if (added) {
    found->second = naming(link);
  }
  return found->second;
}

std::vector<Period> announced_under(const ContractClock& clock,
                                    const History& history,
                                    const config::Link& link,
                                    Period period,
                                    NamedWindows& windows) {
  if (!windows.any()) {
    return {};
  }
  std::vector<Period> found = taken_windows(clock, history, link, period, windows);
  if (found.empty() || clock.contract == nullptr || !clock.contract->planned_hours_per_month) {
    return found;
  }
  const double hours = *clock.contract->planned_hours_per_month;
  const std::string& zone = windows.plan().daemon.timezone;
  // What was announced before the link's book began used up no hours.
  const book::Second begin =
      clock.is_judged ? clock.runs.front().from : month_at(period.from, zone).period.from;
  const Period since{std::min(period.from, std::max(begin, history.first)), period.to};
  found = taken_windows(clock, history, link, since, windows);
  if (!clock.is_judged) {
    return clip(first_hours(found, hours, zone), period);
  }
  std::vector<Period> first;
  append_first(first, found, hours);
  return clip(unite(std::move(first)), period);
}

std::vector<Period> announced_time(const History& history,
                                   const config::Link& link,
                                   const config::Contract* contract,
                                   Period period,
                                   const Announced& announced) {
  NamedWindows windows(announced);
  return announced_under({contract, {period}}, history, link, period, windows);
}

}  // namespace pantau::availability
