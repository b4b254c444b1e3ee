// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau acceptance` as the command line takes it.
#pragma once

#include <functional>
#include <string>

#include "daemon/cli/acceptance.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): that of CLI11
class App;
}

namespace pantau::cli {

class AcceptanceCommand {
 public:
  /// Adds it to `app`; when it is said, it is put into `command`. Both and `configuration` must
  /// outlive the parsing.
  void add(CLI::App& app, std::string& configuration, std::function<int()>& command);

 private:
  AcceptanceOptions options_;
};

}  // namespace pantau::cli
