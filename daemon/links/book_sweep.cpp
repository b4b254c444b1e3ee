// SPDX-License-Identifier: Apache-2.0
// From lines to states, outages and sites, and from there to what is shown (semantics.md 5 and 6).
#include <algorithm>
#include <set>
#include <tuple>

#include "daemon/links/book_state.hpp"

namespace pantau::links {

namespace {

constexpr std::string_view kParents = "parents";

/// Whether parents, not the link's own echoes, made it so.
bool told_by_parents(LinkState from, LinkState to, LinkState own) {
  return to != own || (from == LinkState::unreachable && to == LinkState::down);
}

}  // namespace

Second LinkBook::State::second_of(net::SteadyTime time) const {
  return std::chrono::floor<book::Seconds>(clock_.book(time));
}

std::uint32_t LinkBook::State::place_of(verdicts::LinkKey key) const {
  return key < places_.size() ? places_[key] : kNowhere;
}

verdicts::LineView LinkBook::State::view(std::uint32_t index, const Outlook& outlook) const {
  const LinkRecord& link = links_[index];
  return {.spans = &link.line.spans(),
          .known_until = link.line.known_until(outlook),
          .undecided_since = link.line.undecided_since(),
          .detection = link.detection,
          .failed_until = link.line.runs_known_until(outlook)};
}

Outlook LinkBook::State::outlook(std::uint32_t index, net::SteadyTime now) const {
  const LinkRecord& link = links_[index];
  const std::optional<net::SteadyTime> open = link.order.oldest_open();
  Outlook outlook{.cap = second_of(now - link.delay),
                  .open = {},
                  .seen = second_of(vantage_.seen(now)),
                  .minute = {},
                  .loss_threshold = link.loss_threshold};
  if (open) {
    outlook.open = clock_.booked(*open);
  }
  const MinuteSlot* const slot = link.target == kNoTarget ? nullptr : grid_.find(link.next_minute);
  if (slot != nullptr) {
    outlook.minute = open_minute(index, *slot, open.value_or(now));
    // After a stall minutes wait a little longer than their delay.
    outlook.cap = std::min(outlook.cap, outlook.minute->end);
  }
  return outlook;
}

OpenMinute LinkBook::State::open_minute(std::uint32_t index,
                                        const MinuteSlot& slot,
                                        net::SteadyTime undecided) const {
  const MinuteTally tally = links_[index].minutes.tally(slot.id);
  OpenMinute minute{.start = second_of(slot.begin),
                    .end = second_of(slot.end),
                    .sent = tally.sent,
                    .lost = tally.lost,
                    .rest = 0,
                    .sight = saw_throughout(slot)};
  const net::SteadyTime from = std::max(undecided, slot.begin);
  if (from < slot.end) {
    const net::Nanoseconds interval = plan_->links[index].profile.interval;
    minute.rest = static_cast<std::uint32_t>((slot.end - from) / interval) + 1;
  }
  return minute;
}

outages::Surroundings LinkBook::State::surroundings() const {
  return {.plan = plan_.get(),
          .windows = &windows_,
          .evidence = &evidence_,
          .id_of = [this](verdicts::LinkKey key) -> const std::string& { return keys_.id_of(key); },
          .place_of = [this](verdicts::LinkKey key) -> std::optional<std::uint32_t> {
            const std::uint32_t place = place_of(key);
            return place == kNowhere ? std::nullopt : std::optional{place};
          }};
}

void LinkBook::State::sweep(net::SteadyTime now) {
  if (!plan_) {
    return;
  }
  const Second second = second_of(now);
  Places changed = verdicts_.sweep(
      second, [this, now](std::uint32_t index) { return view(index, outlook(index, now)); });
  if (second >= next_due_) {
    for (const std::uint32_t index : due(second)) {
      if (std::ranges::find(changed, index) == changed.end()) {
        changed.push_back(index);
      }
    }
  }
  if (!changed.empty()) {
    follow(changed, second);
    publish(changed, second);
  }
}

LinkBook::State::Places LinkBook::State::due(Second now) const {
  Places due;
  for (const std::uint32_t index : topology_.order()) {
    if (dues_[index] <= now) {
      due.push_back(index);
    }
  }
  return due;
}

void LinkBook::State::follow(const Places& changed, Second now) {
  const outages::Surroundings around = surroundings();
  for (const std::uint32_t index : changed) {
    const verdicts::Course& course = verdicts_.course(index);
    outages_.follow(index, course, verdicts_.settled(index), now, around);
    sites_.follow(index, course);
  }
  take_outages();
}

void LinkBook::State::take_outages() {
  std::vector<book::Outage> taken = outages_.take_changed();
  std::ranges::sort(taken, {}, &book::Outage::id);
  for (book::Outage& outage : taken) {
    if (const config::Link* const link = plan_->find_link(outage.link)) {
      const auto index = static_cast<std::uint32_t>(link - plan_->links.data());
      if (outage.id > links_[index].newest_outage) {
        links_[index].newest_outage = outage.id;
        ++numbers_[index].outages_opened;
      }
    }
    pending_.outages.insert_or_assign(outage.id, std::move(outage));
  }
}

void LinkBook::State::publish(const Places& changed, Second now) {
  for (const std::uint32_t index : changed) {  // parents first: roots before what hangs on them
    publish_state(index);
    publish_outage(index);
    publish_window(index, now);
  }
  next_due_ = dues_.empty() ? Second::max() : *std::ranges::min_element(dues_);
  sites_.publish(link_keys_, numbers_);
  if (!unreachable_.empty() || !affecting_.empty()) {
    count_affected();
  }
}

void LinkBook::State::publish_state(std::uint32_t index) {
  const verdicts::Course& course = verdicts_.course(index);
  LinkNumbers& numbers = numbers_[index];
  LinkRecord& link = links_[index];
  const LinkState before = numbers.state;
  numbers.state = course.back().state;
  numbers.since = link.settled.since(course);
  numbers.degraded = link.line.degraded();
  numbers.root = shown_root(roots_of(index));
  if (numbers.state == LinkState::unreachable) {
    unreachable_.insert(index);
  } else {
    unreachable_.erase(index);
  }
  if (numbers.state == before) {
    return;
  }
  link.told_by = told_by_parents(before, numbers.state, link.line.state())
                     ? kParents
                     : links::name(link.line.rule());
  StateChange change{.link = plan_->links[index].id,
                     .from = before,
                     .to = numbers.state,
                     .since = numbers.since,
                     .rule = std::string{link.told_by}};
  for (const verdicts::LinkKey key : course.back().roots) {
    change.roots.push_back(keys_.id_of(key));
  }
  std::ranges::sort(change.roots);
  changes.push_back(std::move(change));
}

LinkBook::State::Places LinkBook::State::roots_of(std::uint32_t index) const {
  Places roots;
  for (const verdicts::LinkKey key : verdicts_.course(index).back().roots) {
    if (const std::uint32_t place = place_of(key); place != kNowhere) {
      roots.push_back(place);
    }
  }
  return roots;
}

std::uint32_t LinkBook::State::shown_root(const Places& roots) const {
  const auto failed = [this](std::uint32_t place) {
    const LinkNumbers& numbers = numbers_[place];
    const net::WallTime since =
        numbers.outage ? net::WallTime{numbers.outage->start} : numbers.since;
    return std::tuple<net::WallTime, const std::string&>{since, plan_->links[place].id};
  };
  const auto first = std::ranges::min_element(
      roots, [&](std::uint32_t a, std::uint32_t b) { return failed(a) < failed(b); });
  return first == roots.end() ? kNowhere : *first;
}

void LinkBook::State::publish_outage(std::uint32_t index) {
  LinkRecord& link = links_[index];
  LinkNumbers& numbers = numbers_[index];
  const std::string& id = plan_->links[index].id;
  link.outage = outages_.open(id);
  link.wakeup = outages_.wakeup(id).value_or(Second::max());
  numbers.outage.reset();
  if (!link.outage) {
    return;
  }
  OpenOutage& shown = numbers.outage.emplace();
  shown.id = link.outage->id;
  shown.start = link.outage->start;
  if (link.outage->segments.empty()) {
    return;
  }
  const book::Segment& segment = link.outage->segments.back();
  shown.upstream = segment.state == LinkState::unreachable;
  shown.cause = link.outage->effective(segment);
  shown.planned = segment.planned;
  Places roots;
  for (const std::string& root : segment.roots) {
    if (const config::Link* const found = plan_->find_link(root)) {
      roots.push_back(static_cast<std::uint32_t>(found - plan_->links.data()));
    }
  }
  shown.root = shown_root(roots);
}

void LinkBook::State::publish_window(std::uint32_t index, Second now) {
  LinkNumbers& numbers = numbers_[index];
  const book::Window* const window = windows_.present_or_next(index, roots_of(index), now);
  numbers.in_maintenance = window != nullptr && window->covers(now);
  numbers.window_start.reset();
  numbers.window_end.reset();
  dues_[index] = links_[index].wakeup;
  if (window != nullptr) {
    numbers.window_start = window->start;
    numbers.window_end = window->end;
    dues_[index] = std::min(dues_[index], numbers.in_maintenance ? window->end : window->start);
  }
  sites_.touch(index);
}

void LinkBook::State::count_affected() {
  // While we are blind nothing is known to have changed: the last known value stays.
  const auto keeps = [this](std::uint32_t place) {
    return numbers_[place].outage && numbers_[place].state == LinkState::unknown;
  };
  for (const std::uint32_t index : std::exchange(affecting_, {})) {
    if (keeps(index)) {
      affecting_.insert(index);
      continue;
    }
    numbers_[index].affected_links = numbers_[index].affected_sites = 0;
    numbers_[index].affected_population = 0;
  }
  std::set<std::uint32_t> sites;
  for (const std::uint32_t index : unreachable_) {
    for (const std::uint32_t root : roots_of(index)) {
      if (!keeps(root)) {
        affecting_.insert(root);
        ++numbers_[root].affected_links;
      }
    }
    sites.insert(sites_.site_of(index));
  }
  for (const std::uint32_t site : sites) {
    if (site != kNowhere && sites_.numbers()[site].state == LinkState::unreachable) {
      count_affected_site(site, keeps);
    }
  }
}

void LinkBook::State::count_affected_site(std::uint32_t site,
                                          const std::function<bool(std::uint32_t)>& keeps) {
  std::set<std::uint32_t> roots;
  for (const std::uint32_t index : sites_.links_of(site)) {
    if (numbers_[index].state == LinkState::unreachable) {
      const Places found = roots_of(index);
      roots.insert(found.begin(), found.end());
    }
  }
  const std::int64_t people = plan_->sites[site].serves_population.value_or(0);
  for (const std::uint32_t root : roots) {
    if (!keeps(root)) {
      ++numbers_[root].affected_sites;
      numbers_[root].affected_population += static_cast<std::uint64_t>(people);
    }
  }
}

void LinkBook::State::set_windows(std::vector<book::Window> entered) {
  entered_ = std::move(entered);
  if (!plan_) {
    return;
  }
  windows_ = outages::WindowList(*plan_, entered_);
  std::ranges::fill(dues_, Second::min());  // all are looked at with the next sweep
  next_due_ = Second::min();
}

void LinkBook::State::record(const book::PowerReading& reading, const net::Now& now) {
  evidence_.record(reading);
  pending_.power.insert_or_assign(reading.device, reading);
  reconsider(reading.site, now.steady);
}

void LinkBook::State::record(const book::DeviceRestart& restart, const net::Now& now) {
  evidence_.record(restart);
  pending_.restarts.push_back(restart);
  reconsider(restart.site, now.steady);
}

void LinkBook::State::reconsider(const std::string& site, net::SteadyTime now) {
  if (!plan_) {
    return;
  }
  outages_.reconsider(site, second_of(now), surroundings());
  take_outages();
  for (const std::uint32_t index : sites_.links_of(site)) {
    publish_outage(index);
    sites_.touch(index);
  }
  sites_.publish(link_keys_, numbers_);
}

void LinkBook::State::correct(std::uint64_t outage, const book::Correction& correction) {
  outages_.correct(outage, correction);
  for (std::uint32_t index = 0; index < numbers_.size(); ++index) {
    if (numbers_[index].outage && numbers_[index].outage->id == outage) {
      publish_outage(index);
      sites_.touch(index);
    }
  }
  sites_.publish(link_keys_, numbers_);
}

}  // namespace pantau::links
