// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/links/line_fixture.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace pantau::links::test {

namespace {

using namespace std::chrono_literals;

// 3 x interval + timeout of the anchors, 1 s each.
constexpr int kWindow = 6;
constexpr int kForever = std::numeric_limits<int>::max();
// Echoes leave a quarter after the second, so that there is something to cut.
constexpr net::Nanoseconds kPhase = 250ms;

}  // namespace

LineFeed::LineFeed(LineSettings settings)
    : line(second(settings.start)), settings_(settings), now_(settings.start) {
  leads_.emplace_back(now_, 0);
  begin_slot();
}

void LineFeed::feed(std::string_view echoes) {
  for (const char echo : echoes) {
    step(echo);
  }
}

void LineFeed::minutes(int count, std::string_view pattern) {
  for (int at = 0; at < count * 60; ++at) {
    step(pattern[static_cast<std::size_t>(at % 60) % pattern.size()]);
  }
}

void LineFeed::blind() {
  if (silent_since_ < 0) {
    silent_since_ = now_;
  }
}

void LineFeed::see() {
  silent_since_ = -1;
  if (lost_) {
    lost_ = false;
    blind_.back().second = now_;
  }
}

void LineFeed::stall(int seconds) {
  const BookedTime from = booked(now_);
  const int begin = now_;
  for (int passed = 0; passed < seconds; ++passed) {
    slots_.back().sight = false;
    if (++now_ == slots_.back().end) {
      begin_slot();
    }
  }
  if (now_ > begin) {
    slots_.back().sight = false;
    line.blind_time(from, booked(now_).steady);
  }
}

void LineFeed::skip(int seconds) {
  const int from = now();
  slots_.back().end = now_;
  lead_ += seconds;
  leads_.emplace_back(now_, lead_);
  begin_slot();
  line.skip_time(second(from), second(now()));
}

void LineFeed::change_address() {
  for (Echo& echo : flying_) {
    if (echo.decided >= now_) {
      echo.fate = 'v';
      echo.decided = now_;
    }
  }
  line.restart(booked(now_));
}

void LineFeed::stop() {
  flying_.clear();
  line.stop(booked(now_));
}

void LineFeed::step(char echo) {
  if (echo != '-' && now_ % settings_.interval == 0) {
    send(echo);
  }
  decide();
  watch_anchors();
  confirm();
  ++now_;
  if (now_ == slots_.back().end) {
    begin_slot();
  }
  complete();
}

void LineFeed::send(char echo) {
  const int wait = echo == 'L' ? settings_.timeout : echo == 's' ? 2 : 0;
  const auto slot = first_slot_ + static_cast<std::uint32_t>(slots_.size()) - 1;
  flying_.push_back({.sent = now_, .fate = echo, .decided = now_ + wait, .slot = slot});
  sent.push_back({now(), echo});
}

void LineFeed::decide() {
  for (Echo& echo : flying_) {
    if (echo.counted || echo.decided > now_) {
      continue;
    }
    echo.counted = true;
    MinuteSummary& minute = slots_.at(echo.slot - first_slot_).summary;
    minute.sent += echo.fate == 'v' ? 0U : 1U;
    minute.lost += echo.fate == 'L' ? 1U : 0U;
    const net::Nanoseconds rtt = echo.fate == 's' ? 2s : 20ms;
    minute.min = minute.min > 0ns ? std::min(minute.min, rtt) : rtt;
    minute.median = std::max(minute.median, rtt);
    minute.p95 = minute.median;
  }
  while (!flying_.empty() && flying_.front().decided <= now_) {
    const Echo echo = flying_.front();
    flying_.pop_front();
    pass_on(echo);
    confirm();
  }
}

void LineFeed::pass_on(const Echo& echo) {
  const bool sent_blind = std::ranges::any_of(blind_, [&echo](const std::pair<int, int>& blind) {
    return blind.first <= echo.sent && echo.sent < blind.second;
  });
  const EchoSight sight{.blind = sent_blind, .lost_now = lost_};
  switch (echo.fate) {
    case 'L':
      line.lost(booked(echo.sent), sight, settings_.runs);
      break;
    case 'v':
      line.skipped(booked(echo.sent));
      break;
    default:
      line.answered(booked(echo.sent), sight, settings_.runs);
      break;
  }
}

void LineFeed::confirm() {
  if (line.awaits_sight() && booked(seen()).steady >= line.first_loss()) {
    line.confirm_down();
  }
}

void LineFeed::watch_anchors() {
  if (silent_since_ >= 0 && !lost_ && now_ >= silent_since_ + kWindow) {
    lost_ = true;
    blind_.emplace_back(silent_since_, kForever);
    line.lose_sight(booked(silent_since_));
  }
}

void LineFeed::complete() {
  const int delay = settings_.timeout + settings_.late_window;
  while (slots_.size() > 1 && slots_.front().end + delay <= now_) {
    const Slot& slot = slots_.front();
    const bool seen = std::ranges::none_of(blind_, [&slot](const std::pair<int, int>& blind) {
      return blind.first < slot.end && slot.begin < blind.second;
    });
    const int length = slot.end - slot.begin;
    line.complete(
        {.summary = slot.summary,
         .start = second(slot.book),
         .end = second(slot.book + length),
         .judged = std::chrono::floor<std::chrono::seconds>(booked(slot.end + delay).book),
         .sight = slot.sight && seen},
        settings_.minutes);
    slots_.pop_front();
    ++first_slot_;
  }
}

void LineFeed::begin_slot() {
  const int rest = 60 - now() % 60;
  slots_.push_back({.begin = now_, .end = now_ + rest, .book = now(), .summary = {}});
}

BookedTime LineFeed::booked(int steady) const {
  int lead = leads_.front().second;
  for (const auto& [from, value] : leads_) {
    if (from <= steady) {
      lead = value;
    }
  }
  return {net::SteadyTime{std::chrono::seconds{steady} + kPhase},
          net::WallTime{std::chrono::seconds{steady + lead} + kPhase}};
}

int LineFeed::seen() const {
  return silent_since_ >= 0 ? silent_since_ - 1 : now_;
}

Outlook LineFeed::outlook() const {
  const auto book = [this](int steady) {
    return std::chrono::floor<std::chrono::seconds>(booked(steady).book);
  };
  Outlook outlook;
  outlook.cap = book(now_ - settings_.timeout - settings_.late_window);
  if (!flying_.empty()) {
    outlook.open = booked(flying_.front().sent);
  }
  outlook.seen = book(seen());
  const Slot& slot = slots_.front();
  OpenMinute minute{.start = second(slot.book),
                    .end = second(slot.book + slot.end - slot.begin),
                    .sent = slot.summary.sent,
                    .lost = slot.summary.lost,
                    .sight = slot.sight};
  const int length = slot.end - slot.begin;
  const auto most =
      static_cast<std::uint32_t>((length + settings_.interval - 1) / settings_.interval);
  minute.rest = most - std::min(most, minute.sent);
  outlook.minute = minute;
  outlook.loss_threshold = settings_.minutes.loss_threshold;
  return outlook;
}

std::string LineFeed::course() const {
  std::string text;
  for (const book::Span& span : line.spans()) {
    text += text.empty() ? "" : ", ";
    text += std::string{name(span.state)} + ' ' + std::to_string(count_of(span.start));
  }
  return text;
}

}  // namespace pantau::links::test
