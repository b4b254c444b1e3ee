// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/behaviour.hpp"

#include <algorithm>
#include <cmath>

namespace pantau::lab {
namespace {

nanoseconds scaled(nanoseconds value, double factor) {
  return nanoseconds{std::llround(static_cast<double>(value.count()) * factor)};
}

struct ShapeDraw {
  const PacketRandom& random;
  std::uint64_t counter;

  nanoseconds operator()(const FixedDelay& fixed) const { return fixed.value; }

  nanoseconds operator()(const UniformDelay& uniform) const {
    return uniform.mean + scaled(uniform.spread, 2 * random.uniform(Draw::delay) - 1);
  }

  nanoseconds operator()(const NormalDelay& normal) const {
    return std::max(normal.minimum, normal.mean + scaled(normal.deviation, random.normal()));
  }

  nanoseconds operator()(const RecordedDelay& recorded) const {
    const auto size = recorded.samples->size();
    const auto drawn =
        static_cast<std::size_t>(random.uniform(Draw::delay) * static_cast<double>(size));
    return (*recorded.samples)[recorded.sequential ? counter % size : drawn];
  }
};

}  // namespace

nanoseconds draw_delay(const Delay& delay,
                       const PacketRandom& random,
                       std::uint64_t counter,
                       nanoseconds since_start,
                       std::uint64_t address_hash) {
  nanoseconds value = std::visit(ShapeDraw{random, counter}, delay.shape);
  if (delay.step_every.count() > 0) {
    const auto slot = static_cast<std::uint64_t>(since_start / delay.step_every);
    value += scaled(delay.step_spread, PacketRandom(0, address_hash, slot).uniform(Draw::step));
  }
  return std::max(value, nanoseconds{0});
}

bool draw_loss(const Loss& loss, const PacketRandom& random, bool& in_burst) {
  if (loss.burst) {
    const double move = in_burst ? loss.burst->leave : loss.burst->enter;
    in_burst ^= random.happens(move, Draw::burst_move);
    if (in_burst) {
      return random.happens(loss.burst->inside, Draw::burst_loss);
    }
  }
  return random.happens(loss.probability, Draw::loss);
}

}  // namespace pantau::lab
