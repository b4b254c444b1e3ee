// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/availability/ledger.hpp"
#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::availability::test {

inline const Second kFirst = at(2025, 7, 20);
inline const Second kNoon = at(2025, 8, 10) + hours{12};

/// Feeds a ledger one batch after another; the site has the link's states.
struct LedgerTest : testing::Test {
  County county;
  Ledger ledger;
  std::shared_ptr<const config::Plan> plan;
  Second settled = kFirst;
  std::vector<std::pair<std::string, SlaSeconds>> counters;

  LedgerTest() { county.plan.daemon.timezone = "Asia/Jayapura"; }

  book::Batch batch(Second until) {
    if (!plan) {
      plan = std::make_shared<const config::Plan>(county.plan);
    }
    book::Batch made;
    made.plan = plan;
    made.mark = until;
    made.links = {{0, kFirst, until}};
    made.sites = {{0, kFirst, until}};
    return made;
  }

  /// One settled stretch of a state.
  void settle(LinkState state, Second until, std::vector<book::Outage> outages = {}) {
    book::Batch made = batch(until);
    made.link_spans = {{0, {settled, state}}};
    made.site_spans = {{0, {settled, state}}};
    made.outages = std::move(outages);
    settled = until;
    counters = ledger.take(made);
  }

  LinkAccount link() { return *ledger.accounts(plan, settled)->links.at(0); }

  SiteAccount site() { return *ledger.accounts(plan, settled)->sites.at(0); }

  const MonthAccount& month(const LinkAccount& account, const std::string& label) {
    for (const MonthAccount& row : account.months) {
      if (row.month == label) {
        return row;
      }
    }
    throw std::runtime_error("no row of " + label);
  }
};

inline book::Outage outage_of(Second start, std::optional<Second> end, book::Cause cause) {
  book::Outage outage;
  outage.id = 7;
  outage.link = "jila";
  outage.site = "jila";
  outage.start = start;
  outage.end = end;
  outage.segments = {{start, end, LinkState::down, {"jila"}, cause, false, {}}};
  return outage;
}

}  // namespace pantau::availability::test
