// SPDX-License-Identifier: Apache-2.0
/// \file
/// Times on the command line.
#pragma once

#include <stdexcept>
#include <string>

#include "config/load.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::cli {

/// What was typed cannot be used; the text says what to type. Ends with exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[nodiscard]] book::Second present_second();

/// As book::parse_time, and also "now"; throws UsageError that names the option.
[[nodiscard]] book::Second moment(const std::string& text,
                                  book::Second now,
                                  const config::Plan& plan,
                                  const std::string& option);

/// As moment(), and also "+5h": counted from `base`.
[[nodiscard]] book::Second future_moment(const std::string& text,
                                         book::Second base,
                                         const config::Plan& plan,
                                         const std::string& option);

}  // namespace pantau::cli
