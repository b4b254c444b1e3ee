// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/money_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace pantau::cli {

namespace {

char group_mark(config::Language language) {
  return language == config::Language::en ? ',' : '.';
}

char decimal_mark(config::Language language) {
  return language == config::Language::en ? '.' : ',';
}

/// "1234567.89" with marks; of digits and at most one point.
std::string marked(const std::string& plain, config::Language language) {
  const std::size_t point = std::min(plain.find('.'), plain.size());
  const std::size_t begin = plain.starts_with('-') ? 1 : 0;
  constexpr std::size_t kGroup = 3;
  std::string text;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (at > begin && at < point && (point - at) % kGroup == 0) {
      text += group_mark(language);
    }
    text += at == point ? decimal_mark(language) : plain[at];
  }
  return text;
}

}  // namespace

std::string grouped_text(std::int64_t number, config::Language language) {
  return marked(std::to_string(number), language);
}

std::string rupiah_text(std::int64_t rupiah, config::Language language) {
  return "Rp " + grouped_text(rupiah, language);
}

std::string fine_text(double rupiah, config::Language language) {
  return marked(fmt::format("{:.4f}", rupiah), language);
}

std::string target_text(double ratio, config::Language language) {
  // Nine digits, as targets are compared; zeros say nothing.
  std::string number = fmt::format("{:.7f}", ratio * 100);
  number.erase(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) {
    number.pop_back();
  }
  return marked(number, language) + " %";
}

}  // namespace pantau::cli
