// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/inventory_record.hpp"

#include <utility>

#include "config/effective.hpp"
#include "config/inventory_items.hpp"

namespace pantau::app {

void InventoryRecord::apply(std::shared_ptr<const config::Plan> plan) {
  plan_ = std::move(plan);
  std::string text = config::effective_toml(*plan_);
  text_ = text == written_ ? std::nullopt : std::optional{std::move(text)};
}

void InventoryRecord::begin_book() {
  written_.clear();
  if (plan_ && !text_) {
    text_ = config::effective_toml(*plan_);
  }
}

/// Each part by itself: what is there already is not written twice.
std::optional<std::string> InventoryRecord::write(journal::Store& store, book::Second time) {
  if (!text_) {
    return std::nullopt;
  }
  if (auto why = store.write_configuration(time, *text_)) {
    return why;
  }
  if (auto why = store.write_inventory(time, config::inventory_items(*plan_))) {
    return why;
  }
  written_ = std::move(*text_);
  text_.reset();
  return std::nullopt;
}

}  // namespace pantau::app
