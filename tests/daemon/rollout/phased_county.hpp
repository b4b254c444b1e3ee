// SPDX-License-Identifier: Apache-2.0
/// \file
/// A county that is built in phases, put together site by site.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace pantau::rollout::test {

using config::Date;
using config::HoldKind;
using config::Stage;
using Stages = std::map<Stage, Date>;

[[nodiscard]] constexpr Date day(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

/// The district "jila" has 10,000 people; the phases are "tahap-1" and "tahap-2"; the time zone is
/// Asia/Jayapura.
struct PhasedCounty {
  config::Plan plan;

  PhasedCounty();

  /// References hold until the next call.
  config::Site& add_site(const std::string& id,
                         const std::string& phase,
                         Stages planned = {},
                         Stages actual = {});
  config::Site& hold(const std::string& id, HoldKind kind, std::optional<Date> since = {});
  config::Site& site(const std::string& id);
  config::District& add_district(const std::string& id, std::optional<std::int64_t> population);
  /// Without an end unless one is given.
  config::Contract& add_contract(const std::string& id,
                                 Date start,
                                 std::optional<Date> end,
                                 std::optional<std::int64_t> fee);
  void add_link(const std::string& id,
                const std::string& site,
                const std::vector<std::string>& contracts);
};

/// Sites of the phase "tahap-2" in every kind of stage on 1 July 2026, with three that stand in no
/// sum; ten_sites_by_hand_test.cpp has the table.
[[nodiscard]] PhasedCounty ten_sites();

}  // namespace pantau::rollout::test
