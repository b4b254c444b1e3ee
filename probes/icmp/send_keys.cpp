// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/send_keys.hpp"

#include <bit>
#include <cassert>

namespace pantau::icmp {

SendKeys::SendKeys(std::size_t capacity) : ring_(capacity) {
  assert(std::has_single_bit(capacity));
}

void SendKeys::sent(const Sent& echo) {
  ring_[next_ & (ring_.size() - 1)] = Slot{.echo = echo, .waiting = true};
  ++next_;
}

void SendKeys::restart(net::SteadyTime now) {
  // Only what this generation wrote can be waiting: clearing costs what was sent, not the whole
  // ring.
  const std::size_t used = next_ < ring_.size() ? next_ : ring_.size();
  for (std::size_t index = 0; index < used; ++index) {
    ring_[index].waiting = false;
  }
  next_ = 0;
  began_ = now;
}

std::optional<SendKeys::Sent> SendKeys::take(std::uint32_t key) {
  const std::uint32_t age = next_ - key;  // wraps with the kernel's 32-bit counter
  if (age == 0 || age > ring_.size()) {
    return std::nullopt;
  }
  Slot& slot = ring_[key & (ring_.size() - 1)];
  if (!slot.waiting) {
    return std::nullopt;
  }
  slot.waiting = false;
  return slot.echo;
}

}  // namespace pantau::icmp
