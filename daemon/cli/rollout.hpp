// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau rollout` and its subcommands: how far the rollout is by plan and in truth.
#pragma once

#include <string>
#include <vector>

namespace pantau::cli {

struct RolloutOptions {
  std::string configuration;
  bool json = false;
  bool csv = false;
  std::string name;  ///< of the baseline to freeze
  std::vector<std::string> item;  ///< whose history: nothing, or kind and id
};

/// Each returns the exit code.
[[nodiscard]] int rollout_status(const RolloutOptions& options);
[[nodiscard]] int rollout_curve(const RolloutOptions& options);
[[nodiscard]] int rollout_freeze(const RolloutOptions& options);
[[nodiscard]] int rollout_history(const RolloutOptions& options);

}  // namespace pantau::cli
