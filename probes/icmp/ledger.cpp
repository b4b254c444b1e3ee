// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/ledger.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pantau::icmp {

void EchoLedger::restart(std::uint32_t number) {
  head_ = 0;
  count_ = 0;
  oldest_ = number;
}

void EchoLedger::resize(std::size_t capacity) {
  const auto wanted = static_cast<std::uint32_t>(std::max<std::size_t>(capacity, count_));
  if (wanted == capacity_) {
    return;
  }
  auto moved = std::make_unique<Echo[]>(wanted);
  for (std::uint32_t i = 0; i < count_; ++i) {
    moved[i] = *find(oldest_ + i);
  }
  echoes_ = std::move(moved);
  capacity_ = wanted;
  head_ = 0;
}

void EchoLedger::push(const Echo& echo) {
  if (count_ == capacity_) {
    resize(capacity_ + std::max<std::size_t>(4, capacity_ / 4));
  }
  ++count_;
  *find(next_number() - 1) = echo;
}

void EchoLedger::drop_oldest() {
  assert(count_ > 0);
  head_ = head_ + 1 == capacity_ ? 0 : head_ + 1;
  --count_;
  ++oldest_;
}

Echo* EchoLedger::find(std::uint32_t number) {
  const std::uint32_t offset = number - oldest_;  // modulo 2^32, as the numbers are
  if (offset >= count_) {
    return nullptr;
  }
  const std::uint32_t position = head_ + offset;
  return &echoes_[position < capacity_ ? position : position - capacity_];
}

}  // namespace pantau::icmp
