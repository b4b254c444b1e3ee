// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace pantau::cli {

/// Every mistake on standard error, or a summary on standard output. \return the exit code.
[[nodiscard]] int check(const std::filesystem::path& configuration);

}  // namespace pantau::cli
