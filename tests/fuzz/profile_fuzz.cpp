// SPDX-License-Identifier: Apache-2.0
/// \file
/// libFuzzer target: any bytes as a device profile, and as one that includes itself and the
/// built-in ones. Either problems with a place, or a profile that can be asked for.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "config/builtin_profiles.hpp"
#include "config/profile_file.hpp"
#include "config/profile_includes.hpp"

namespace {

using pantau::config::Oid;
using pantau::config::Source;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// The objects that no profile may reach (mtxrSystemReboot, the key of an airFiber link).
bool forbidden(const Oid& oid) {
  return oid.starts_with({1, 3, 6, 1, 4, 1, 14988, 1, 1, 7, 1}) ||
         oid.starts_with({1, 3, 6, 1, 4, 1, 41112, 1, 3, 1, 1, 15});
}

void require_askable(const Source& source) {
  require(source.oid.size() >= 2 && source.oid.size() <= Oid::kMaxLength && !forbidden(source.oid));
  require(std::isfinite(source.scale) && source.scale != 0 && std::isfinite(source.offset));
  require(!source.minimum || !source.maximum || *source.minimum <= *source.maximum);
  for (const auto& condition : source.when) {
    require(!condition.oid.empty() && !condition.values.empty() && !forbidden(condition.oid));
  }
  if (source.entity) {
    require(!forbidden(source.entity->scale) && !forbidden(source.entity->precision));
  }
}

void require_askable(const pantau::config::DeviceProfile& profile) {
  std::size_t sources = profile.scalars.size();
  for (const auto& source : profile.scalars) {
    require_askable(source);
  }
  for (const auto& table : profile.tables) {
    require(!table.id.empty() && !table.find.empty() && table.max_rows >= 1);
    require(table.max_rows <= pantau::config::kMaxRows);
    sources += table.columns.size();
    for (const auto& find : table.find) {
      require(find.size() >= 9 && !forbidden(find));
    }
    for (const auto& source : table.columns) {
      require_askable(source);
    }
  }
  require(sources <= pantau::config::kMaxSources);
}

pantau::config::WrittenProfiles built_in() {
  pantau::config::Problems ignored;  // a test of its own says that there are none
  pantau::config::WrittenProfiles written;
  for (const auto& [id, text] : pantau::config::builtin_profiles()) {
    const std::string stem{id};
    written.emplace(stem,
                    std::make_shared<const pantau::config::WrittenProfile>(
                        pantau::config::read_profile_file(text, stem, stem, ignored)));
  }
  return written;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto known = built_in();
  const std::string text{data, data + size};
  pantau::config::Problems problems;
  auto written = known;
  written["x"] = std::make_shared<const pantau::config::WrittenProfile>(
      pantau::config::read_profile_file(text, "x.toml", "x", problems));
  const auto profiles = pantau::config::resolve_includes(written, problems);
  require(profiles.size() == written.size());
  pantau::config::LoadOutcome outcome;
  problems.move_into(outcome, {"x.toml"});
  for (const auto& problem : outcome.problems) {
    require(!problem.text.empty() && problem.place.file == "x.toml");
  }
  if (outcome.problems.empty()) {
    for (const auto& profile : profiles) {
      require_askable(*profile);
    }
  }
  return 0;
}
