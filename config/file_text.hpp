// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace pantau::config {

/// What became of reading a file. `text` is valid only with an empty `error`.
struct FileText {
  std::string text;
  std::string error;  ///< "No such file or directory", "a directory", "larger than …"
  bool missing = false;  ///< there is no such file
  bool denied = false;  ///< it exists, but this user may not read it
  bool others_may_read = false;  ///< mode has any bit of 007 (known also when `denied`)
};

/// Reads a regular file of at most `max_bytes`; never blocks on a FIFO or device.
[[nodiscard]] FileText read_file_text(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace pantau::config
