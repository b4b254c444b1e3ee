// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/ratio_rule.hpp"

#include <algorithm>
#include <utility>

namespace pantau::links {

namespace {

bool is_over(std::uint32_t lost, std::uint32_t sent, double loss_threshold) {
  return static_cast<double>(lost) > loss_threshold * static_cast<double>(sent);
}

bool can_be_over(const OpenMinute& minute, double loss_threshold) {
  return minute.sight && minute.sent + minute.rest >= RatioRule::kFewestEchoes &&
         is_over(minute.lost + minute.rest, minute.sent + minute.rest, loss_threshold);
}

}  // namespace

RatioRule::Turn RatioRule::complete(const FinalMinute& minute, double loss_threshold) {
  const bool follows = minute.start == next_;
  next_ = minute.end;
  const bool judged = minute.sight && minute.summary.sent >= kFewestEchoes;
  if (!judged || !is_over(minute.summary.lost, minute.summary.sent, loss_threshold)) {
    count_ = 0;
    if (!std::exchange(open_, false)) {
      return Turn::none;
    }
    return judged ? Turn::ended : Turn::ended_unjudged;
  }
  if (open_ || minute.start < counts_from_) {
    return Turn::none;
  }
  if (count_ == 0 || !follows) {
    count_ = 0;
    first_ = minute.start;
  }
  if (++count_ < kMinutes) {
    return Turn::none;
  }
  count_ = 0;
  open_ = true;
  return Turn::began;
}

void RatioRule::interrupt(book::Second from) {
  count_ = 0;
  counts_from_ = std::max(counts_from_, from + book::Seconds{1});
}

book::Second RatioRule::hold(const std::optional<OpenMinute>& minute, double loss_threshold) const {
  if (open_) {
    return next_;  // it may end there
  }
  if (count_ > 0) {
    return first_;
  }
  if (!minute) {
    return book::Second::max();
  }
  return can_be_over(*minute, loss_threshold) ? minute->start : minute->end;
}

}  // namespace pantau::links
