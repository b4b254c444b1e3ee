// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): that of CLI11
class App;
}

namespace pantau::cli {

struct ImportCsvOptions {
  std::filesystem::path file;
  std::filesystem::path configuration;  ///< empty: none; what it has is not written again
  std::filesystem::path output;  ///< empty: standard output; a file that exists is left as it is
};

/// `pantau import csv`: an inventory out of a spreadsheet as rows of configuration, or everything
/// that is wrong with it. \return exit code.
[[nodiscard]] int import_csv(const ImportCsvOptions& options);

/// The same as the command line takes it.
class ImportCommand {
 public:
  /// Adds it to `app`; when it is said, it is put into `command`, which must outlive the parsing.
  void add(CLI::App& app, std::function<int()>& command);

 private:
  ImportCsvOptions options_;
};

}  // namespace pantau::cli
