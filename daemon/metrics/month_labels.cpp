// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/month_labels.hpp"

#include "daemon/metrics/label.hpp"

namespace pantau::metrics {

std::uint32_t MonthLabels::place(std::string_view month, std::string_view value) {
  std::uint32_t found = next_ < keys_.size() ? next_ : 0;
  if (keys_.empty() || keys_[found]->first != month || keys_[found]->second != value) {
    const auto [at, is_new] =
        places_.try_emplace(Key{month, value}, static_cast<std::uint32_t>(texts_.size()));
    if (is_new) {
      std::string labels;
      append_label(labels, "month", month);
      append_label(labels, name_, value);
      texts_.push_back("," + labels);
      keys_.push_back(&at->first);
    }
    found = at->second;
  }
  next_ = found + 1;
  return found;
}

}  // namespace pantau::metrics
