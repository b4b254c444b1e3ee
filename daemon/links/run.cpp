// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/run.hpp"

#include <algorithm>
#include <array>

namespace pantau::links {

std::string_view name(Rule rule) {
  static constexpr std::array<std::string_view, 9> kNames{"configured",
                                                          "down_after",
                                                          "up_after",
                                                          "first_answer",
                                                          "sent_again",
                                                          "sight_lost",
                                                          "not_sent",
                                                          "suspend",
                                                          "no_address"};
  return kNames[static_cast<std::size_t>(rule)];
}

void RunRule::answered(const BookedTime& sent, EchoSight sight, const RunLimits& limits) {
  idle_ = 0;
  if (sent.steady < counts_from_) {
    return;
  }
  losing_ = 0;
  awaits_sight_ = false;
  if (blinded()) {
    become(LinkState::up, sent.book, Rule::first_answer);
    settled_ = LinkState::up;
  }
  if (sight.blind) {
    answering_ = 0;
    return;
  }
  if (answering_++ == 0) {
    first_answer_ = sent;
  }
  if (state_ != LinkState::up && answering_ >= limits.up_after) {
    become(LinkState::up, first_answer_.book, Rule::up_after);
    settled_ = LinkState::up;
  }
}

void RunRule::lost(const BookedTime& sent, EchoSight sight, const RunLimits& limits) {
  idle_ = 0;
  if (sent.steady < counts_from_) {
    return;
  }
  answering_ = 0;
  if (losing_++ == 0) {
    first_loss_ = sent;
  }
  if (sight.blind || sight.lost_now) {
    become_unknown(first_loss_, Rule::sight_lost);
    return;
  }
  if (blinded() && rule_ == Rule::not_sent) {
    become(settled_, sent.book, Rule::sent_again);
  }
  awaits_sight_ = losing_ >= limits.down_after && state_ != LinkState::down;
}

void RunRule::skipped(const BookedTime& sent) {
  if (idle_++ == 0) {
    first_idle_ = sent;
  }
  if (idle_ >= kNotSent && state_ != LinkState::unknown) {
    become_unknown(first_idle_, Rule::not_sent);
  } else if (idle_ == kNotSent) {
    drop_runs();
  }
}

void RunRule::confirm_down() {
  become(LinkState::down, first_loss_.book, Rule::down_after);
  settled_ = LinkState::down;
  awaits_sight_ = false;
}

void RunRule::lose_sight(const BookedTime& from) {
  if (state_ == LinkState::down) {
    become_unknown(from, Rule::sight_lost);
  } else if (losing_ > 0) {
    become_unknown(first_loss_, Rule::sight_lost);
  }
}

void RunRule::blind_time(const BookedTime& from, net::SteadyTime until) {
  become_unknown(from, Rule::blind_time);
  counts_from_ = std::max(counts_from_, until);
}

void RunRule::restart(net::SteadyTime now) {
  drop_runs();
  counts_from_ = std::max(counts_from_, now);
}

void RunRule::stop(const BookedTime& now) {
  become_unknown(now, Rule::no_address);
  settled_ = LinkState::unknown;
  counts_from_ = now.steady;
  idle_ = 0;
}

void RunRule::become(LinkState state, net::WallTime from, Rule rule) {
  if (state_ != state) {
    // A border that was published is never moved back: what lies before it has been told already.
    since_ = std::max(since_, cut_to_second(from));
    state_ = state;
  }
  rule_ = rule;
}

void RunRule::become_unknown(const BookedTime& from, Rule rule) {
  if (state_ != LinkState::unknown) {
    become(LinkState::unknown, from.book, rule);
    counts_from_ = std::max(counts_from_, from.steady);
  } else if (settled_ != LinkState::unknown) {
    rule_ = rule;  // e.g. after unsent echoes the sight is lost as well: its end is what counts
  }
  drop_runs();
}

void RunRule::drop_runs() {
  losing_ = 0;
  answering_ = 0;
  awaits_sight_ = false;
}

}  // namespace pantau::links
