// SPDX-License-Identifier: Apache-2.0
// Minutes that become final (semantics.md 2): rows for the book, and what they say about the state.
#include <algorithm>

#include "config/time_zone.hpp"
#include "daemon/book/contract_day.hpp"
#include "daemon/links/book_state.hpp"

namespace pantau::links {

namespace {

// Longest delay of a minute (30 s + 60 s) and more than any wait for an undecided echo.
constexpr net::Nanoseconds kMinutesKept{std::chrono::hours{1}};

MinuteLimits limits_of(const config::ProbeProfile& profile, double loss_threshold) {
  return {.rtt = profile.rtt,
          .variation = profile.variation,
          .loss = profile.loss,
          .loss_threshold = loss_threshold};
}

}  // namespace

void LinkBook::State::complete_minutes(net::SteadyTime now) {
  if (now < minutes_wait_) {
    return;
  }
  (void)grid_.slot_of(now);
  bool changed = catch_up();
  for (auto& [delay, group] : groups_) {
    const std::uint32_t first = group.next_minute;
    for (const MinuteSlot* slot = grid_.find(group.next_minute);
         slot != nullptr && slot->end + delay <= now;
         slot = grid_.find(group.next_minute)) {
      ++group.next_minute;
    }
    if (group.next_minute == first) {
      continue;
    }
    for (const std::uint32_t index : group.links) {
      changed = complete(index, group.next_minute - 1) || changed;
    }
    pending_.minute_over = pending_.minute_over || delay == groups_.rbegin()->first;
  }
  if (changed) {
    regroup();
  }
  grid_.forget_before(now - kMinutesKept);
  while (!blind_.empty() && blind_.front().until < now - kMinutesKept) {
    blind_.pop_front();
  }
}

bool LinkBook::State::complete(std::uint32_t index, std::uint32_t last) {
  LinkRecord& link = links_[index];
  link.next_minute = std::max(link.next_minute, grid_.oldest());
  for (; link.next_minute <= last; ++link.next_minute) {
    const MinuteSlot& slot = *grid_.find(link.next_minute);
    const std::optional<net::SteadyTime> open = link.order.oldest_open();
    if (open && *open < slot.end) {
      if (!std::exchange(link.behind, true)) {
        behind_.push_back(index);
      }
      return false;
    }
    complete_one(index, slot);
  }
  if (link.crosses_satellite) {
    link.judge_physics(numbers_[index]);
  }
  return link.delay != link.next_delay && link.next_minute > link.delay_until;
}

void LinkBook::State::complete_one(std::uint32_t index, const MinuteSlot& slot) {
  LinkRecord& link = links_[index];
  LinkNumbers& numbers = numbers_[index];
  numbers.minute = link.minutes.finish(slot);
  add_minute_row(index, *numbers.minute);
  const FinalMinute minute{.summary = *numbers.minute,
                           .start = second_of(slot.begin),
                           .end = second_of(slot.end),
                           .judged = second_of(slot.end + link.delay),
                           .sight = saw_throughout(slot)};
  take_contracts(minute.start);
  const LineMark before = mark_of(link.line);
  link.line.complete(minute, limits_of(plan_->links[index].profile, link.loss_threshold));
  if (mark_of(link.line) != before) {
    verdicts_.touch(index);
  }
}

void LinkBook::State::add_minute_row(std::uint32_t index, const book::MinuteSummary& minute) {
  // Where the clock was set back, the book has its rows already: it stands still until UTC has
  // passed them.
  std::optional<Second>& newest = links_[index].newest_minute;
  const Second start = std::chrono::floor<book::Seconds>(minute.start);
  if (minute.decided() && (!newest || start > *newest)) {
    newest = start;
    pending_.minutes.push_back({index, minute});
  }
}

bool LinkBook::State::saw_throughout(const MinuteSlot& slot) const {
  return vantage_.saw_throughout(slot.begin, slot.end) &&
         std::ranges::none_of(blind_, [&slot](const BlindTime& blind) {
           return blind.from < slot.end && slot.begin < blind.until;
         });
}

void LinkBook::State::take_contracts(Second day) {
  if (std::exchange(contracts_at_, day) == day && day_) {
    return;
  }
  // The zone's file was read with the first plan; from then on this is arithmetic.
  const config::Date date = config::local_date(day, plan_->daemon.timezone);
  if (day_ == date) {
    return;
  }
  day_ = date;
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    const config::Contract* const contract =
        book::contract_in_force(*plan_, plan_->links[index], day);
    links_[index].loss_threshold =
        contract != nullptr ? contract->loss_threshold : MinuteLimits{}.loss_threshold;
  }
}

bool LinkBook::State::catch_up() {
  bool changed = false;
  const std::vector<std::uint32_t> late = std::exchange(behind_, {});
  for (const std::uint32_t index : late) {
    links_[index].behind = false;
    const auto group = groups_.find(links_[index].delay);
    if (group != groups_.end() && group->second.next_minute > links_[index].next_minute) {
      changed = complete(index, group->second.next_minute - 1) || changed;
    }
  }
  return changed;
}

}  // namespace pantau::links
