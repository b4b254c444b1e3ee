// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace pantau::cli {

/// The settings of a link as they are in force, each with its origin. \return the exit code.
[[nodiscard]] int explain(const std::filesystem::path& configuration, const std::string& link);

}  // namespace pantau::cli
