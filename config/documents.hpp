// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/problems.hpp"
#include "config/toml_value.hpp"

namespace pantau::config {

struct Document {
  std::string file;  ///< as messages show it
  Table root;
};

/// A file and all that it includes, in reading order: a file stands before what it includes.
struct Documents {
  std::vector<Document> documents;  ///< those that could be parsed
  std::vector<std::string> files;  ///< all that were looked at, also those with mistakes
};

/// Includes nest at most 8 deep and make at most 1,000 files and 64 MiB; a file reached twice is
/// read once, one that includes itself is a mistake.
[[nodiscard]] Documents read_documents(const std::filesystem::path& file, Problems& problems);

}  // namespace pantau::config
