// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/migration.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "daemon/journal/book_files.hpp"
#include "daemon/journal/schema.hpp"

namespace pantau::journal {

namespace {

namespace fs = std::filesystem;

/// New tables, and the log while they are made.
constexpr std::uint64_t kSpareBytes = 16 << 20;

fs::path with(const fs::path& path, const std::string& ending) {
  fs::path longer = path;
  longer += ending;
  return longer;
}

std::uint64_t size_of(const fs::path& file) {
  std::error_code none;
  const std::uint64_t size = fs::file_size(file, none);
  return none ? 0 : size;
}

/// A copy that was not finished must neither look like one nor keep the disk full.
void remove_part(const fs::path& part) {
  for (const char* ending : {"", "-journal"}) {
    std::error_code ignored;  // it bears a name that nobody reads, and goes with the next try
    fs::remove(with(part, ending), ignored);
  }
}

/// A file that somebody else writes is synced, so that what was written is on the disk and not in a
/// cache whose end takes minutes.
class SyncedFile {
 public:
  explicit SyncedFile(fs::path path)
      : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {}

  ~SyncedFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }

  SyncedFile(const SyncedFile&) = delete;
  SyncedFile& operator=(const SyncedFile&) = delete;
  SyncedFile(SyncedFile&&) = delete;
  SyncedFile& operator=(SyncedFile&&) = delete;

  void sync() const {
    if (descriptor_ < 0 || ::fdatasync(descriptor_) != 0) {
      throw std::system_error{errno, std::generic_category(), path_.string()};
    }
  }

 private:
  fs::path path_;
  int descriptor_;
};

class Course {
 public:
  Course(const TellUpgrade& tell, Upgrade upgrade) : tell_(tell), upgrade_(std::move(upgrade)) {}

  void tell(Upgrade::Stage stage) {
    upgrade_.stage = stage;
    upgrade_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun_);
    if (tell_) {
      tell_(upgrade_);
    }
  }

  [[nodiscard]] const Upgrade& upgrade() const { return upgrade_; }

 private:
  const TellUpgrade& tell_;
  Upgrade upgrade_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

void expect_room(const fs::path& file, const Upgrade& upgrade) {
  constexpr std::uint64_t kMega = 1'000'000;
  const std::uint64_t needed = upgrade.bytes + kSpareBytes;
  const std::uint64_t free = fs::space(file.parent_path()).available;
  if (free >= needed) {
    return;
  }
  throw DatabaseError{
      SQLITE_FULL,
      fmt::format("{} is of version {} and to be brought to {}; a copy of it is made first, which "
                  "takes {} MB in {}, and {} MB are free: make room there or move the folder to a "
                  "larger disk; the book is as it was, and this is tried again",
                  file.string(),
                  upgrade.from,
                  upgrade.to,
                  needed / kMega + 1,
                  file.parent_path().string(),
                  free / kMega)};
}

void keep_copy(Database& database, const fs::path& file, Course& course) {
  const fs::path part = with(course.upgrade().copy, ".part");
  remove_part(part);
  expect_room(file, course.upgrade());
  course.tell(Upgrade::Stage::begun);
  try {
    database.copy_to(part, [&part, &course] {
      SyncedFile{part}.sync();
      course.tell(Upgrade::Stage::goes_on);
    });
    fs::permissions(part, fs::status(file).permissions());
    fs::rename(part, course.upgrade().copy);
  } catch (...) {
    remove_part(part);
    throw;
  }
  sync_folder(file.parent_path());
}

void take_steps(Database& database, std::span<const Migration> steps, const Upgrade& upgrade) {
  Transaction transaction{database};
  for (std::int64_t version = upgrade.from; version < upgrade.to; ++version) {
    const auto step = std::find_if(
        steps.begin(), steps.end(), [version](const auto& each) { return each.from == version; });
    if (step == steps.end()) {
      throw DatabaseError{SQLITE_ERROR,
                          fmt::format("there is no way from version {} of the book", version)};
    }
    database.execute(step->sql);
    set_version(database, version + 1);
  }
  transaction.commit();
}

}  // namespace

void migrate(Database& database,
             const fs::path& file,
             std::span<const Migration> steps,
             std::int64_t target,
             const TellUpgrade& tell) {
  const std::int64_t present = read_version(database);
  Course course{tell,
                {.stage = Upgrade::Stage::begun,
                 .from = present,
                 .to = target,
                 .bytes = size_of(file) + size_of(with(file, "-wal")),
                 .copy = with(file, fmt::format(".v{}", present))}};
  keep_copy(database, file, course);
  take_steps(database, steps, course.upgrade());
  course.tell(Upgrade::Stage::done);
}

}  // namespace pantau::journal
