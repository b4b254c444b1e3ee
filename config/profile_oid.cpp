// SPDX-License-Identifier: Apache-2.0
#include "config/profile_oid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace pantau::config {

namespace {

/// A column of IF-MIB has ten arcs; below nine stands a whole tree, whose walk over a satellite
/// would take minutes and bring what nobody asked for.
constexpr std::size_t kFewestWalkArcs = 9;

/// "1.3.6.1.4.1" and one arc for the vendor: anything shorter fits every device.
constexpr std::size_t kFewestPrefixArcs = 7;

/// X.690, 8.19.4: the first two arcs share one number, first * 40 + second.
constexpr std::uint32_t kMostFirstArc = 2;
constexpr std::uint32_t kMostSecondArc = 39;

struct Forbidden {
  Oid tree;
  std::string_view what;
};

const std::array<Forbidden, 2>& forbidden_trees() {
  static const std::array<Forbidden, 2> trees{{
      // MIKROTIK-MIB, mtxrSystem 1.
      {{1, 3, 6, 1, 4, 1, 14988, 1, 1, 7, 1},
       "mtxrSystemReboot, which restarts a MikroTik router when it is written"},
      // UBNT-AirFIBER-MIB, airFiberConfigTable 15.
      {{1, 3, 6, 1, 4, 1, 41112, 1, 3, 1, 1, 15},
       "the key of an airFiber link, which the radio sends in clear"},
  }};
  return trees;
}

/// What of `forbidden` an agent might be asked for: the tree itself; what is above it, when an
/// index comes behind; what stands beside it, when a walk runs on past its column.
bool reaches(const Oid& oid, OidUse use, const Oid& forbidden) {
  if (oid.starts_with(forbidden)) {
    return true;
  }
  const Oid parent{forbidden.arcs().first(forbidden.size() - 1)};
  return (use == OidUse::column && forbidden.starts_with(oid)) ||
         (use == OidUse::walk && (forbidden.starts_with(oid) || oid.starts_with(parent)));
}

bool encodable(const Oid& oid) {
  const auto arcs = oid.arcs();
  return arcs[0] <= kMostFirstArc && (arcs[0] == kMostFirstArc || arcs[1] <= kMostSecondArc);
}

std::optional<std::string> danger(const Oid& oid, OidUse use) {
  if (use == OidUse::prefix) {
    return std::nullopt;
  }
  for (const auto& [tree, what] : forbidden_trees()) {
    if (reaches(oid, use, tree)) {
      return fmt::format(
          "might ask for {} ({}): pantau never does, take it out", to_string(tree), what);
    }
  }
  return std::nullopt;
}

std::optional<std::string> problem_of(const Oid& oid, OidUse use) {
  if (!encodable(oid)) {
    return "cannot be sent: the first number is 0, 1 or 2, and the second at most 39 below 2";
  }
  if (use == OidUse::walk && oid.size() < kFewestWalkArcs) {
    return fmt::format(
        "is a whole tree, which takes too long to walk over a satellite: write the column to look "
        "through, which has {} numbers or more",
        kFewestWalkArcs);
  }
  if (use == OidUse::prefix && oid.size() < kFewestPrefixArcs) {
    return "fits the devices of every vendor: write the vendor's own, as \"1.3.6.1.4.1.14988\"";
  }
  if (use == OidUse::column && oid.size() >= Oid::kMaxLength) {
    return fmt::format("leaves no room for an index: at most {} numbers in all", Oid::kMaxLength);
  }
  return danger(oid, use);
}

std::optional<Oid> checked(TableReader& reader,
                           const std::pair<std::string, Place>& written,
                           const Found& found,
                           OidUse use) {
  auto oid = parse_oid(written.first);
  if (!oid) {
    reader.problems().error(
        written.second,
        found.path(),
        fmt::format("\"{}\" is no object identifier: write numbers with dots between them, at most "
                    "{}, as \"1.3.6.1.2.1.1.3.0\"",
                    written.first,
                    Oid::kMaxLength));
    return std::nullopt;
  }
  if (const auto problem = problem_of(*oid, use)) {
    reader.problems().error(
        written.second, found.path(), fmt::format("\"{}\" {}", written.first, *problem));
    return std::nullopt;
  }
  return oid;
}

}  // namespace

std::optional<Oid> read_oid(TableReader& reader, std::string_view key, OidUse use) {
  const auto text = reader.text(key);
  const auto found = reader.find(key);
  return text ? checked(reader, {*text, found.place()}, found, use) : std::nullopt;
}

std::vector<Oid> read_oids(TableReader& reader, std::string_view key, OidUse use) {
  std::vector<Oid> oids;
  const auto found = reader.find(key);
  for (const auto& written : reader.placed_texts(key)) {
    auto oid = checked(reader, written, found, use);
    if (!oid) {
      continue;
    }
    if (std::find(oids.begin(), oids.end(), *oid) != oids.end()) {
      reader.problems().error(written.second,
                              found.path(),
                              fmt::format("\"{}\" stands here twice: take one out", written.first));
      continue;
    }
    oids.push_back(*std::move(oid));
  }
  return oids;
}

}  // namespace pantau::config
