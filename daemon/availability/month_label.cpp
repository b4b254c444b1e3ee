// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/month_label.hpp"

#include <algorithm>
#include <charconv>

namespace pantau::availability {

std::optional<std::chrono::year_month> month_named(std::string_view label) {
  constexpr std::string_view kForm = "dddd-dd";
  const auto fits = [](char form, char letter) {
    return form == 'd' ? letter >= '0' && letter <= '9' : letter == form;
  };
  if (!std::ranges::equal(kForm, label, fits)) {
    return std::nullopt;
  }
  const auto number = [label](std::size_t at, std::size_t length) {
    int value = 0;
    std::from_chars(label.data() + at, label.data() + at + length, value);
    return value;
  };
  const std::chrono::year_month month{std::chrono::year{number(0, 4)},
                                      std::chrono::month{static_cast<unsigned>(number(5, 2))}};
  return month.ok() ? std::optional(month) : std::nullopt;
}

}  // namespace pantau::availability
