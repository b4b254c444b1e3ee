// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_history.hpp"

#include <fmt/format.h>

#include "config/text_table.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/http/csv_text.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::cli {

namespace {

std::string value_text(const std::string& value) {
  return value.empty() ? "-" : printable(value);
}

/// What came or went as a whole: its fields would fill the screen, the CSV has them.
std::vector<std::string> cells_of(const config::InventoryChange& change,
                                  config::Language language) {
  if (!change.key.empty()) {
    return {change.key, value_text(change.before), value_text(change.after)};
  }
  const std::string was{choose(language, "was there", "ada")};
  return change.before.empty()
             ? std::vector<std::string>{"-",
                                        "-",
                                        std::string(choose(language, "added", "ditambah"))}
             : std::vector<std::string>{
                   "-", was, std::string(choose(language, "removed", "dihapus"))};
}

}  // namespace

std::string history_text(const config::Plan& plan, const RecordedChanges& changes) {
  const config::Language language = plan.daemon.language;
  if (changes.empty()) {
    return std::string(choose(language, "No change is recorded.\n", "Belum ada perubahan.\n"));
  }
  config::TextTable table{
      language == config::Language::en
          ? std::vector<std::string>{"LOADED AT", "WHAT", "KEY", "BEFORE", "AFTER"}
          : std::vector<std::string>{"DIMUAT PADA", "APA", "KUNCI", "SEBELUM", "SESUDAH"}};
  for (const auto& [time, change] : changes) {
    std::vector<std::string> cells{local_text(time, plan.daemon.timezone),
                                   fmt::format("{} {}", change.kind, change.id)};
    for (std::string& cell : cells_of(change, language)) {
      cells.push_back(std::move(cell));
    }
    table.add(std::move(cells));
  }
  return table.text();
}

std::string history_csv(const RecordedChanges& changes) {
  std::string text = "time,kind,id,key,before,after\r\n";
  for (const auto& [time, change] : changes) {
    text += http::csv_record(
        {http::rfc3339(time), change.kind, change.id, change.key, change.before, change.after});
  }
  return text;
}

}  // namespace pantau::cli
