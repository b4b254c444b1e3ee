// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau complete`: the ids that a command takes, for the shell's completion
/// (deploy/completions).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): that of CLI11
class App;
}

namespace pantau::cli {

/// What `pantau complete` can list: "links", "sites", ...
[[nodiscard]] std::vector<std::string> completion_kinds();

/// The ids of that kind in the order of the plan; none for a kind that is not among them.
[[nodiscard]] std::vector<std::string> completions(const config::Plan& plan,
                                                   const std::string& kind);

class CompleteCommand {
 public:
  /// Adds it to `app`; when it is said, it is put into `command`. Both and `configuration` must
  /// outlive the parsing.
  void add(CLI::App& app, std::string& configuration, std::function<int()>& command);

 private:
  std::string kind_;
};

}  // namespace pantau::cli
