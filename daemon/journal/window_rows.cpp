// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/window_rows.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

using Names = std::vector<std::string> book::Window::*;
constexpr std::array<std::pair<std::string_view, Names>, 4> kKinds{
    {{"link", &book::Window::links},
     {"site", &book::Window::sites},
     {"district", &book::Window::districts},
     {"provider", &book::Window::providers}}};

void add_name(book::Window& window, const std::string& kind, std::string name) {
  const auto* const found = std::find_if(
      kKinds.begin(), kKinds.end(), [&kind](const auto& each) { return each.first == kind; });
  if (found != kKinds.end()) {
    (window.*found->second).push_back(std::move(name));
  }
}

}  // namespace

std::vector<book::Window> load_windows(Database& database, std::optional<book::Second> since) {
  std::vector<book::Window> windows;
  Statement select = database.prepare(
      "SELECT id, start, \"end\", reason, announced, document, user FROM windows "
      "WHERE \"end\" > start AND \"end\" > ? ORDER BY id");
  Statement names = database.prepare(
      "SELECT kind, name FROM window_names WHERE window = ? ORDER BY kind, number");
  for (Rows rows = select.query(since ? stored(*since) : INT64_MIN); rows.next();) {
    book::Window& window = windows.emplace_back();
    window.id = static_cast<std::uint64_t>(rows.integer(0));
    window.start = second(rows.integer(1));
    window.end = second(rows.integer(2));
    window.reason = rows.text(3);
    window.announced = second(rows.maybe_integer(4));
    window.document = rows.text(5);
    window.user = rows.text(6);
    for (Rows each = names.query(window.id); each.next();) {
      add_name(window, each.text(0), each.text(1));
    }
  }
  return windows;
}

std::uint64_t add_window(Database& database, const book::Window& window) {
  database
      .prepare(
          "INSERT INTO windows(start, \"end\", reason, announced, document, user, planned_end) "
          "VALUES(?, ?, ?, ?, ?, ?, ?)")
      .run(stored(window.start),
           stored(window.end),
           window.reason,
           stored(window.announced),
           window.document,
           window.user,
           stored(window.end));
  const std::int64_t id = database.last_insert_id();
  Statement insert = database.prepare("INSERT INTO window_names VALUES(?, ?, ?, ?)");
  for (const auto& [kind, names] : kKinds) {
    for (std::size_t i = 0; i < (window.*names).size(); ++i) {
      insert.run(id, kind, i, (window.*names)[i]);
    }
  }
  return static_cast<std::uint64_t>(id);
}

bool end_window(Database& database,
                std::uint64_t window,
                book::Second time,
                const std::string& user) {
  Statement update = database.prepare(
      "UPDATE windows SET \"end\" = max(start, ?2), ended_at = ?2, ended_by = ?3 "
      "WHERE id = ?1 AND \"end\" > ?2 AND \"end\" > start RETURNING id");
  Rows rows = update.query(window, stored(time), user);
  bool found = false;
  while (rows.next()) {
    found = true;
  }
  return found;
}

}  // namespace pantau::journal
