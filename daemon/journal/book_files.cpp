// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/book_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "daemon/journal/database.hpp"
#include "daemon/journal/salvage.hpp"
#include "daemon/journal/schema.hpp"

namespace pantau::journal {

namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 02750;
constexpr mode_t kBookMode = 0640;
constexpr std::uint64_t kKeptAside = 3;
constexpr std::string_view kAside = "journal.sqlite3.corrupt-";

/// Measured with journal_bench, 2,000 links, 100 outages an hour: 11.7 MB written an hour with
/// pages of 1024 bytes, 12.8 with 2048, 17.4 with 4096; the file is as large with each.
constexpr const char* kNewBook =
    "PRAGMA page_size = 1024; PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;";

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error{errno, std::generic_category(), path.string()};
}

fs::path with(const fs::path& path, std::string_view ending) {
  fs::path longer = path;
  longer += ending;
  return longer;
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)) {
    if (number_ < 0) {
      fail(path);
    }
  }

  ~Descriptor() { ::close(number_); }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

/// Root (`sudo pantau maintenance add`) must not leave a file that the daemon cannot write.
void give_to_folders_owner(int descriptor, const fs::path& folder) {
  struct stat status {};

  if (::geteuid() == 0 && ::stat(folder.c_str(), &status) == 0 &&
      ::fchown(descriptor, status.st_uid, status.st_gid) != 0) {
    fail(folder);
  }
}

void rename_if_there(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) {
    fail(from);
  }
}

/// Numbers of the books that were moved aside, oldest first.
std::vector<std::uint64_t> numbers_aside(const fs::path& folder) {
  std::vector<std::uint64_t> numbers;
  for (const fs::directory_entry& entry : fs::directory_iterator{folder}) {
    const std::string name = entry.path().filename().string();
    std::uint64_t number = 0;
    if (name.starts_with(kAside) &&
        std::from_chars(name.data() + kAside.size(), name.data() + name.size(), number).ec ==
            std::errc{}) {
      numbers.push_back(number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::uint64_t make_room_aside(const BookFiles& files) {
  const std::vector<std::uint64_t> numbers = numbers_aside(files.folder);
  for (std::size_t i = 0; i + kKeptAside - 1 < numbers.size(); ++i) {
    for (const char* ending : {"", "-wal", "-shm"}) {
      fs::remove(with(aside(files, numbers[i]), ending));
    }
  }
  return numbers.empty() ? 1 : numbers.back() + 1;
}

/// A log without its book belongs to a book that somebody took away: SQLite would play it into the
/// new one.
void move_orphans_aside(const BookFiles& files) {
  if (!fs::exists(files.wal) && !fs::exists(files.shm)) {
    return;
  }
  const fs::path target = aside(files, make_room_aside(files));
  rename_if_there(files.wal, with(target, "-wal"));
  rename_if_there(files.shm, with(target, "-shm"));
}

void remove_draft(const fs::path& draft) {
  for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
    std::error_code ignored;  // what is left over is small and bears a name that nobody reads
    fs::remove(with(draft, ending), ignored);
  }
}

void write_draft(const BookFiles& files,
                 const fs::path& draft,
                 std::optional<std::uint64_t> after) {
  {
    const Descriptor file{draft, O_RDWR | O_CREAT | O_EXCL, kBookMode};
    if (::fchmod(file.number(), kBookMode) != 0) {  // whatever the umask is
      fail(draft);
    }
    give_to_folders_owner(file.number(), files.folder);
  }
  {
    Database database{draft, OpenMode::read_write};
    database.execute(kNewBook);
    create_tables(database);
    if (after) {
      owe_salvage(database, *after);
    }
    database.execute("PRAGMA journal_mode = WAL");
  }
  const Descriptor file{draft, O_RDWR};
  if (::fsync(file.number()) != 0) {
    fail(draft);
  }
}

}  // namespace

BookFiles::BookFiles(const fs::path& state_dir)
    : folder(state_dir),
      book(state_dir / "journal.sqlite3"),
      wal(state_dir / "journal.sqlite3-wal"),
      shm(state_dir / "journal.sqlite3-shm"),
      lock(state_dir / "journal.lock") {}

void prepare_folder(const fs::path& folder) {
  if (fs::is_directory(folder)) {
    return;
  }
  if (fs::exists(fs::symlink_status(folder))) {
    throw Refusal{
        fmt::format("{} is no folder: [daemon] state_dir must name one", folder.string())};
  }
  if (folder.has_parent_path()) {
    fs::create_directories(folder.parent_path());
  }
  if (::mkdir(folder.c_str(), kFolderMode) != 0 || ::chmod(folder.c_str(), kFolderMode) != 0) {
    fail(folder);
  }
}

bool book_exists(const BookFiles& files) {
  const fs::file_status status = fs::symlink_status(files.book);
  if (!fs::exists(status)) {
    return false;
  }
  if (fs::is_symlink(status)) {
    throw Refusal{
        fmt::format("{} is a symbolic link, which is not followed: move the book itself "
                    "there, or let [daemon] state_dir name its folder",
                    files.book.string())};
  }
  if (!fs::is_regular_file(status)) {
    throw Refusal{fmt::format("{} is no file: move it away", files.book.string())};
  }
  return true;
}

std::string header_complaint(const fs::path& book) {
  constexpr std::string_view kMagic{"SQLite format 3\0", 16};
  constexpr std::size_t kWriteVersion = 18;  // https://sqlite.org/fileformat.html, 1.3
  constexpr std::size_t kReadVersion = 19;
  std::array<char, 100> header{};
  std::ifstream file{book, std::ios::binary};
  if (!file) {
    return {};  // SQLite says why
  }
  file.read(header.data(), header.size());
  if (file.gcount() == 0) {
    return "it is empty";
  }
  const std::string_view text{header.data(), static_cast<std::size_t>(file.gcount())};
  if (text.size() < header.size() || !text.starts_with(kMagic)) {
    return "it is no SQLite database";
  }
  const auto known = [](char version) { return version == 1 || version == 2; };
  // A damaged write version would make SQLite treat the file as read-only for ever.
  if (!known(text[kWriteVersion]) || !known(text[kReadVersion])) {
    return "its header is damaged";
  }
  return {};
}

void create_book(const BookFiles& files, std::optional<std::uint64_t> after) {
  move_orphans_aside(files);
  const fs::path draft = with(files.book, ".new");
  remove_draft(draft);
  try {
    write_draft(files, draft, after);
    fs::rename(draft, files.book);
  } catch (...) {
    remove_draft(draft);
    throw;
  }
  sync_folder(files.folder);
}

fs::path aside(const BookFiles& files, std::uint64_t number) {
  return files.folder / fmt::format("{}{}", kAside, number);
}

std::optional<std::uint64_t> newest_aside(const BookFiles& files) {
  const std::vector<std::uint64_t> numbers = numbers_aside(files.folder);
  const auto found = std::find_if(numbers.rbegin(), numbers.rend(), [&files](std::uint64_t number) {
    return fs::exists(aside(files, number));
  });
  return found == numbers.rend() ? std::nullopt : std::optional{*found};
}

std::uint64_t move_aside(const BookFiles& files) {
  const std::uint64_t number = make_room_aside(files);
  const fs::path target = aside(files, number);
  // The log first: without it the book is merely old, but a log without its book would be played
  // into the next one.
  rename_if_there(files.wal, with(target, "-wal"));
  rename_if_there(files.shm, with(target, "-shm"));
  rename_if_there(files.book, target);
  sync_folder(files.folder);
  return number;
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    fail(folder);
  }
  const int outcome = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (outcome != 0) {
    errno = error;
    fail(folder);
  }
}

}  // namespace pantau::journal
