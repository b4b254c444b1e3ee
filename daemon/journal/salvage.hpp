// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a new book takes over from the damaged one before it: what nobody can measure again. Months
/// that were judged, verdicts and baselines are history, and no history is written twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "daemon/journal/database.hpp"

namespace pantau::journal {

struct Salvage {
  std::vector<std::string> kept;  ///< "judged_months 24"
  std::vector<std::string> lost;  ///< "baselines"
};

/// A new book says which damaged one it follows until salvage() is through: a full disk or a power
/// cut in between loses nothing.
void owe_salvage(Database& book, std::uint64_t number);

/// \return the number of the damaged book that something may still be taken from.
[[nodiscard]] std::optional<std::uint64_t> owed_salvage(Database& book);

/// Part by part, each whole or not at all: half a month, or a verdict without its evidence, would
/// say what nobody found. Minutes, states, outages and their corrections are not taken over: they
/// are accounted for from here on, and time before is unknown. Goes on where an earlier try ended.
/// Throws DatabaseError when the new book cannot be written.
[[nodiscard]] Salvage salvage(Database& book, const std::filesystem::path& damaged);

}  // namespace pantau::journal
