// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/label.hpp"

namespace pantau::metrics {

/// The labels of one sample of the inventory: its vocabulary is small, so they are made anew.
class Labels {
 public:
  Labels& with(std::string_view name, std::string_view value) {
    append_label(text_, name, value);
    return *this;
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// One label alone, for each of a list: `phase="tahap-2"`.
template <typename List>
std::vector<std::string> id_labels(std::string_view name, const List& list) {
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const auto& item : list) {
    append_label(texts.emplace_back(), name, item.id);
  }
  return texts;
}

}  // namespace pantau::metrics
