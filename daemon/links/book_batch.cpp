// SPDX-License-Identifier: Apache-2.0
// What has been decided, put together for the book of record (semantics.md 5, Book time).
#include <algorithm>
#include <utility>

#include "daemon/links/book_state.hpp"

namespace pantau::links {

namespace {

// A minute comes every 60 s; with no link to wait for, its batch tells that we were here.
constexpr net::Nanoseconds kLongestSilence{std::chrono::seconds{75}};

}  // namespace

std::optional<book::Batch> LinkBook::State::take_batch(const net::Now& now) {
  if (!closed_.empty()) {
    book::Batch batch = std::move(closed_.front());
    closed_.pop_front();
    return batch;
  }
  if (!plan_) {
    return std::nullopt;
  }
  if (!pending_.outages.empty()) {
    return urgent_batch(now.steady);
  }
  if (!pending_.minute_over && now.steady - kLongestSilence < last_batch_) {
    return std::nullopt;
  }
  return minute_batch(now.steady);
}

book::Batch LinkBook::State::begin_batch(Second now) {
  book::Batch batch;
  batch.plan = plan_;
  batch.mark = now;
  batch.urgent = !pending_.outages.empty();
  for (auto& [id, outage] : std::exchange(pending_.outages, {})) {
    batch.outages.push_back(std::move(outage));
  }
  batch.restarts = std::exchange(pending_.restarts, {});
  for (auto& [device, reading] : std::exchange(pending_.power, {})) {
    batch.power.push_back(std::move(reading));
  }
  batch.removed = std::exchange(pending_.removed, {});
  batch.link_spans = std::exchange(pending_.spans, {});
  return batch;
}

book::Batch LinkBook::State::urgent_batch(net::SteadyTime now) {
  book::Batch batch = begin_batch(second_of(now));
  Places concerned;
  for (const book::Outage& outage : batch.outages) {
    if (const config::Link* const link = plan_->find_link(outage.link)) {
      concerned.push_back(static_cast<std::uint32_t>(link - plan_->links.data()));
    }
  }
  std::ranges::sort(concerned, {}, [this](std::uint32_t index) { return topology_.rank(index); });
  concerned.erase(std::unique(concerned.begin(), concerned.end()), concerned.end());
  for (const std::uint32_t index : concerned) {
    settle_link(index, view(index, outlook(index, now)), batch);
    add_mark(index, batch);
  }
  return batch;
}

book::Batch LinkBook::State::minute_batch(net::SteadyTime now) {
  book::Batch batch = begin_batch(second_of(now));
  batch.minutes = std::exchange(pending_.minutes, {});
  pending_.minutes.reserve(batch.minutes.size());
  batch.links.reserve(links_.size());
  for (const std::uint32_t index : topology_.order()) {
    settle_link(index, view(index, outlook(index, now)), batch);
    add_mark(index, batch);
  }
  settle_sites(batch);
  pending_.minute_over = false;
  last_batch_ = now;
  return batch;
}

void LinkBook::State::settle_link(std::uint32_t index,
                                  const verdicts::LineView& line,
                                  book::Batch& batch) {
  LinkRecord& link = links_[index];
  const Second to = verdicts_.horizon(index, line);
  if (to <= link.settled.until) {
    if (!std::exchange(link.settled.told, true)) {
      // An outage may be told before anything has settled: its link must be known, too.
      batch.links.push_back({index, link.settled.first, link.settled.until});
    }
    return;
  }
  link.settled.told = true;
  link.settled.settle(verdicts_.course(index), to, index, batch.link_spans);
  batch.links.push_back({index, link.settled.first, to});
  (void)verdicts_.settle(index, to);  // its spans have just been taken from the course
  link.line.settle(to);
}

void LinkBook::State::settle_sites(book::Batch& batch) {
  std::vector<Second> settled;
  settled.reserve(links_.size());
  for (const LinkRecord& link : links_) {
    settled.push_back(link.settled.until);
  }
  sites_.settle(settled, batch);
}

void LinkBook::State::add_mark(std::uint32_t index, book::Batch& batch) {
  LinkRecord& link = links_[index];
  const LinkNumbers& numbers = numbers_[index];
  if (link.marked_reply == numbers.last_reply && link.marked_opened == numbers.outages_opened) {
    return;
  }
  link.marked_reply = numbers.last_reply;
  link.marked_opened = numbers.outages_opened;
  batch.marks.push_back({index, numbers.last_reply, numbers.outages_opened});
}

book::Batch LinkBook::State::finish(const net::Now& now) {
  if (!plan_) {
    return {};
  }
  sweep(now.steady);
  finish_minutes();
  book::Batch batch = begin_batch(second_of(now.steady));
  batch.minutes = std::exchange(pending_.minutes, {});
  for (const std::uint32_t index : topology_.order()) {
    Outlook last = outlook(index, now.steady);
    // Nothing is waited for any more: echoes in flight are void, and no minute will end.
    last.cap = second_of(now.steady);
    last.open.reset();
    verdicts::LineView line = view(index, last);
    line.known_until = links_[index].line.runs_known_until(last);
    settle_link(index, line, batch);
    add_mark(index, batch);
  }
  settle_sites(batch);
  return batch;
}

void LinkBook::State::finish_minutes() {
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    LinkRecord& link = links_[index];
    for (std::uint32_t minute = std::max(link.next_minute, grid_.oldest());
         const MinuteSlot* const slot = grid_.find(minute);
         ++minute) {
      add_minute_row(index, link.minutes.finish(*slot));
    }
  }
}

}  // namespace pantau::links
