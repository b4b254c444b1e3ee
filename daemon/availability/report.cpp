// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/report.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "daemon/availability/link_pieces.hpp"
#include "daemon/availability/periods.hpp"
#include "daemon/availability/site_account.hpp"
#include "daemon/availability/terms.hpp"

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

/// SLA is judged by the month; nothing without a contract.
Judgement judge(const LinkPiece& piece) {
  const config::Contract* contract = piece.clock.contract;
  return contract == nullptr ? Judgement::none
                             : piece.account.judge(contract->formula, contract->target);
}

class Pools {
 public:
  Pools(const config::Plan& plan,
        const ReportQuery& query,
        const Histories& histories,
        const std::vector<book::Window>& windows,
        const JudgedBook& judged)
      : plan_(plan),
        query_(query),
        histories_(histories),
        windows_(Announced{&plan, &windows}),
        judged_(judged) {
    for (const config::Link& link : plan.links) {
      site_links_.emplace(link.site, &link);
    }
  }

  void add_links() {
    for_each_piece([this](const ReportLink& link, const LinkPiece& piece) {
      const std::string id = group_of(link, piece);
      if (!id.empty()) {
        add(pools_[id], piece);
      }
    });
  }

  void add_sites() {
    look_at_judged_months();
    if (query_.grouping == Grouping::site || !query_.contract.empty()) {
      look_at_links();
    }
    for (const config::Site& site : plan_.sites) {
      const std::string& id = query_.grouping == Grouping::site       ? site.id
                              : query_.grouping == Grouping::district ? site.district
                                                                      : site.phase;
      if (!id.empty()) {
        add_site(id, site, served_time(site.id));
      }
    }
    if (query_.grouping == Grouping::site) {
      for (auto& [id, pool] : pools_) {
        pool.judgement = judgements_[id];
      }
    }
  }

  [[nodiscard]] std::vector<ReportRow> rows() const {
    const bool judged = query_.grouping == Grouping::link || query_.grouping == Grouping::site;
    std::vector<ReportRow> rows;
    for (const auto& [id, pool] : pools_) {
      if (pool.account.all() == 0) {
        continue;
      }
      ReportRow row{id, query_.period, pool.account, {}, {}, Judgement::none};
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
  template <typename Take>
  void for_each_piece(const Take& take) {
    for (const ReportLink& link : report_links(plan_, judged_)) {
      const History* history = histories_.link(link.id);
      if (history == nullptr) {
        continue;
      }
      for (const LinkPiece& piece : link_pieces(link, query_.period, *history, judged_, windows_)) {
        const config::Contract* contract = piece.clock.contract;
        if (query_.contract.empty() || (contract != nullptr && contract->id == query_.contract)) {
          take(link, piece);
        }
      }
    }
  }

  [[nodiscard]] std::string group_of(const ReportLink& link, const LinkPiece& piece) const {
    if (query_.grouping == Grouping::link) {
      return link.id;
    }
    if (query_.grouping == Grouping::provider) {
      return piece.named.provider;
    }
    return piece.clock.contract == nullptr ? std::string() : piece.clock.contract->id;
  }

  /// When the contract that is asked for served each site, and what primary links were judged.
  void look_at_links() {
    for_each_piece([this](const ReportLink&, const LinkPiece& piece) {
      std::vector<Period>& runs = served_[piece.named.site];
      for (const Period& run : clip(piece.clock.runs, piece.period)) {
        runs.push_back(run);
      }
      if (piece.counts_for_site) {
        Judgement& judgement = judgements_[piece.named.site];
        judgement = both(judgement, judge(piece));
      }
    });
  }

  /// A site keeps the figures of judged months whatever its dates say now.
  void look_at_judged_months() {
    for (const auto& [id, link] : judged_.links()) {
      for (const JudgedTerms& month : link.all()) {
        std::vector<Period>& runs = judged_runs_[month.site];
        runs.insert(runs.end(), month.runs.begin(), month.runs.end());
      }
    }
  }

  [[nodiscard]] std::vector<Period> served_time(const std::string& site) const {
    if (query_.contract.empty()) {
      return {query_.period};
    }
    const auto found = served_.find(site);
    return found == served_.end() ? std::vector<Period>{} : unite(found->second);
  }

  static void add(Pool& pool, const LinkPiece& piece) {
    pool.account += piece.account;
    const config::Contract* contract = piece.clock.contract;
    if (contract == nullptr) {
      pool.without_contract += piece.account.all();
      return;
    }
    if (const auto net = piece.account.share(contract->formula)) {
      pool.net.part += net->part;
      pool.net.whole += net->whole;
    }
    pool.targets.insert(contract->target);
    pool.judgement = both(pool.judgement, judge(piece));
  }

  void add_site(const std::string& id,
                const config::Site& site,
                const std::vector<Period>& periods) {
    const History* history = periods.empty() ? nullptr : histories_.site(site.id);
    if (history == nullptr) {
      return;
    }
    std::vector<Period> clock;
    if (const auto service = service_clock(plan_, site, history->first)) {
      clock.push_back(*service);
    }
    const auto judged = judged_runs_.find(site.id);
    if (judged != judged_runs_.end()) {
      clock.insert(clock.end(), judged->second.begin(), judged->second.end());
    }
    clock = unite(std::move(clock));
    std::vector<Period> hidden;
    const auto [first, last] = site_links_.equal_range(site.id);
    for (auto link = first; link != last; ++link) {
      if (const History* of_link = histories_.link(link->second->id)) {
        append_hidden(hidden, *of_link, site.id);
      }
    }
    hidden = unite(std::move(hidden));
    for (const Period& period : intersect(periods, clock)) {
      pools_[id].account += site_account(site_seconds(*history, period, hidden));
    }
  }

  const config::Plan& plan_;
  const ReportQuery& query_;
  const Histories& histories_;
  NamedWindows windows_;
  const JudgedBook& judged_;
  std::multimap<std::string_view, const config::Link*> site_links_;
  std::map<std::string, std::vector<Period>> served_;  ///< by site
  std::map<std::string, std::vector<Period>> judged_runs_;  ///< by site
  std::map<std::string, Judgement> judgements_;  ///< by site
  std::map<std::string, Pool> pools_;
};

}  // namespace

std::vector<ReportRow> report(const config::Plan& plan,
                              const ReportQuery& query,
                              const Histories& histories,
                              const std::vector<book::Window>& windows,
                              const std::vector<JudgedMonth>& judged) {
  const JudgedBook frozen(judged);
  Pools pools(plan, query, histories, windows, frozen);
  if (query.grouping == Grouping::link || query.grouping == Grouping::provider ||
      query.grouping == Grouping::contract) {
    pools.add_links();
  } else {
    pools.add_sites();
  }
  return pools.rows();
}

// As agreed before a query had more than these.
// NOLINTNEXTLINE(readability-function-size)
std::vector<ReportRow> report(const config::Plan& plan,
                              Grouping grouping,
                              Period period,
                              const Histories& histories,
                              const std::vector<book::Window>& windows,
                              const std::vector<JudgedMonth>& judged) {
  return report(plan, ReportQuery{grouping, period}, histories, windows, judged);
}

}  // namespace pantau::availability
