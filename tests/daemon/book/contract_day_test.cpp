// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/contract_day.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "config/time_zone.hpp"

namespace pantau::book {
namespace {

using std::chrono::year;

constexpr config::Date kFirst = year(2025) / 1 / 1;
constexpr config::Date kLast = year(2025) / 12 / 31;
constexpr config::Date kNextFirst = year(2026) / 7 / 1;

config::Contract contract(std::string id, config::Date start, std::optional<config::Date> end) {
  config::Contract made;
  made.id = std::move(id);
  made.start = start;
  made.has_end = end.has_value();
  made.end = end.value_or(config::Date{});
  return made;
}

config::Plan plan_of(std::vector<config::Contract> contracts) {
  config::Plan plan;
  plan.contracts = std::move(contracts);
  return plan;
}

config::Link link_under(std::vector<std::string> contracts) {
  config::Link link;
  link.contracts = std::move(contracts);
  return link;
}

std::string id_of(const config::Contract* contract) {
  return contract == nullptr ? "-" : contract->id;
}

/// A year, half a year without, and one without an end.
struct Gap {
  config::Plan plan = plan_of({contract("new", kNextFirst, {}), contract("old", kFirst, kLast)});
  config::Link link = link_under({"old", "new"});

  [[nodiscard]] std::string shown(config::Date day) const {
    return id_of(shown_contract(plan, link, day));
  }

  [[nodiscard]] std::string in_force(config::Date day) const {
    return id_of(contract_in_force(plan, link, config::midnight(day, plan.daemon.timezone)));
  }

  [[nodiscard]] std::string ended(config::Date day) const {
    return id_of(contract_that_ended(plan, link, config::midnight(day, plan.daemon.timezone)));
  }
};

TEST(ShownContract, IsTheOneInForceWithBothOfItsDays) {
  const Gap gap;
  for (const auto day : {kFirst, kLast}) {
    EXPECT_EQ(gap.shown(day), "old");
    EXPECT_EQ(gap.in_force(day), "old");
  }
  EXPECT_EQ(gap.shown(kNextFirst), "new");
  EXPECT_EQ(gap.in_force(year(2060) / 1 / 1), "new");
}

TEST(ShownContract, IsTheOneThatBeginsLastWhileNoneIsInForce) {
  const Gap gap;
  const config::Date before = year(2024) / 12 / 31;
  const config::Date between = year(2026) / 1 / 1;
  EXPECT_EQ(gap.shown(before), "new");
  EXPECT_EQ(gap.in_force(before), "-");
  EXPECT_EQ(gap.ended(before), "-");
  EXPECT_EQ(gap.shown(between), "new");
  EXPECT_EQ(gap.in_force(between), "-");
  EXPECT_EQ(gap.ended(between), "old");
}

TEST(ShownContract, IsTheLastOneWhenAllAreOver) {
  const auto plan = plan_of({contract("a", kFirst, kLast), contract("b", kNextFirst, kNextFirst)});
  EXPECT_EQ(id_of(shown_contract(plan, link_under({"b", "a"}), year(2030) / 1 / 1)), "b");
  EXPECT_EQ(id_of(shown_contract(plan, link_under({}), kFirst)), "-");
  EXPECT_EQ(id_of(shown_contract(plan, link_under({"gone"}), kFirst)), "-");
}

// Overlapping contracts are an error of the configuration; all figures must still name one.
TEST(ShownContract, OfTwoInForceIsTheOneThatBeganLastWhateverTheOrder) {
  const auto plan = plan_of({contract("a", kFirst, {}), contract("b", kNextFirst, {})});
  for (const auto& link : {link_under({"a", "b"}), link_under({"b", "a"})}) {
    const auto day = kNextFirst;
    EXPECT_EQ(id_of(shown_contract(plan, link, day)), "b");
    EXPECT_EQ(id_of(contract_in_force(plan, link, config::midnight(day, plan.daemon.timezone))),
              "b");
  }
}

}  // namespace
}  // namespace pantau::book
