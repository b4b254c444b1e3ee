// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/complaints.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

namespace pantau::journal {

void expect_book(const BookFiles& files, int access) {
  if (::access(files.book.c_str(), access) == 0) {
    static_cast<void>(book_exists(files));
    return;
  }
  if (errno == EACCES || errno == EPERM) {
    throw std::runtime_error{forbidden_text(files, access)};
  }
  if (errno == ENOENT || errno == ENOTDIR) {
    throw std::runtime_error{
        fmt::format("there is no book of record in {} yet: start the daemon, or give with -c the "
                    "configuration whose [daemon] state_dir is meant",
                    files.folder.string())};
  }
  throw std::system_error{errno, std::generic_category(), files.book.string()};
}

std::string forbidden_text(const BookFiles& files, int access) {
  if ((access & W_OK) != 0) {
    return fmt::format("no right to write {}: do it with sudo, or as the user that runs the daemon",
                       files.book.string());
  }
  return fmt::format(
      "no right to read {}: join group pantau (sudo usermod -aG pantau $USER, then log in again)",
      files.book.string());
}

std::string failed_text(const BookFiles& files, const DatabaseError& error) {
  if (error.corrupt()) {
    return fmt::format("{} is damaged ({}): the daemon moves it aside when it starts",
                       files.book.string(),
                       error.what());
  }
  if ((error.code() & 0xff) == SQLITE_BUSY) {
    return fmt::format("{} is held by another process for more than 5 s: try again",
                       files.book.string());
  }
  return fmt::format("{}: {}", files.book.string(), error.what());
}

}  // namespace pantau::journal
