// SPDX-License-Identifier: Apache-2.0
/// \file
/// Labels of months, made once for a page: thousands of links share a few months and contracts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pantau::metrics {

/// Two labels, `,month="...",NAME="..."`, numbered as they are first asked for.
class MonthLabels {
 public:
  /// `name` of the second label.
  explicit MonthLabels(std::string_view name) : name_(name) {}

  [[nodiscard]] std::uint32_t place(std::string_view month, std::string_view value);

  [[nodiscard]] std::size_t size() const { return texts_.size(); }

  [[nodiscard]] const std::string& text(std::uint32_t place) const { return texts_[place]; }

 private:
  using Key = std::pair<std::string, std::string>;

  std::string name_;
  std::map<Key, std::uint32_t> places_;
  std::vector<const Key*> keys_;
  std::vector<std::string> texts_;
  std::uint32_t next_ = 0;  ///< links name their months in the same order: likely the next one
};

}  // namespace pantau::metrics
