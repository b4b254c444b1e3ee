// SPDX-License-Identifier: Apache-2.0
/// \file
/// A state folder that is gone after the test, and batches to write into it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "config/load.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/journal/store.hpp"

namespace pantau::journal {

/// Book time of all tests: 2026-11-01T00:00:00Z and `seconds` after it.
[[nodiscard]] book::Second at(std::int64_t seconds);

class StateFolder {
 public:
  /// \param where  a folder on the disk that is meant; default: a fast one.
  explicit StateFolder(const std::filesystem::path& where = {});
  ~StateFolder();
  StateFolder(const StateFolder&) = delete;
  StateFolder& operator=(const StateFolder&) = delete;
  StateFolder(StateFolder&&) = delete;
  StateFolder& operator=(StateFolder&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  [[nodiscard]] std::filesystem::path book() const { return path_ / "journal.sqlite3"; }

  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path parent_;
  std::filesystem::path path_;
};

/// Links l000, l001, ... each at its site s000, s001, ...
[[nodiscard]] std::shared_ptr<const config::Plan> plan_of(std::size_t links);

/// A minute of every link: all answered, settled to its end.
[[nodiscard]] book::Batch minute_batch(const std::shared_ptr<const config::Plan>& plan,
                                       std::int64_t minute);

/// An outage of l000 with everything an outage can have but corrections.
[[nodiscard]] book::Outage full_outage(std::uint64_t id);

/// Opened, or the test ends with what the outcome says.
[[nodiscard]] std::unique_ptr<Store> open_store(const std::filesystem::path& folder);

/// "ok", or what SQLite finds wrong with the file.
[[nodiscard]] std::string integrity(const std::filesystem::path& book);

/// Runs SQL on a file beside everything else.
void run_sql(const std::filesystem::path& book, const std::string& sql);

}  // namespace pantau::journal
