// SPDX-License-Identifier: Apache-2.0
/// \file
/// Keeps in the journal what the configuration says: its text, and item by item what changed. Does
/// nothing while it says the same.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "config/load.hpp"
#include "daemon/journal/store.hpp"

namespace pantau::app {

class InventoryRecord {
 public:
  void apply(std::shared_ptr<const config::Plan> plan);
  /// Another book takes the place of one that was damaged.
  void begin_book();

  [[nodiscard]] bool waits() const { return text_.has_value(); }

  /// \return why the disk refused; then it still waits.
  [[nodiscard]] std::optional<std::string> write(journal::Store& store, book::Second time);

 private:
  std::shared_ptr<const config::Plan> plan_;
  std::optional<std::string> text_;  ///< to be written
  std::string written_;
};

}  // namespace pantau::app
