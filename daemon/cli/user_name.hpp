// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pantau::cli {

/// Who is responsible for what is written into the book: SUDO_USER, else the login name, else the
/// name (or number) of the user id.
[[nodiscard]] std::string user_name();

}  // namespace pantau::cli
