// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/inventory_rows.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

using config::InventoryChange;
using config::InventoryItem;

/// As inventory_items() sorts them.
std::vector<InventoryItem> load_present(Database& database) {
  std::vector<InventoryItem> items;
  Statement statement = database.prepare(
      "SELECT kind, id, key, value FROM inventory_items WHERE until IS NULL "
      "ORDER BY kind, id, key");
  for (Rows rows = statement.query(); rows.next();) {
    std::string kind = rows.text(0);
    std::string id = rows.text(1);
    if (items.empty() || items.back().id != id || items.back().kind != kind) {
      items.push_back({std::move(kind), std::move(id), {}});
    }
    if (std::string key = rows.text(2); !key.empty()) {
      items.back().fields.emplace_back(std::move(key), rows.text(3));
    }
  }
  return items;
}

/// Values that ended or began.
class ValueRows {
 public:
  ValueRows(Database& database, book::Second time)
      : time_(stored(time)),
        begin_(database.prepare(
            "INSERT OR REPLACE INTO inventory_items VALUES(?1, ?2, ?3, ?4, NULL, ?5)")),
        end_(database.prepare("UPDATE inventory_items SET until = max(since, ?4) "
                              "WHERE kind = ?1 AND id = ?2 AND key = ?3 AND until IS NULL")),
        end_all_(database.prepare("UPDATE inventory_items SET until = max(since, ?3) "
                                  "WHERE kind = ?1 AND id = ?2 AND until IS NULL")) {}

  /// `item`: as it is now; null: gone.
  void put(const InventoryChange& change, const InventoryItem* item) {
    if (!change.key.empty()) {
      end_.run(change.kind, change.id, change.key, time_);
      if (!change.after.empty()) {
        begin_.run(change.kind, change.id, change.key, time_, change.after);
      }
      return;
    }
    end_all_.run(change.kind, change.id, time_);
    if (item == nullptr) {
      return;
    }
    begin_.run(item->kind, item->id, std::string_view{}, time_, std::string_view{});
    for (const auto& [key, value] : item->fields) {
      begin_.run(item->kind, item->id, key, time_, value);
    }
  }

 private:
  std::int64_t time_;
  Statement begin_;
  Statement end_;
  Statement end_all_;
};

const InventoryItem* find(const std::vector<InventoryItem>& items, const InventoryChange& change) {
  const auto item =
      std::lower_bound(items.begin(), items.end(), change, [](const auto& one, const auto& other) {
        return std::tie(one.kind, one.id) < std::tie(other.kind, other.id);
      });
  return item != items.end() && item->kind == change.kind && item->id == change.id ? &*item
                                                                                   : nullptr;
}

}  // namespace

void put_inventory(Database& database, book::Second time, const std::vector<InventoryItem>& items) {
  const std::vector<InventoryChange> changes =
      config::inventory_changes(load_present(database), items);
  ValueRows values{database, time};
  Statement insert = database.prepare(
      "INSERT INTO inventory_changes(time, kind, id, key, before, after) "
      "VALUES(?, ?, ?, ?, ?, ?)");
  for (const InventoryChange& change : changes) {
    insert.run(stored(time), change.kind, change.id, change.key, change.before, change.after);
    values.put(change, find(items, change));
  }
}

std::vector<StoredChange> load_changes(Database& database,
                                       const std::string& kind,
                                       const std::string& id) {
  std::vector<StoredChange> changes;
  const bool all = kind.empty() && id.empty();
  Statement statement = database.prepare(
      std::string{"SELECT time, kind, id, key, before, after FROM inventory_changes "} +
      (all ? "" : "WHERE kind = ? AND id = ? ") + "ORDER BY number");
  Rows rows = all ? statement.query() : statement.query(kind, id);
  while (rows.next()) {
    changes.push_back({second(rows.integer(0)),
                       {.kind = rows.text(1),
                        .id = rows.text(2),
                        .key = rows.text(3),
                        .before = rows.text(4),
                        .after = rows.text(5)}});
  }
  return changes;
}

}  // namespace pantau::journal
