// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/month_bytes.hpp"

#include <exception>

#include "config/time_zone.hpp"

namespace pantau::devices {

Month month_of(net::WallTime instant, const std::string& zone) {
  const auto second = std::chrono::floor<std::chrono::seconds>(instant);
  try {
    const config::Date date = config::local_date(second, zone);
    return date.year() / date.month();
  } catch (const std::exception&) {  // no descriptor left to read the zone with, or no such zone
    const config::Date date{std::chrono::floor<std::chrono::days>(second)};
    return date.year() / date.month();
  }
}

void MonthBytes::add(Month month, std::uint64_t bytes) {
  if (!present_ || present_->month != month) {
    std::swap(present_, other_);
    if (!present_ || present_->month != month) {
      present_ = Part{month, 0};
    }
  }
  present_->bytes += bytes;
}

std::optional<std::uint64_t> MonthBytes::in(Month month) const {
  if (!present_) {
    return std::nullopt;
  }
  for (const auto& part : {present_, other_}) {
    if (part && part->month == month) {
      return part->bytes;
    }
  }
  return 0;
}

}  // namespace pantau::devices
