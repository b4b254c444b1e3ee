// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau rollout ...` as the command line takes it.
#pragma once

#include <functional>
#include <string>

#include "daemon/cli/rollout.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): that of CLI11
class App;
}

namespace pantau::cli {

class RolloutCommands {
 public:
  /// Adds them to `app`; the one that was said is put into `command`. Both and `configuration` must
  /// outlive the parsing.
  void add(CLI::App& app, std::string& configuration, std::function<int()>& command);

 private:
  void add_curve(CLI::App& rollout);
  void add_freeze(CLI::App& rollout);
  void add_history(CLI::App& rollout);
  void configuration_option(CLI::App& command);
  /// When `command` is said, `work` is what is done.
  void does(CLI::App& command, std::function<int(const RolloutOptions&)> work);

  std::string* configuration_ = nullptr;
  std::function<int()>* command_ = nullptr;
  RolloutOptions options_;
};

}  // namespace pantau::cli
