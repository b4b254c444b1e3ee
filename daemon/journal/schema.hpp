// SPDX-License-Identifier: Apache-2.0
/// \file
/// The tables of the book, and what each version of it added.
#pragma once

#include <cstdint>
#include <span>

#include "daemon/journal/database.hpp"
#include "daemon/journal/migration.hpp"

namespace pantau::journal {

inline constexpr std::int64_t kSchemaVersion = 2;
/// "pantau" has six letters and the field four bytes.
inline constexpr std::int64_t kApplicationId = 0x70746175;

/// All tables in an empty database.
void create_tables(Database& database);

/// The version that the book says. Header and table must agree: a damaged header must not look like
/// a newer book. Throws DatabaseError that is corrupt() when this is no book.
[[nodiscard]] std::int64_t read_version(Database& database);

/// Whether every table has the columns and keys that this version writes and reads. A bit that
/// flipped in a column's name is no damage to SQLite, and would make a statement fail for ever.
/// Throws DatabaseError that is corrupt().
void expect_tables(Database& database);

void set_version(Database& database, std::int64_t version);

/// Steps from every version that was ever released to kSchemaVersion.
[[nodiscard]] std::span<const Migration> migrations();

}  // namespace pantau::journal
