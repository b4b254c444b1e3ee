// SPDX-License-Identifier: Apache-2.0
/// \file
/// A configuration and a book of record in a folder that is gone after the test, and `pantau` run
/// on them as from a shell.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/batch.hpp"

namespace pantau::cli::test {

/// What a command did.
struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

class BookOnDisk {
 public:
  /// \param inventory  TOML before [daemon]. The zone is Asia/Jayapura: UTC+9 all the year.
  explicit BookOnDisk(const std::string& inventory, const std::string& language = "en");
  ~BookOnDisk();
  BookOnDisk(const BookOnDisk&) = delete;
  BookOnDisk& operator=(const BookOnDisk&) = delete;
  BookOnDisk(BookOnDisk&&) = delete;
  BookOnDisk& operator=(BookOnDisk&&) = delete;

  /// A link and its site in `state` from `start` on (the first time: since then configured).
  void enter(const std::string& link, book::Second start, book::LinkState state);
  /// Up before and after; an outage of one segment between. \return its id.
  std::uint64_t fail(const std::string& link,
                     book::Second start,
                     book::Second end,
                     book::Cause proposed,
                     const std::string& root = {});
  void enter(const book::Outage& outage);
  /// Everything entered becomes durable through the daemon's own journal::Store.
  void settle(book::Second until);

  /// What the daemon does once a minute: months that have ended and settled are judged and kept.
  /// After settle().
  void judge();
  /// Another configuration; the book stays.
  void rewrite(const std::string& inventory, const std::string& language = "en");

  /// `pantau WORDS... -c FILE` with this configuration.
  [[nodiscard]] Ran run(const std::vector<std::string>& words) const;

  [[nodiscard]] std::filesystem::path state() const { return folder_ / "state"; }

  [[nodiscard]] std::filesystem::path file() const { return folder_ / "pantau.toml"; }

 private:
  BookOnDisk();

  [[nodiscard]] std::uint32_t link_place(const std::string& link) const;
  [[nodiscard]] std::uint32_t site_place(const std::string& link) const;

  void configure(const std::string& inventory, const std::string& language);

  std::filesystem::path folder_;
  std::shared_ptr<const config::Plan> plan_;
  book::Batch batch_;
  std::uint64_t last_outage_ = 0;
};

/// `pantau WORDS...` and nothing more.
[[nodiscard]] Ran run_pantau(const std::vector<std::string>& words);

/// "2025-08-01T00:00" in UTC+9.
[[nodiscard]] book::Second local(const std::string& text);

/// Lines, each without its CR.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

}  // namespace pantau::cli::test
