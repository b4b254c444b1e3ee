// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/agent_clock.hpp"

#include <algorithm>
#include <chrono>

namespace pantau::devices {

namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

using Ticks = std::chrono::duration<std::int64_t, std::centi>;

constexpr net::Nanoseconds kTolerance = seconds{5};  // semantics.md 7
constexpr std::int64_t kDriftParts = 2000;  // 1/2000 = 500 ppm, five times a bad crystal

/// RFC 3414, 2.2: at 2^31 - 1 the engine counts a boot and begins again at 0.
constexpr Ticks kEngineRound = seconds{std::int64_t{1} << 31};
constexpr Ticks kTicksRound{std::int64_t{1} << 32};  // 497 days

/// Of a boot time by the wall clock, which is stepped and read by two lives of the daemon.
constexpr net::Nanoseconds kWallTolerance = seconds{60};

net::Nanoseconds tolerance_of(const ClockReading& reading, net::Nanoseconds elapsed) {
  const net::Nanoseconds rounding = seconds{1};  // the engine counts whole seconds
  const net::Nanoseconds poll = reading.answered.boot - reading.started.boot + rounding;
  return std::max({kTolerance, poll, elapsed / kDriftParts});
}

enum class Course : std::uint8_t { onward, wrapped, restarted };

/// What passed between two readings of a clock that begins again at `round`.
struct Passed {
  Ticks elapsed;
  Ticks tolerance;
  Ticks round;
};

/// What the clock that showed `before` did, now that it shows `now`. A wrap must be where it was
/// expected; so a restart right after one is seen, too.
Course course(Ticks before, Ticks now, const Passed& passed) {
  const Ticks expected = before + passed.elapsed;
  const Ticks behind = expected - passed.tolerance - now;
  if (behind <= Ticks{0}) {
    return Course::onward;
  }
  const Ticks unwrapped = now + passed.round * ((behind - Ticks{1}) / passed.round + 1);
  return unwrapped <= expected + passed.tolerance ? Course::wrapped : Course::restarted;
}

Passed passed(const ClockReading& reading, net::BootTime since, Ticks round) {
  const net::Nanoseconds elapsed = reading.answered.boot - since;
  return {
      duration_cast<Ticks>(elapsed), duration_cast<Ticks>(tolerance_of(reading, elapsed)), round};
}

/// One that falls has forgotten how often it booted (RFC 3414, 2.3), which takes a restart.
std::uint64_t boots_between(std::uint64_t before, std::uint64_t now, net::Nanoseconds elapsed) {
  const std::uint64_t more = now > before ? now - before : 1;
  const std::int64_t most = std::max<std::int64_t>(duration_cast<seconds>(elapsed).count(), 1);
  return more <= static_cast<std::uint64_t>(most) ? more : 1;
}

Ticks engine_ticks(std::uint64_t engine_seconds) {
  return seconds{static_cast<std::int64_t>(engine_seconds)};
}

/// Up since when; the engine's clock before the other one, which wraps after 497 days.
std::optional<Ticks> uptime_of(const ClockReading& reading) {
  if (reading.engine_seconds) {
    return engine_ticks(*reading.engine_seconds);
  }
  return reading.up_ticks ? std::optional(Ticks{*reading.up_ticks}) : std::nullopt;
}

/// Between two lives of the daemon only the wall clock tells. sysUpTime may have wrapped.
bool booted_later(net::WallTime boot, net::WallTime known, const ClockReading& reading) {
  net::Nanoseconds later = boot - known;
  if (!reading.engine_seconds && later > net::Nanoseconds{0}) {
    const net::Nanoseconds round = kTicksRound;
    const net::Nanoseconds over = later % round;
    later = std::min(over, round - over);
  }
  return later > kWallTolerance + (reading.answered.wall - known) / kDriftParts;
}

}  // namespace

bool AgentClock::frozen(const ClockReading& reading) const {
  const auto same = [](const std::optional<Mark>& mark, const auto& value) {
    return !value || (mark && mark->value == *value);
  };
  return reading.up_ticks && same(ticks_, reading.up_ticks) && same(boots_, reading.boots) &&
         same(engine_, reading.engine_seconds);
}

std::uint64_t AgentClock::restarts_since_last(const ClockReading& reading) const {
  // A cached answer, or a recording: to the hundredth of a second the same is no restart.
  if (frozen(reading)) {
    return 0;
  }
  Course engine = Course::onward;
  const bool by_engine = engine_ && reading.engine_seconds;
  if (by_engine) {
    engine = course(engine_ticks(engine_->value),
                    engine_ticks(*reading.engine_seconds),
                    passed(reading, engine_->at, kEngineRound));
  }
  if (boots_ && reading.boots && *reading.boots != boots_->value) {
    const bool only_wrapped = engine == Course::wrapped && *reading.boots == boots_->value + 1;
    const net::Nanoseconds elapsed = reading.answered.boot - boots_->at;
    return only_wrapped ? 0 : boots_between(boots_->value, *reading.boots, elapsed);
  }
  if (by_engine) {
    return engine == Course::restarted ? 1 : 0;
  }
  return ticks_ && reading.up_ticks && ticks_restarted(reading) ? 1 : 0;
}

bool AgentClock::ticks_restarted(const ClockReading& reading) const {
  const Ticks before{static_cast<std::int64_t>(ticks_->value)};
  const Ticks now{*reading.up_ticks};
  const Course ticks = course(before, now, passed(reading, ticks_->at, kTicksRound));
  // Also a fall within the tolerance: what booted less than 5 s before and did so again.
  return ticks == Course::restarted || (ticks == Course::onward && now < before);
}

void AgentClock::keep(const ClockReading& reading, bool restarted) {
  const auto mark = [&](std::optional<Mark>& kept, const auto& value) {
    if (value) {
      kept = Mark{*value, reading.answered.boot};
    } else if (restarted) {
      kept.reset();
    }
  };
  mark(boots_, reading.boots);
  mark(engine_, reading.engine_seconds);
  mark(ticks_, reading.up_ticks);
}

std::uint64_t AgentClock::read(const ClockReading& reading) {
  std::uint64_t restarts = restarts_since_last(reading);
  keep(reading, restarts > 0);
  if (const auto uptime = uptime_of(reading)) {
    const net::WallTime boot = reading.answered.wall - *uptime;
    if (boot_ && restored_ && booted_later(boot, *boot_, reading)) {
      restarts = std::max<std::uint64_t>(restarts, 1);
    }
    restored_ = false;
    if (!boot_ || restarts > 0) {
      boot_ = boot;
    }
  } else if (restarts > 0) {
    boot_.reset();  // boots alone: it restarted, who knows when
  }
  restarts_ += restarts;
  return restarts;
}

void AgentClock::restore(std::optional<net::WallTime> boot, std::uint64_t restarts) {
  boot_ = boot;
  restored_ = boot.has_value();
  restarts_ = restarts;
}

void AgentClock::begin_anew() {
  const std::uint64_t restarts = restarts_;
  *this = AgentClock();
  restarts_ = restarts;
}

}  // namespace pantau::devices
