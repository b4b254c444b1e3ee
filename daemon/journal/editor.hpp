// SPDX-License-Identifier: Apache-2.0
/// \file
/// What people write into the book beside the daemon: corrections and announced work. Waits for the
/// daemon's transaction (at most 5 s) and is synced when a function returns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "daemon/book/outage.hpp"
#include "daemon/book/window.hpp"
#include "daemon/rollout/baseline.hpp"

namespace pantau::journal {

class Editor {
 public:
  /// Throws std::runtime_error whose text says the fix. Makes the book when there is none yet, so
  /// that work can be announced before the daemon's first start.
  explicit Editor(const std::filesystem::path& state_dir);
  ~Editor();
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;
  Editor(Editor&&) = delete;
  Editor& operator=(Editor&&) = delete;

  /// Throws std::runtime_error when there is no such outage.
  void correct(std::uint64_t outage, const book::Correction& correction);
  /// \return its id.
  [[nodiscard]] std::uint64_t add(const book::Window& window);
  /// Throws std::runtime_error when there is one of this name.
  void freeze(const rollout::Baseline& baseline);
  /// Ends it at `time` (a window that has not begun is taken back). Throws when there is no such
  /// window or it is over.
  void end(std::uint64_t window, book::Second time, const std::string& user);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::journal
