// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/report.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "daemon/availability/classes.hpp"
#include "daemon/availability/periods.hpp"
#include "daemon/availability/site_account.hpp"

namespace pantau::availability {
namespace {

/// What stands in one row, as it is added up.
struct Pool {
  Account account;
  Share net;  ///< of seconds under contracts
  std::int64_t without_contract = 0;
  std::set<double> targets;
  Judgement judgement = Judgement::none;
};

class Pools {
 public:
  Pools(const config::Plan& plan,
        Period period,
        const Histories& histories,
        const std::vector<book::Window>& windows)
      : plan_(plan),
        period_(period),
        histories_(histories),
        windows_(Announced{&plan, &windows}),
        months_(months_in(period, plan.daemon.timezone)) {
    for (const config::Link& link : plan.links) {
      site_links_.emplace(link.site, &link);
    }
  }

  void add_links(Grouping grouping) {
    for (const config::Link& link : plan_.links) {
      const History* history = histories_.link(link.id);
      if (history == nullptr) {
        continue;
      }
      for (const ContractClock& clock : clocks_of(plan_, link, history->first)) {
        if (grouping == Grouping::link) {
          add_term(link.id, clock, *history, link);
        } else if (grouping == Grouping::provider && !link.provider.empty()) {
          add_term(link.provider, clock, *history, link);
        } else if (grouping == Grouping::contract && clock.contract != nullptr) {
          add_term(clock.contract->id, clock, *history, link);
        }
      }
    }
  }

  void add_sites(Grouping grouping) {
    for (const config::Site& site : plan_.sites) {
      const std::string& id = grouping == Grouping::site       ? site.id
                              : grouping == Grouping::district ? site.district
                                                               : site.phase;
      if (!id.empty()) {
        add_site(id, site);
      }
    }
    if (grouping == Grouping::site) {
      judge_sites();
    }
  }

  [[nodiscard]] std::vector<ReportRow> rows(bool judged) const {
    std::vector<ReportRow> rows;
    for (const auto& [id, pool] : pools_) {
      if (pool.account.all() == 0) {
        continue;
      }
      ReportRow row{id, period_, pool.account, {}, {}, Judgement::none};
      if (pool.without_contract == 0 && pool.net.whole > 0) {
        row.net = pool.net.ratio();
      }
      if (pool.targets.size() == 1 && pool.without_contract == 0) {
        row.target = *pool.targets.begin();
      }
      row.judgement = judged ? pool.judgement : Judgement::none;
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  void add_term(const std::string& id,
                const ContractClock& clock,
                const History& history,
                const config::Link& link) {
    const Account account = account_under(clock, history, link, period_, windows_);
    if (account.all() == 0) {
      return;
    }
    Pool& pool = pools_[id];
    pool.account += account;
    if (clock.contract == nullptr) {
      pool.without_contract += account.all();
      return;
    }
    if (const auto net = account.share(clock.contract->formula)) {
      pool.net.part += net->part;
      pool.net.whole += net->whole;
    }
    pool.targets.insert(clock.contract->target);
    pool.judgement = both(pool.judgement, judge_months(clock, history, link));
  }

  [[nodiscard]] Judgement judge_months(const ContractClock& clock,
                                       const History& history,
                                       const config::Link& link) {
    Judgement result = Judgement::none;
    for (const Month& month : months_) {
      const Account account =
          account_under(clock, history, link, intersect(month.period, period_), windows_);
      result = both(result, account.judge(clock.contract->formula, clock.contract->target));
    }
    return result;
  }

  void add_site(const std::string& id, const config::Site& site) {
    const History* history = histories_.site(site.id);
    if (history == nullptr) {
      return;
    }
    const auto clock = service_clock(plan_, site, history->first);
    if (!clock) {
      return;
    }
    std::vector<Period> hidden;
    const auto [first, last] = site_links_.equal_range(site.id);
    for (auto link = first; link != last; ++link) {
      if (const History* of_link = histories_.link(link->second->id)) {
        append_hidden(hidden, *of_link, site.id);
      }
    }
    pools_[id].account +=
        site_account(site_seconds(*history, intersect(*clock, period_), unite(std::move(hidden))));
  }

  void judge_sites() {
    std::set<std::string> with_primary;
    for (const config::Link& link : plan_.links) {
      if (link.role == config::Role::primary) {
        with_primary.insert(link.site);
      }
    }
    for (const config::Link& link : plan_.links) {
      const auto pool = pools_.find(link.site);
      const bool counts = link.role == config::Role::primary || !with_primary.contains(link.site);
      const History* history = counts && pool != pools_.end() ? histories_.link(link.id) : nullptr;
      if (history == nullptr) {
        continue;
      }
      for (const ContractClock& clock : clocks_of(plan_, link, history->first)) {
        if (clock.contract != nullptr) {
          pool->second.judgement =
              both(pool->second.judgement, judge_months(clock, *history, link));
        }
      }
    }
  }

  const config::Plan& plan_;
  Period period_;
  const Histories& histories_;
  NamedWindows windows_;
  std::vector<Month> months_;
  std::multimap<std::string_view, const config::Link*> site_links_;
  std::map<std::string, Pool> pools_;
};

}  // namespace

std::vector<ReportRow> report(const config::Plan& plan,
                              Grouping grouping,
                              Period period,
                              const Histories& histories,
                              const std::vector<book::Window>& windows,
                              const std::vector<JudgedMonth>& /*judged*/) {
  Pools pools(plan, period, histories, windows);
  if (grouping == Grouping::link || grouping == Grouping::provider ||
      grouping == Grouping::contract) {
    pools.add_links(grouping);
  } else {
    pools.add_sites(grouping);
  }
  return pools.rows(grouping == Grouping::link || grouping == Grouping::site);
}

}  // namespace pantau::availability
