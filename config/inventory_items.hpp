// SPDX-License-Identifier: Apache-2.0
/// \file
/// The inventory as lines that can be compared: what the journal keeps to tell who was in which
/// phase when.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"

namespace pantau::config {

/// One district, phase, provider, contract, site, link, or technology that is not as built in.
struct InventoryItem {
  std::string kind;  ///< "site"
  std::string id;
  /// Key and value as the configuration writes them: {"phase", "tahap-2"}, {"planned.installed",
  /// "2026-02-15"}; only keys that say something, sorted. No secrets, no contacts. Of a link's
  /// probing what differs from its technology.
  std::vector<std::pair<std::string, std::string>> fields;

  friend bool operator==(const InventoryItem&, const InventoryItem&) = default;
};

/// Sorted by kind, then id.
[[nodiscard]] std::vector<InventoryItem> inventory_items(const Plan& plan);

/// One field that changed; empty: was not there, or is gone. A whole item that came or went is one
/// change with the key "" and all its fields in one line, "district = jila, name = Jila".
struct InventoryChange {
  std::string kind;
  std::string id;
  std::string key;
  std::string before;
  std::string after;

  friend bool operator==(const InventoryChange&, const InventoryChange&) = default;
};

/// Both sorted as inventory_items() does.
[[nodiscard]] std::vector<InventoryChange> inventory_changes(
    const std::vector<InventoryItem>& before, const std::vector<InventoryItem>& after);

}  // namespace pantau::config
