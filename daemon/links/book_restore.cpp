// SPDX-License-Identifier: Apache-2.0
// Where the books of links begin, go on and rest (semantics.md 5, Identity).
#include <algorithm>

#include "daemon/links/book_state.hpp"
#include "daemon/links/told_course.hpp"

namespace pantau::links {

namespace {

/// What its book has of an open outage: beyond the settled point all is unknown after a restart
/// (semantics.md 5), and unknown time belongs to no segment.
book::Outage settled_part(book::Outage open, Second until) {
  std::erase_if(open.segments,
                [until](const book::Segment& segment) { return segment.start >= until; });
  for (book::Segment& segment : open.segments) {
    segment.end = std::min(segment.end.value_or(until), until);
  }
  return open;
}

bool have_other_parents(const config::Plan& before,
                        const config::Plan& next,
                        const std::vector<std::uint32_t>& places) {
  const auto written = [](const config::Link& link) {
    std::vector<std::vector<std::string>> groups;
    for (const config::ParentGroup& group : link.parents) {
      groups.push_back(group.links);
    }
    return groups;
  };
  for (std::size_t index = 0; index < places.size(); ++index) {
    if (places[index] != kNowhere &&
        written(before.links[places[index]]) != written(next.links[index])) {
      return true;
    }
  }
  return false;
}

/// Of several rows of one place.
void keep_last(std::vector<book::SettledRow>& rows) {
  std::ranges::stable_sort(rows, {}, &book::SettledRow::place);
  std::vector<book::SettledRow> last;
  for (const book::SettledRow& row : rows) {
    if (!last.empty() && last.back().place == row.place) {
      last.back() = row;
    } else {
      last.push_back(row);
    }
  }
  rows = std::move(last);
}

}  // namespace

void LinkBook::State::restore(book::Memory memory) {
  mark_ = std::max(mark_, net::WallTime{memory.mark});
  clock_ = BookClock{mark_};
  remembered_ = memory.mark;
  last_outage_ = memory.last_outage;
  outages_.restore(memory.last_outage);
  for (const book::PowerReading& reading : memory.power) {
    evidence_.record(reading);
  }
  for (const book::DeviceRestart& restart : memory.restarts) {
    evidence_.record(restart);
  }
  for (const book::SiteMemory& site : memory.sites) {
    sites_.restore(site);
  }
  entered_ = std::move(memory.windows);
  for (book::LinkMemory& link : memory.links) {
    resting_.insert_or_assign(link.link, std::move(link));
  }
}

void LinkBook::State::apply_books(const Places& places, Second now) {
  link_keys_.clear();
  for (const config::Link& link : plan_->links) {
    link_keys_.push_back(keys_.key_of(link.id));
  }
  places_.assign(keys_.size(), kNowhere);
  for (std::uint32_t index = 0; index < link_keys_.size(); ++index) {
    places_[link_keys_[index]] = index;
  }
  dues_.assign(link_keys_.size(), Second::max());
  unreachable_.clear();
  affecting_.clear();
  topology_ = verdicts::Topology{*plan_};
  verdicts_.apply(*plan_, places, link_keys_);
  for (std::uint32_t index = 0; index < places.size(); ++index) {
    if (places[index] != kNowhere) {
      continue;
    }
    const auto rests = resting_.find(plan_->links[index].id);
    if (rests != resting_.end()) {
      continue_book(index, rests->second);
      resting_.erase(rests);
    } else {
      verdicts_.begin(index, now);
    }
  }
  remove_forgotten(now);
  sites_.apply(*plan_, link_keys_, now);
  windows_ = outages::WindowList(*plan_, entered_);
  day_.reset();
  take_contracts(now);
}

book::LinkMemory LinkBook::State::settle_told(std::uint32_t index, book::LinkMemory memory) {
  const config::ProbeProfile& profile = plan_->links[index].profile;
  Second known =
      remembered_
          ? *remembered_ - std::chrono::ceil<book::Seconds>(profile.timeout + profile.late_window)
          : memory.settled_until;
  if (memory.open) {
    known = std::max(known, memory.open->detected);  // then it had failed for certain
  }
  const ToldCourse told = told_course(memory, known);
  const bool empty = memory.settled_until == memory.first;
  if (empty && told.until > memory.first &&
      (told.spans.empty() || told.spans.front().start > memory.first)) {
    pending_.spans.push_back({index, {memory.first, memory.state}});
  }
  for (const book::Span& span : told.spans) {
    pending_.spans.push_back({index, span});
    memory.state = span.state;
    memory.decided = span.state == LinkState::unknown ? memory.decided : span.state;
  }
  memory.settled_until = told.until;
  return memory;
}

void LinkBook::State::continue_book(std::uint32_t index, const book::LinkMemory& written) {
  const book::LinkMemory memory = settle_told(index, written);
  LinkRecord& link = links_[index];
  link.settled = {.first = memory.first,
                  .until = memory.settled_until,
                  .last = {memory.settled_until, memory.state},
                  .decided = memory.decided,
                  .begun = memory.settled_until > memory.first,
                  .told = memory.settled_until == written.settled_until};
  link.line = Line{memory.settled_until};
  link.line.restore(memory.settled_until, memory.decided);
  link.newest_outage = std::max(last_outage_, memory.open ? memory.open->id : 0);
  link.marked_reply = numbers_[index].last_reply = memory.last_reply;
  link.marked_opened = numbers_[index].outages_opened = memory.outages_opened;
  // A clean stop has written what there was of this minute; and where the clock was set back before
  // the link left, its rows of that time are there.
  link.newest_minute = std::chrono::floor<std::chrono::minutes>(
      std::max(remembered_.value_or(memory.settled_until), memory.settled_until));
  const bool own = memory.open && !memory.open->segments.empty() &&
                   memory.open->segments.back().state == LinkState::down;
  verdicts_.restore(
      index, {.settled = memory.settled_until, .open_outage = memory.open.has_value(), .own = own});
  if (memory.open) {
    const book::Outage open = settled_part(*memory.open, memory.settled_until);
    if (open != *memory.open) {
      pending_.outages.insert_or_assign(open.id, open);
    }
    outages_.restore(memory.link, open);
  }
  if (plan_->links[index].address.empty()) {
    link.line.stop({.steady = net::SteadyTime::min(), .book = memory.settled_until});
  }
}

void LinkBook::State::remove_forgotten(Second now) {
  for (auto& [id, memory] : resting_) {
    if (std::exchange(memory.removed, true)) {
      continue;
    }
    pending_.removed.push_back(id);
    if (!memory.open) {
      continue;
    }
    outages_.restore(id, settled_part(*memory.open, memory.settled_until));
    outages_.remove(id, now);
    memory.open.reset();
  }
}

/// New parents judge what comes, not what was told (semantics.md 5, Identity): all that the runs
/// have decided settles now, though minutes could still make a stretch longer.
void LinkBook::State::settle_by_runs(net::SteadyTime now, book::Batch& batch) {
  for (const std::uint32_t index : topology_.order()) {
    const Outlook present = outlook(index, now);
    verdicts::LineView line = view(index, present);
    line.known_until = links_[index].line.runs_known_until(present);
    settle_link(index, line, batch);
  }
  settle_sites(batch);
  keep_last(batch.links);
  keep_last(batch.sites);
}

void LinkBook::State::close_books(const config::Plan& next,
                                  const Places& places,
                                  const net::Now& now) {
  std::vector<bool> stays(links_.size());
  for (const std::uint32_t place : places) {
    if (place != kNowhere) {
      stays[place] = true;
    }
  }
  const Second second = second_of(now.steady);
  std::vector<std::uint32_t> gone;
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    if (!stays[index]) {
      outages_.remove(plan_->links[index].id, second);
      pending_.removed.push_back(plan_->links[index].id);
      gone.push_back(index);
    }
  }
  take_outages();
  book::Batch batch = minute_batch(now.steady);
  if (have_other_parents(*plan_, next, places)) {
    settle_by_runs(now.steady, batch);
  }
  for (const std::uint32_t index : gone) {
    rest(index, second, batch);
  }
  sites_.settle_leaving(next, second, batch);
  if (!batch.empty()) {
    closed_.push_back(std::move(batch));
  }
}

void LinkBook::State::rest(std::uint32_t index, Second now, book::Batch& batch) {
  SettledBook& settled = links_[index].settled;
  if (now > settled.until) {
    std::erase_if(batch.links, [index](const auto& row) { return row.place == index; });
    settled.settle(verdicts_.course(index), now, index, batch.link_spans);
    batch.links.push_back({index, settled.first, settled.until});
  }
  const std::string& id = plan_->links[index].id;
  resting_[id] = {.link = id,
                  .first = settled.first,
                  .settled_until = settled.until,
                  .state = settled.last.state,
                  .decided = settled.decided,
                  .open = {},
                  .outages_opened = numbers_[index].outages_opened,
                  .last_reply = numbers_[index].last_reply,
                  .removed = true};
}

}  // namespace pantau::links
