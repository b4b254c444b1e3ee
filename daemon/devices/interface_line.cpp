// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/interface_line.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace pantau::devices {

namespace {

using config::Quantity;

/// Ethernet's least; what is counted in packets cannot rise faster.
constexpr double kSmallestPacketBytes = 64;

const snmp::Sample* find(const InterfaceLine::Reading& reading, Quantity quantity) {
  const auto found = std::find_if(reading.samples.begin(),
                                  reading.samples.end(),
                                  [=](const auto* sample) { return sample->quantity == quantity; });
  return found == reading.samples.end() ? nullptr : *found;
}

bool of_bytes(std::size_t counter) {
  return counter == static_cast<std::size_t>(InterfaceCounter::receive_bytes) ||
         counter == static_cast<std::size_t>(InterfaceCounter::transmit_bytes);
}

}  // namespace

std::optional<InterfaceCounter> counter_of(Quantity quantity) {
  static_assert(static_cast<std::size_t>(Quantity::interface_transmit_discards) -
                    static_cast<std::size_t>(Quantity::interface_receive_bytes) + 1 ==
                kInterfaceCounters);
  if (quantity < Quantity::interface_receive_bytes ||
      quantity > Quantity::interface_transmit_discards) {
    return std::nullopt;
  }
  return static_cast<InterfaceCounter>(static_cast<std::size_t>(quantity) -
                                       static_cast<std::size_t>(Quantity::interface_receive_bytes));
}

bool InterfaceLine::is_broken(const Reading& reading) {
  bool broken = false;
  if (!reading.row.empty()) {
    broken = !row_.empty() && row_ != reading.row;
    row_ = reading.row;
  }
  if (const auto* sample = find(reading, Quantity::interface_discontinuity)) {
    broken = broken || (discontinuity_ && *discontinuity_ != sample->ticks.value);
    discontinuity_ = sample->ticks.value;
  }
  return broken;
}

void InterfaceLine::read_counters(const Reading& reading, bool broken, Step& step) {
  const auto* const speed = find(reading, Quantity::interface_speed);
  const auto now = speed != nullptr && speed->number > 0 ? std::optional(speed->number) : speed_;
  const auto fastest = std::max(now, speed_);  // of before and after a change of speed
  speed_ = now;
  std::array<bool, kInterfaceCounters> seen{};
  for (const snmp::Sample* const sample : reading.samples) {
    const auto counter = counter_of(sample->quantity);
    if (!counter) {
      continue;
    }
    const auto place = static_cast<std::size_t>(*counter);
    CounterSpan span{reading.answered.boot, reading.restarted, broken, fastest};
    if (fastest && !of_bytes(place)) {
      span.per_second = *fastest / kSmallestPacketBytes;
    }
    const CounterLine::Step one = counters_[place].read(sample->counter, span);
    step.bytes += of_bytes(place) ? one.grown : 0;
    step.counts_bytes = step.counts_bytes || of_bytes(place);
    step.began_anew = step.began_anew || one.course == CounterLine::Course::began_anew;
    seen[place] = true;
  }
  // A counter that this poll did not bring must not forget what it missed.
  for (std::size_t place = 0; place < seen.size(); ++place) {
    if (!seen[place] && (broken || reading.restarted)) {
      counters_[place].begin_anew();
    }
  }
}

void InterfaceLine::read_last_change(const Reading& reading) {
  const auto* const sample = find(reading, Quantity::interface_last_change);
  if (sample == nullptr || (change_ticks_ == sample->ticks.value && !reading.restarted)) {
    return;
  }
  // Nought: before the agent began (RFC 2863, ifLastChange), and nobody knows how long before.
  if (sample->ticks.value == 0 || !reading.up_ticks) {
    change_ticks_.reset();
    last_change_.reset();
    return;
  }
  change_ticks_ = sample->ticks.value;
  const std::uint32_t ago = *reading.up_ticks - sample->ticks.value;  // modulo 2^32, as both are
  last_change_ = reading.answered.wall - std::chrono::milliseconds{std::int64_t{ago} * 10};
}

InterfaceLine::Step InterfaceLine::read(const Reading& reading) {
  Step step;
  const bool broken = is_broken(reading);
  read_counters(reading, broken, step);
  read_last_change(reading);
  if (step.counts_bytes) {
    step.began_anew = !std::exchange(began_anew_, step.began_anew) && began_anew_;
  }
  return step;
}

void InterfaceLine::begin_anew() {
  std::for_each(counters_.begin(), counters_.end(), [](auto& counter) { counter.begin_anew(); });
  speed_.reset();
  discontinuity_.reset();
  change_ticks_.reset();
  last_change_.reset();
  row_.clear();
  began_anew_ = false;
}

}  // namespace pantau::devices
