// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace pantau::cli {

/// The daemon. \return the exit code.
[[nodiscard]] int run(const std::filesystem::path& configuration);

}  // namespace pantau::cli
