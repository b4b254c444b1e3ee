// SPDX-License-Identifier: Apache-2.0
#include "config/profile_includes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "config/suggest.hpp"

namespace pantau::config {

namespace {

/// Makes one profile whole.
class Flattening {
 public:
  Flattening(const WrittenProfiles& written, Problems& problems)
      : written_(written), problems_(problems) {}

  DeviceProfile run(const WrittenProfile& top) {
    result_ = top.profile;
    taken_.insert(top.profile.id);
    open_.push_back(top.profile.id);
    include_all(top);
    return std::move(result_);
  }

 private:
  void include_all(const WrittenProfile& from) {
    for (const auto& [id, place] : from.includes) {
      const auto found = written_.find(id);
      if (found == written_.end()) {
        unknown(from, id, place);
      } else if (std::find(open_.begin(), open_.end(), id) != open_.end()) {
        circle(from, id, place);
      } else if (taken_.insert(id).second) {
        append(found->second->profile);
        open_.push_back(id);
        include_all(*found->second);
        open_.pop_back();
      }
    }
  }

  void append(const DeviceProfile& included) {
    const auto& scalars = included.scalars;
    result_.scalars.insert(result_.scalars.end(), scalars.begin(), scalars.end());
    for (const auto& table : included.tables) {
      const auto replaced = std::any_of(result_.tables.begin(),
                                        result_.tables.end(),
                                        [&](const auto& own) { return own.id == table.id; });
      if (!replaced) {
        result_.tables.push_back(table);
      }
    }
  }

  void unknown(const WrittenProfile& from, const std::string& id, const Place& place) {
    Nearest nearest(id);
    std::vector<std::string_view> known;
    for (const auto& [candidate, profile] : written_) {
      nearest.offer(candidate);
      known.push_back(candidate);
    }
    const auto question = nearest.question();
    problems_.error(
        place,
        from.path,
        fmt::format("there is no profile \"{}\"{}",
                    id,
                    question.empty() ? fmt::format(": write one of {}", fmt::join(known, ", "))
                                     : question));
  }

  /// Every profile of a circle meets it; the first of them by id tells.
  void circle(const WrittenProfile& from, const std::string& id, const Place& place) {
    if (open_.front() != id || *std::min_element(open_.begin(), open_.end()) != id) {
      return;
    }
    problems_.error(
        place,
        from.path,
        fmt::format(
            "a profile includes itself: {} -> {}: take one out", fmt::join(open_, " -> "), id));
  }

  const WrittenProfiles& written_;
  Problems& problems_;
  DeviceProfile result_;
  std::set<std::string> taken_;
  std::vector<std::string> open_;
};

std::size_t count_sources(const DeviceProfile& profile) {
  std::size_t count = profile.scalars.size();
  for (const auto& table : profile.tables) {
    count += table.columns.size();
  }
  return count;
}

}  // namespace

ProfileList resolve_includes(const WrittenProfiles& written, Problems& problems) {
  ProfileList profiles;
  for (const auto& [id, own] : written) {
    auto whole = Flattening(written, problems).run(*own);
    const auto count = count_sources(whole);
    if (count > kMaxSources) {
      problems.error(
          whole.place,
          "profile." + id,
          fmt::format(
              "asks for {} values, with those that it includes: at most {}", count, kMaxSources));
    }
    profiles.push_back(std::make_shared<const DeviceProfile>(std::move(whole)));
  }
  return profiles;
}

}  // namespace pantau::config
