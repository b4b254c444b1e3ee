// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace pantau::config {

/// A community string or password. Never prints: nothing converts it to text but `reveal()`.
/// The memory is overwritten when it dies.
class Secret {
 public:
  Secret() = default;

  explicit Secret(std::string value) : value_(std::move(value)) {}

  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret();

  [[nodiscard]] const std::string& reveal() const { return value_; }

  [[nodiscard]] bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

}  // namespace pantau::config
