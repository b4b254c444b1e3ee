// SPDX-License-Identifier: Apache-2.0
/// \file
/// A book of version 1, as that version wrote it.
#pragma once

#include <filesystem>
#include <string>

#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {

/// \param more  SQL for what this book has besides.
void write_version_1(const StateFolder& folder, const std::string& more = {});

/// Everything that makes the tables what they are.
[[nodiscard]] std::string schema_of(const std::filesystem::path& book);

/// The outage of that book.
[[nodiscard]] book::Outage corrected_outage();

}  // namespace pantau::journal
