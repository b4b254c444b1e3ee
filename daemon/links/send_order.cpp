// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/send_order.hpp"

namespace pantau::links {

namespace {

// At most timeout / interval = 30 s / 0.1 s echoes of a link are undecided at a time; far beyond
// that the numbers no longer belong together, and memory must not grow with the gap.
constexpr std::uint32_t kMostHeld = 4096;
constexpr std::uint32_t kCompactAt = 16;

}  // namespace

SendOrder::Held* SendOrder::at(std::uint32_t number) {
  // Numbers wrap after 2^32 echoes, so only their difference has a meaning.
  const std::uint32_t ahead = number - next_;
  if (ahead > UINT32_MAX / 2) {
    return nullptr;
  }
  if (ahead >= kMostHeld) {
    held_.clear();
    head_ = 0;
    next_ = number;
    return at(number);
  }
  const std::size_t index = head_ + ahead;
  if (index >= held_.size()) {
    held_.resize(index + 1);
  }
  return &held_[index];
}

void SendOrder::open(std::uint32_t number, net::SteadyTime sent) {
  Held* const held = at(number);
  if (held != nullptr && held->stage == Stage::missing) {
    held->stage = Stage::open;
    held->verdict.sent = sent;
  }
}

void SendOrder::decide(std::uint32_t number, const Verdict& verdict) {
  Held* const held = at(number);
  if (held != nullptr && (held->stage == Stage::missing || held->stage == Stage::open)) {
    *held = Held{verdict, Stage::decided};
  }
}

std::optional<Verdict> SendOrder::take_next() {
  while (head_ < held_.size()) {
    const Held held = held_[head_];
    if (held.stage == Stage::missing || held.stage == Stage::open) {
      return std::nullopt;
    }
    drop_front();
    if (held.stage == Stage::decided) {
      return held.verdict;
    }
  }
  return std::nullopt;
}

std::vector<Verdict> SendOrder::take_decided() {
  std::vector<Verdict> verdicts;
  for (std::size_t index = head_; index < held_.size(); ++index) {
    if (held_[index].stage == Stage::decided) {
      verdicts.push_back(held_[index].verdict);
      held_[index].stage = Stage::taken;
    }
  }
  return verdicts;
}

std::optional<net::SteadyTime> SendOrder::oldest_open() const {
  for (std::size_t index = head_; index < held_.size(); ++index) {
    if (held_[index].stage == Stage::open) {
      return held_[index].verdict.sent;
    }
  }
  return std::nullopt;
}

void SendOrder::drop_front() {
  ++next_;
  ++head_;
  if (head_ == held_.size()) {
    held_.clear();
    head_ = 0;
  } else if (head_ >= kCompactAt && head_ >= held_.size() / 2) {
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
}

}  // namespace pantau::links
