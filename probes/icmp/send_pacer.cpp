// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/send_pacer.hpp"

#include <algorithm>

namespace pantau::icmp {

namespace {

constexpr std::size_t kLeast = 64;
constexpr double kSmoothing = 1.0 / 32;
/// At twice the usual a backlog of a second's echoes is gone by then. If it is not, the usual is
/// not what we think: the stall came before there was one, or a reload brought many links.
constexpr std::size_t kLongCatchUp = 100;

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
    catch_up_ticks_ = left_over ? catch_up_ticks_ + 1 : 0;
    if (catch_up_ticks_ > kLongCatchUp) {
      usual_ += static_cast<double>(count) * kSmoothing;
    }
    return;  // otherwise catching up is not the usual
  }
  usual_ += (static_cast<double>(count) - usual_) * kSmoothing;
}

}  // namespace pantau::icmp
