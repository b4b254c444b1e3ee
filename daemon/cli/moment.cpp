// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/moment.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <variant>

#include "config/quantity.hpp"
#include "daemon/book/time_text.hpp"
#include "daemon/cli/plain_text.hpp"
#include "probes/net/clock.hpp"

namespace pantau::cli {

book::Second present_second() {
  return std::chrono::floor<book::Seconds>(net::read_clocks().wall);
}

book::Second moment(const std::string& text,
                    book::Second now,
                    const config::Plan& plan,
                    const std::string& option) {
  if (text == "now") {
    return now;
  }
  const book::ParsedTime parsed = book::parse_time(text, now, plan.daemon.timezone);
  if (const auto* const wrong = std::get_if<std::string>(&parsed)) {
    throw UsageError(fmt::format("{}: {}", option, *wrong));
  }
  return std::get<book::Second>(parsed);
}

book::Second future_moment(const std::string& text,
                           book::Second base,
                           const config::Plan& plan,
                           const std::string& option) {
  if (text == "now") {
    return present_second();
  }
  if (!text.starts_with('+')) {
    return moment(text, present_second(), plan, option);
  }
  const auto length = config::parse_duration(text.substr(1));
  if (!length) {
    throw UsageError(fmt::format(
        "{}: \"{}\" is no duration; write \"+5h\" or \"+1h30m\"", option, printable(text)));
  }
  return base + std::chrono::floor<book::Seconds>(*length);
}

}  // namespace pantau::cli
