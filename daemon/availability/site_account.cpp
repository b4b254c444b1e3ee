// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/site_account.hpp"

#include <algorithm>

#include "daemon/availability/classes.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::availability {

void append_hidden(std::vector<Period>& to, const History& link, const std::string& site) {
  for (const book::Outage& outage : link.outages) {
    if (outage.corrections.empty() || outage.site != site ||
        outage.corrections.back().cause != book::Cause::monitoring_fault) {
      continue;
    }
    for (const book::Segment& segment : outage.segments) {
      to.push_back({segment.start, segment.end.value_or(link.settled_until)});
    }
  }
}

StateSeconds site_seconds(const History& site, Period period, const std::vector<Period>& hidden) {
  StateSeconds seconds{};
  // The site's clock ran, but nobody watched yet: as for its links.
  seconds.at(static_cast<std::size_t>(book::LinkState::unknown)) +=
      intersect(period, {period.from, site.first}).length().count();
  for_each_state(site, period, [&](Period part, book::LinkState state) {
    const std::int64_t unseen = book::is_failed(state) ? seconds_within(hidden, part) : 0;
    seconds.at(static_cast<std::size_t>(book::LinkState::unknown)) += unseen;
    seconds.at(static_cast<std::size_t>(state)) += part.length().count() - unseen;
  });
  return seconds;
}

Account site_account(const StateSeconds& seconds) {
  Account account;
  for (std::size_t state = 0; state < seconds.size(); ++state) {
    const auto is = static_cast<book::LinkState>(state);
    if (book::is_working(is)) {
      account.up += seconds.at(state);
    } else if (book::is_failed(is)) {
      account.down += seconds.at(state);
    } else {
      account.unknown += seconds.at(state);
    }
  }
  return account;
}

Judgement both(Judgement one, Judgement other) {
  for (const Judgement wins : {Judgement::missed, Judgement::not_enough_data, Judgement::met}) {
    if (one == wins || other == wins) {
      return wins;
    }
  }
  return Judgement::none;
}

}  // namespace pantau::availability
