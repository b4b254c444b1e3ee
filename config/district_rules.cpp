// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/circles.hpp"
#include "config/inventory_rules.hpp"

namespace pantau::config {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// A district and where it stands; in the order of the files.
struct Written {
  const Definition* definition = nullptr;
  const District* district = nullptr;
};

std::vector<Written> written(const Draft& draft) {
  std::vector<Written> list;
  for (const auto& definition : draft.all(Kind::district)) {
    if (const auto* district = draft.plan.find_district(definition.id); district != nullptr) {
      list.push_back({&definition, district});
    }
  }
  return list;
}

/// Whether both exist on some day. A district that was renamed may hand down its code.
bool at_one_time(const District& a, const District& b) {
  const auto over_before = [](const District& first, const District& second) {
    return first.until && second.since && *first.until < *second.since;
  };
  return !over_before(a, b) && !over_before(b, a);
}

/// Words that only one district at a time may have, with who has them.
class Taken {
 public:
  /// Who has the word already while `district` exists; else remembers it as his.
  const District* other_with(std::string_view word, const District& district) {
    auto& owners = owners_[std::string{word}];
    const auto other = std::find_if(owners.begin(), owners.end(), [&](const District* owner) {
      return owner != &district && at_one_time(*owner, district);
    });
    if (other != owners.end()) {
      return *other;
    }
    owners.push_back(&district);
    return nullptr;
  }

 private:
  std::map<std::string, std::vector<const District*>> owners_;
};

void check_codes(Draft& draft, const std::vector<Written>& districts) {
  Taken codes;
  for (const auto& [definition, district] : districts) {
    const auto* other =
        district->code.empty() ? nullptr : codes.other_with(district->code, *district);
    if (other != nullptr) {
      TableReader reader(draft.problems, definition->layer);
      reader.error(reader.find("code"),
                   fmt::format("\"{}\" is also the code of {} ({}): correct one of the two, or "
                               "leave it out where there is none yet",
                               district->code,
                               other->id,
                               with_line(other->place)));
    }
  }
}

/// Lists and spreadsheets know districts by name, so that one that two answer to leads astray.
void check_name(TableReader& reader,
                Taken& names,
                const District& district,
                std::string_view key,
                const std::string& name) {
  if (const auto* other = names.other_with(name, district); other != nullptr) {
    reader.warning(reader.find(key),
                   fmt::format("\"{}\" is also a name of {} ({}): is it one district, written "
                               "twice?",
                               name,
                               other->id,
                               with_line(other->place)));
  }
}

void check_names(Draft& draft, const std::vector<Written>& districts) {
  Taken names;
  for (const auto& [definition, district] : districts) {
    TableReader reader(draft.problems, definition->layer);
    check_name(reader, names, *district, "name", district->name);
    for (const auto& alias : district->aliases) {
      check_name(reader, names, *district, "aliases", alias);
    }
  }
}

void check_origin_dates(TableReader& reader, const District& district, const District& origin) {
  if (!district.since) {
    return;
  }
  if (origin.since && *district.since < *origin.since) {
    reader.error(reader.find("since"),
                 fmt::format("{} is before there was {} ({}, {}), from which it was cut: correct "
                             "one of the two",
                             format_date(*district.since),
                             origin.id,
                             format_date(*origin.since),
                             with_line(origin.place)));
  }
  if (origin.until && sys_days{*origin.until} + days{1} < sys_days{*district.since}) {
    reader.warning(reader.find("since"),
                   fmt::format("{} leaves a gap: {} ({}) ends on {}, and in between its people "
                               "stand nowhere",
                               format_date(*district.since),
                               origin.id,
                               with_line(origin.place),
                               format_date(*origin.until)));
  }
}

/// A circle is reported once, at the district of it that comes first by id.
void check_circles(Draft& draft) {
  const auto& districts = draft.plan.districts;
  std::vector<std::size_t> origins(districts.size(), kNowhere);
  for (std::size_t i = 0; i < districts.size(); ++i) {
    const auto* origin = draft.plan.find_district(districts[i].split_from);
    if (origin != nullptr && origin != &districts[i]) {
      origins[i] = static_cast<std::size_t>(origin - districts.data());
    }
  }
  for (const auto& circle : circles(origins)) {
    std::vector<std::string> ids;
    ids.reserve(circle.size());
    for (const auto place : circle) {
      ids.push_back(districts[place].id);
    }
    TableReader reader(draft.problems, draft.find(Kind::district, ids.front())->layer);
    reader.error(reader.find("split_from"),
                 fmt::format("districts were cut from each other in a circle: {}; take one of "
                             "these out",
                             circle_text(ids)));
  }
}

void check_origins(Draft& draft, const std::vector<Written>& districts) {
  for (const auto& [definition, district] : districts) {
    const auto* origin = draft.plan.find_district(district->split_from);
    TableReader reader(draft.problems, definition->layer);
    if (origin == district) {
      reader.error(reader.find("split_from"),
                   "names this district itself: write the one that it was part of");
    } else if (origin != nullptr) {
      check_origin_dates(reader, *district, *origin);
    }
  }
}

}  // namespace

void check_districts(Draft& draft) {
  const auto districts = written(draft);
  check_codes(draft, districts);
  check_names(draft, districts);
  check_origins(draft, districts);
  check_circles(draft);
}

}  // namespace pantau::config
