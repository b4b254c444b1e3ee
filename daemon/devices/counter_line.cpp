// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/counter_line.hpp"

#include <chrono>

namespace pantau::devices {

namespace {

constexpr double kRange32 = 4294967296.0;

/// 1 Tbit/s: more is a fault of the agent, not traffic.
constexpr double kFastest = 1.25e11;

/// Of a wrap without a known speed: half of the range is more likely a reset.
constexpr double kWrapUnknown = kRange32 / 2;

/// Without a known speed 32 bits are trusted for as long as 10 Mbit/s need to fill them.
constexpr double kTrustedSeconds = kRange32 / 1.25e6;

/// When in a poll the agent looked at its counters nobody knows, and speeds are nominal.
constexpr double kMoreSeconds = 5;
constexpr double kMoreSpeed = 1.1;

double most(double per_second, double elapsed) {
  return (elapsed + kMoreSeconds) * per_second * kMoreSpeed;
}

/// Whether 32 bits can have gone round more than once.
bool filled_up(const CounterSpan& span, double elapsed) {
  return span.per_second ? *span.per_second * elapsed > kRange32 : elapsed > kTrustedSeconds;
}

}  // namespace

std::optional<std::uint64_t> CounterLine::growth(const snmp::Counter& raw,
                                                 const CounterSpan& span) const {
  const double elapsed = std::chrono::duration<double>(span.at - base_->at).count();
  const bool narrow = raw.bits == 32;
  if (span.broken || raw.bits != base_->raw.bits || (narrow && filled_up(span, elapsed))) {
    return std::nullopt;
  }
  if (raw.value >= base_->raw.value) {
    const std::uint64_t grown = raw.value - base_->raw.value;
    const bool possible = static_cast<double>(grown) <= most(kFastest, elapsed);
    return possible ? std::optional(grown) : std::nullopt;
  }
  if (!narrow || span.restarted) {
    return std::nullopt;
  }
  const std::uint64_t grown = (std::uint64_t{1} << 32) - base_->raw.value + raw.value;
  const double limit = span.per_second ? most(*span.per_second, elapsed) : kWrapUnknown;
  return static_cast<double>(grown) <= limit ? std::optional(grown) : std::nullopt;
}

CounterLine::Step CounterLine::read(const snmp::Counter& raw, const CounterSpan& span) {
  Step step;
  if (base_) {
    const auto grown = growth(raw, span);
    step = {grown ? Course::grew : Course::began_anew, grown.value_or(0)};
  }
  base_ = Base{raw, span.at};
  // From near 2^64 on it would fall: a counter that large lies, but may not take ours with it.
  const std::uint64_t before = exported_.value_or(raw.value);
  const std::uint64_t room = ~std::uint64_t{0} - before;
  step.grown = step.grown <= room ? step.grown : 0;
  exported_ = before + step.grown;
  return step;
}

}  // namespace pantau::devices
