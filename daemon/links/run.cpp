// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/run.hpp"

#include <algorithm>
#include <array>

namespace pantau::links {

namespace {

Second second_of(net::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

bool is_seen(RunState state) {
  return state == RunState::up || state == RunState::down;
}

}  // namespace

std::string_view name(Rule rule) {
  static constexpr std::array<std::string_view, 12> kNames{"configured",
                                                           "down_after",
                                                           "up_after",
                                                           "first_answer",
                                                           "sent_again",
                                                           "sight_lost",
                                                           "not_sent",
                                                           "suspend",
                                                           "no_address",
                                                           "loss_ratio",
                                                           "minutes",
                                                           "parents"};
  return kNames[static_cast<std::size_t>(rule)];
}

RunRule::RunRule(net::WallTime since)
    : now_{second_of(since), RunState::undecided}, settled_until_(second_of(since)) {}

bool RunRule::answered(const BookedTime& sent, EchoSight sight, const RunLimits& limits) {
  idle_ = 0;
  if (sent.steady < counts_from_) {
    return false;
  }
  losing_ = 0;
  awaits_sight_ = false;
  last_answer_ = sent.book;
  bool changed = false;
  if (now_.state == RunState::unseen) {
    become(RunState::up, second_of(sent.book), Rule::first_answer);
    changed = true;
  }
  if (sight.blind) {
    answering_ = 0;
    return changed;
  }
  if (answering_++ == 0) {
    first_answer_ = sent.book;
  }
  if (now_.state != RunState::up && answering_ >= limits.up_after) {
    become(RunState::up, second_of(first_answer_), Rule::up_after);
    changed = true;
  }
  return changed;
}

bool RunRule::lost(const BookedTime& sent, EchoSight sight, const RunLimits& limits) {
  idle_ = 0;
  if (sent.steady < counts_from_) {
    return false;
  }
  answering_ = 0;
  if (losing_++ == 0) {
    first_loss_ = sent;
  }
  if (sight.blind || sight.lost_now) {
    return become_unseen(first_loss_, Rule::sight_lost);
  }
  bool changed = false;
  if (now_.state == RunState::unseen && rule_ == Rule::not_sent) {
    become(decided_, second_of(sent.book), Rule::sent_again);
    changed = true;
  }
  awaits_sight_ = losing_ >= limits.down_after && now_.state != RunState::down;
  return changed;
}

bool RunRule::skipped(const BookedTime& sent) {
  if (idle_++ == 0) {
    first_idle_ = sent.book;
  }
  if (idle_ >= kNotSent && is_seen(now_.state)) {
    // Verdicts come in order of sending: those to come count in runs again.
    return become_unseen({net::SteadyTime::min(), first_idle_}, Rule::not_sent);
  }
  if (idle_ == kNotSent) {
    drop_runs();
    return true;
  }
  return false;
}

void RunRule::confirm_down() {
  become(RunState::down, second_of(first_loss_.book), Rule::down_after);
  awaits_sight_ = false;
}

bool RunRule::lose_sight(const BookedTime& from) {
  if (now_.state == RunState::down) {
    // It was not down before: nothing of that time has to be taken back.
    return become_unseen({from.steady, std::max<net::WallTime>(from.book, now_.start)},
                         Rule::sight_lost);
  }
  return losing_ > 0 && become_unseen(first_loss_, Rule::sight_lost);
}

bool RunRule::lose_sight_while_down(const BookedTime& from) {
  return become_unseen(from, Rule::sight_lost);
}

bool RunRule::blind_time(const BookedTime& from, net::SteadyTime until) {
  const bool changed = become_unseen(from, Rule::blind_time);
  counts_from_ = std::max(counts_from_, until);
  return changed;
}

void RunRule::restart(net::SteadyTime now) {
  drop_runs();
  counts_from_ = std::max(counts_from_, now);
}

bool RunRule::stop(const BookedTime& now) {
  drop_runs();
  const bool changed = now_.state != RunState::undecided || rule_ != Rule::no_address;
  become(RunState::undecided, second_of(now.book), Rule::no_address);
  decided_ = RunState::undecided;
  counts_from_ = now.steady;
  idle_ = 0;
  return changed;
}

void RunRule::restore(Second since, RunState decided) {
  now_ = {since, is_seen(decided) ? RunState::unseen : RunState::undecided};
  earlier_.clear();
  settled_until_ = since;
  decided_ = decided;
  rule_ = Rule::blind_time;
  drop_runs();
}

bool RunRule::found_by_ratio(Second from) {
  if (is_seen(now_.state) || now_.start > from) {
    return false;
  }
  become(RunState::up, from, Rule::loss_ratio);
  return true;
}

bool RunRule::doubt(Second from) {
  if (now_.state != RunState::up || now_.start > from) {
    return false;
  }
  become(RunState::unseen, from, Rule::loss_ratio);
  const Second last = second_of(last_answer_);
  if (last >= from) {
    become(RunState::up, last, Rule::first_answer);
  }
  return true;
}

LinkState RunRule::state() const {
  switch (now_.state) {
    case RunState::up:
      return LinkState::up;
    case RunState::down:
      return LinkState::down;
    default:
      return LinkState::unknown;
  }
}

Second RunRule::first_lost_second() const {
  return second_of(first_loss_.book);
}

Second RunRule::hold() const {
  Second hold = Second::max();
  if (undecided_losses()) {
    hold = second_of(first_loss_.book);
  }
  if (answering_ > 0 && now_.state != RunState::up) {
    hold = std::min(hold, second_of(first_answer_));
  }
  if (idle_ > 0 && is_seen(now_.state)) {
    hold = std::min(hold, second_of(first_idle_));
  }
  return hold;
}

void RunRule::settle(Second until) {
  settled_until_ = std::max(settled_until_, until);
  if (earlier_.empty()) {
    return;
  }
  const auto ended = [this](std::size_t place) {
    return place + 1 < earlier_.size() ? earlier_[place + 1].start : now_.start;
  };
  std::size_t gone = 0;
  while (gone < earlier_.size() && ended(gone) <= settled_until_) {
    ++gone;
  }
  earlier_.erase(earlier_.begin(), earlier_.begin() + static_cast<std::ptrdiff_t>(gone));
}

void RunRule::become(RunState state, Second from, Rule rule) {
  rule_ = rule;
  if (is_seen(state)) {
    decided_ = state;
  }
  if (now_.state == state) {
    return;
  }
  from = std::max(from, settled_until_);
  while (!earlier_.empty() && now_.start >= from) {
    now_ = earlier_.back();
    earlier_.pop_back();
  }
  if (now_.start >= from) {
    now_ = {now_.start, state};
  } else if (now_.state != state) {
    earlier_.push_back(now_);
    now_ = {from, state};
  }
}

bool RunRule::become_unseen(const BookedTime& from, Rule rule) {
  bool changed = false;
  if (is_seen(now_.state)) {
    become(RunState::unseen, second_of(from.book), rule);
    counts_from_ = std::max(counts_from_, from.steady);
    changed = true;
  } else if (now_.state == RunState::unseen) {
    changed = rule_ != rule;
    rule_ = rule;  // e.g. after unsent echoes the sight is lost as well: its end is what counts
  }
  drop_runs();
  return changed;
}

void RunRule::drop_runs() {
  losing_ = 0;
  answering_ = 0;
  awaits_sight_ = false;
}

}  // namespace pantau::links
