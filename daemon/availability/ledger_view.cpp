// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "daemon/availability/ledger_state.hpp"

namespace pantau::availability {
namespace {

/// Terms of this many months stay, whatever is shown: `[metrics] months` may grow to 13.
constexpr int kMonthsRemembered = 14;

/// Replaces the one of the same id, and keeps its corrections: a batch knows none.
/// \return what it was before, when there was one.
std::optional<Period> put(std::vector<book::Outage>& list, const book::Outage& outage) {
  std::optional<Period> before;
  book::Outage next = outage;
  const auto same = std::find_if(
      list.begin(), list.end(), [&outage](const auto& old) { return old.id == outage.id; });
  if (same != list.end()) {
    before = touched_by(*same);
    next.corrections = std::move(same->corrections);
    list.erase(same);  // it may have got another start
  }
  const auto place =
      std::upper_bound(list.begin(), list.end(), next, [](const auto& one, const auto& other) {
        return one.start < other.start;
      });
  list.insert(place, std::move(next));
  return before;
}

}  // namespace

void Ledger::State::view(const std::shared_ptr<const config::Plan>& next) {
  if (plan == next) {
    return;
  }
  plan = next;
  named.emplace(Announced{plan.get(), &windows});
  link_at.clear();
  site_at.clear();
  links_of.clear();
  months.clear();
  gathered = false;
  for (auto& [id, record] : links) {
    // Also of links that are gone: nothing may hold on to the plan before.
    record.clocks.reset();
    record.frozen.clear();
    record.judged_to = book::Second::min();
    record.place.reset();
  }
  std::map<std::string, std::vector<std::uint32_t>> site_links;
  for (std::uint32_t place = 0; place < plan->links.size(); ++place) {
    LinkRecord& record = links[plan->links[place].id];
    record.course.history.id = plan->links[place].id;
    record.place = place;
    link_at.push_back(&record);
    site_links[plan->links[place].site].push_back(place);
  }
  for (const config::Site& site : plan->sites) {
    SiteRecord& record = sites[site.id];
    record.course.history.id = site.id;
    record.clock.reset();
    record.frozen.clear();
    site_at.push_back(&record);
    links_of.push_back(site_links[site.id]);
  }
  counts_for_site.assign(plan->links.size(), false);
  for (const auto& [site, places] : site_links) {
    const auto is_primary = [this](std::uint32_t place) {
      return plan->links[place].role == config::Role::primary;
    };
    const bool has_primary = std::ranges::any_of(places, is_primary);
    for (const std::uint32_t place : places) {
      counts_for_site[place] = !has_primary || is_primary(place);
    }
  }
}

void Ledger::State::show_months(book::Second now) {
  const std::string& zone = plan->daemon.timezone;
  constexpr int kFewest = 2;  // the last full one is judged for the four counts (semantics.md 8)
  const int shown = plan->metrics.months;
  std::vector<Month> wanted = months_until(now, std::max(shown, kFewest), zone);
  shown_since = wanted[wanted.size() - static_cast<std::size_t>(shown)].label;
  if (wanted == months) {
    return;
  }
  months = std::move(wanted);
  service.clear();
  for (const Month& month : months) {
    service.push_back(plan->service_hours
                          ? service_periods(*plan->service_hours, month.period, zone)
                          : std::vector<Period>{});
  }
  forget_past();
}

/// Months that are neither shown nor still to be judged. One that has just ended has not settled.
void Ledger::State::forget_past() {
  const std::string& zone = plan->daemon.timezone;
  const std::chrono::year_month present = months.back().month;
  const book::Second shown = months.front().period.from;
  const book::Second last = month_of(present - std::chrono::months{1}, zone).period.from;
  const book::Second always = std::min(shown, last);
  book::Second first = std::min(judge_since, always);
  if (loaded_to != book::Second::min()) {
    // Of a daemon that stood still: the month in which it stopped, and the one before it.
    const Month stopped = month_at(std::exchange(loaded_to, book::Second::min()), zone);
    first = std::min(first, month_of(stopped.month - std::chrono::months{1}, zone).period.from);
  }
  judge_since = always;
  for (auto& [id, record] : links) {
    const bool waits = record.place && record.course.begun;
    const book::Second since = waits ? std::min(always, std::max(record.judged_to, first)) : always;
    judge_since = std::min(judge_since, since);
    record.course.forget_before(since);
    record.frozen.forget({book::Second::min(), since});
    record.judged.forget_before(present - std::chrono::months{kMonthsRemembered});
  }
  for (auto& [id, record] : sites) {
    record.course.forget_before(shown);
    record.frozen.forget({book::Second::min(), shown});
  }
  ended = months_in({judge_since, months.back().period.from}, zone);
  outage_links.clear();
  for (const auto& [id, record] : links) {
    for (const book::Outage& outage : record.course.history.outages) {
      outage_links[outage.id] = id;
    }
  }
}

void Ledger::State::forget(const std::string& link, const std::string& site, Period touched) {
  if (const auto found = links.find(link); found != links.end()) {
    found->second.frozen.forget(touched);
  }
  if (const auto found = sites.find(site); found != sites.end()) {
    found->second.frozen.forget(touched);
  }
}

void Ledger::State::change(const book::Outage& outage) {
  outage_links[outage.id] = outage.link;
  const auto before = put(links[outage.link].course.history.outages, outage);
  forget(outage.link, outage.site, touched_by(outage));
  if (before) {
    forget(outage.link, outage.site, *before);
  }
}

}  // namespace pantau::availability
