// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/drop_watch.hpp"

namespace pantau::icmp {

namespace {

/// What one packet of ours is charged at most: 1,480 bytes and the kernel's own structures.
constexpr std::uint64_t kChargedAtMost = 4096;

bool is_low(const IcmpSocket::Memory& memory) {
  return memory.queued < memory.limit / 4;
}

}  // namespace

DropWatch::Drops DropWatch::check(const IcmpSocket::Memory& now) {
  const std::uint32_t dropped = now.drops - last_.drops;  // the kernel's counter wraps
  const bool read_little = read_ * kChargedAtMost < now.limit / 4;
  const bool cannot_be_full = is_low(last_) && is_low(now) && read_little;
  last_ = now;
  read_ = 0;
  if (counts_bad_packets_ && cannot_be_full) {
    return {.overflow = 0, .checksum = dropped};
  }
  return {.overflow = dropped, .checksum = 0};
}

}  // namespace pantau::icmp
