// SPDX-License-Identifier: Apache-2.0
#include "config/profile_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "config/builtin_profiles.hpp"
#include "config/file_text.hpp"
#include "config/profile_file.hpp"
#include "config/profile_includes.hpp"

namespace pantau::config {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxProfileFiles = 200;
constexpr std::size_t kMaxProfileBytes = std::size_t{1} << 20;

/// What the program was built with, parsed once.
struct BuiltIn {
  WrittenProfiles written;
  ProfileList profiles;
  LoadOutcome found;  ///< mistakes in single files
  LoadOutcome resolving;  ///< and in what they include
};

BuiltIn parse_built_in() {
  BuiltIn result;
  Problems problems;
  for (const auto& [id, text] : builtin_profiles()) {
    const std::string stem{id};
    auto written = read_profile_file(text, "built-in snmp/" + stem + ".toml", stem, problems);
    written.profile.built_in = true;
    result.written.emplace(stem, std::make_shared<const WrittenProfile>(std::move(written)));
  }
  problems.move_into(result.found, {});
  Problems resolving;
  result.profiles = resolve_includes(result.written, resolving);
  resolving.move_into(result.resolving, {});
  return result;
}

const BuiltIn& built_in() {
  static const BuiltIn parsed = parse_built_in();
  return parsed;
}

void report(const LoadOutcome& found, Problems& problems) {
  for (const auto& [place, path, text] : found.problems) {
    problems.error(place, path, text);
  }
}

/// Sorted bytewise. A file of that name instead of a folder is none of ours: a secret may be
/// called "snmp".
std::vector<fs::path> profile_files(const fs::path& folder, Problems& problems) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return files;
  }
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const auto& path = entry->path();
    if (path.extension() == ".toml" && !path.filename().native().starts_with('.')) {
      files.push_back(path);
    }
  }
  if (error) {
    problems.error({folder.string(), 1, 1}, "", fmt::format("cannot be read: {}", error.message()));
  }
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    return a.native() < b.native();
  });
  return files;
}

/// An `include` of the configuration may have brought a file of this folder already.
bool is_among(const fs::path& file, const std::vector<fs::path>& others) {
  return std::any_of(others.begin(), others.end(), [&](const fs::path& other) {
    std::error_code ignored;  // what cannot be compared is not the same
    return file.filename() == other.filename() && fs::equivalent(file, other, ignored);
  });
}

void read_file(const fs::path& file, WrittenProfiles& written, Problems& problems) {
  const auto text = read_file_text(file, kMaxProfileBytes);
  const auto stem = file.stem().string();
  if (!text.error.empty()) {
    problems.error({file.string(), 1, 1}, "", fmt::format("cannot be read: {}", text.error));
  }
  auto profile = text.error.empty() ? read_profile_file(text.text, file.string(), stem, problems)
                                    : WrittenProfile{};
  profile.profile.id = stem;
  written.insert_or_assign(stem, std::make_shared<const WrittenProfile>(std::move(profile)));
}

/// `profile = "auto"` takes the first of the two by id, whatever the operator meant.
void warn_of_rivals(const ProfileList& profiles, Problems& problems) {
  std::map<Oid, const DeviceProfile*> first;
  for (const auto& profile : profiles) {
    for (const auto& prefix : profile->match.sys_object_ids) {
      const auto [known, fresh] = first.try_emplace(prefix, profile.get());
      const auto& winner = *known->second;
      if (fresh || (profile->built_in && winner.built_in)) {
        continue;
      }
      problems.warning(
          (profile->built_in ? winner : *profile).place,
          fmt::format("profile.{}.match.sysobjectid", (profile->built_in ? winner : *profile).id),
          fmt::format("{} stands in the profiles \"{}\" and \"{}\", and \"auto\" takes "
                      "the first: write a longer one, or name the profile at the "
                      "device",
                      to_string(prefix),
                      winner.id,
                      profile->id));
    }
  }
}

}  // namespace

ProfileLibrary read_profiles(const fs::path& folder,
                             const std::vector<fs::path>& not_these,
                             Problems& problems) {
  const auto& ready = built_in();
  report(ready.found, problems);
  ProfileLibrary library;
  auto written = ready.written;
  for (const auto& file : profile_files(folder, problems)) {
    if (is_among(file, not_these)) {
      continue;
    }
    if (library.files.size() == kMaxProfileFiles) {
      problems.error({file.string(), 1, 1},
                     "",
                     fmt::format("more than {} profiles: take some out", kMaxProfileFiles));
      break;
    }
    library.files.push_back(file);
    read_file(file, written, problems);
  }
  if (library.files.empty()) {
    report(ready.resolving, problems);
    library.profiles = ready.profiles;
    return library;
  }
  library.profiles = resolve_includes(written, problems);
  warn_of_rivals(library.profiles, problems);
  return library;
}

}  // namespace pantau::config
