// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/send_pacer.hpp"

#include <algorithm>

namespace pantau::icmp {

namespace {

constexpr std::size_t kLeast = 64;
constexpr double kSmoothing = 1.0 / 32;

}  // namespace

std::size_t SendPacer::limit(net::Nanoseconds late) {
  catching_up_ = catching_up_ || late > kStall;
  if (!catching_up_) {
    return kMost;
  }
  return std::min(kMost, kLeast + static_cast<std::size_t>(usual_ * 2));
}

void SendPacer::sent(std::size_t count, bool left_over) {
  if (catching_up_) {
    catching_up_ = left_over;
    return;  // catching up is not the usual
  }
  usual_ += (static_cast<double>(count) - usual_) * kSmoothing;
}

}  // namespace pantau::icmp
