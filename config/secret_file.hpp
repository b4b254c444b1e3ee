// SPDX-License-Identifier: Apache-2.0
/// \file
/// Files that the configuration names: secrets, keys, certificates.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "config/draft.hpp"
#include "config/secret.hpp"

namespace pantau::config {

enum class FileSecrecy : std::uint8_t { open, secret };

/// The path of the file that `key` names: in $CREDENTIALS_DIRECTORY under that name, there under
/// any name that ends with it after an underscore (LoadCredential= of a directory names files
/// ID_FILENAME), else relative to the configuration file. A file that is missing is reported: as a
/// problem inside a service, as a warning outside. A secret that others may read is a problem.
std::filesystem::path existing_file(Draft& draft,
                                    TableReader& reader,
                                    std::string_view key,
                                    FileSecrecy secrecy);

/// The content of the file that `key` names, without the line's end; empty when absent or reported.
Secret read_secret(Draft& draft, TableReader& reader, std::string_view key);

}  // namespace pantau::config
