// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/label.hpp"

namespace pantau::metrics {

/// A label that has one of few values, `,name="value"` each.
template <typename Names>
std::vector<std::string> choices(std::string_view name, const Names& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) {
    std::string label;
    append_label(label, name, value);
    texts.push_back("," + label);
  }
  return texts;
}

}  // namespace pantau::metrics
