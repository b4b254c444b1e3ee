// SPDX-License-Identifier: Apache-2.0
/// \file
/// Opening the book: as its writer, beside its writer, or to read.
#pragma once

#include <memory>

#include "daemon/journal/book_files.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/migration.hpp"

namespace pantau::journal {

/// For the daemon: checked, migrated, ready to write. Throws DatabaseError, which is corrupt() when
/// the book must be moved aside, or Refusal for a newer one.
[[nodiscard]] std::unique_ptr<Database> open_checked(const BookFiles& files,
                                                     const TellUpgrade& tell = {});

/// While a book is looked at for the first time, a statement that does not fit is damage as well.
[[nodiscard]] DatabaseError as_damage(const DatabaseError& error);

/// For a command beside the daemon: no check, no migration.
[[nodiscard]] std::unique_ptr<Database> open_to_edit(const BookFiles& files);

/// Immutable when no -wal exists: such a reader needs no right to write.
[[nodiscard]] std::unique_ptr<Database> open_to_read(const BookFiles& files);

/// For the daemon, when it cannot write: the book may also be an older one.
[[nodiscard]] std::unique_ptr<Database> open_whatever_version(const BookFiles& files);

}  // namespace pantau::journal
