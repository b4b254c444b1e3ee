// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a command says when it cannot use the book: words with the fix.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

#include "daemon/journal/book_files.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// Throws when there is no book or `access` (R_OK, W_OK of access(2)) is not granted.
void expect_book(const BookFiles& files, int access);

/// "join group pantau: ..." for whoever has no right to the book.
[[nodiscard]] std::string forbidden_text(const BookFiles& files, int access);
[[nodiscard]] std::string failed_text(const BookFiles& files, const DatabaseError& error);

/// Runs `work`; what SQLite or the system throws becomes std::runtime_error with a text for people.
template <typename Work>
auto told_in_words(const BookFiles& files, Work work) {
  try {
    return work();
  } catch (const DatabaseError& error) {
    throw std::runtime_error{failed_text(files, error)};
  } catch (const std::system_error& error) {
    throw std::runtime_error{error.what()};
  }
}

}  // namespace pantau::journal
