// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/ledger.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "daemon/availability/classes.hpp"
#include "daemon/availability/ledger_record.hpp"
#include "daemon/availability/link_account.hpp"
#include "daemon/availability/periods.hpp"
#include "daemon/availability/site_account.hpp"

namespace pantau::availability {
namespace {

constexpr book::Second kFarAway{book::Seconds{1LL << 40}};

Period touched_by(const book::Outage& outage) {
  return {outage.start, outage.end.value_or(kFarAway)};
}

SlaSeconds& operator+=(SlaSeconds& sum, const SlaSeconds& more) {
  sum.up += more.up;
  sum.down += more.down;
  sum.maintenance += more.maintenance;
  sum.unknown += more.unknown;
  return sum;
}

/// Replaces the one of the same id, and keeps its corrections: a batch knows none.
/// \return what it was before, when there was one.
std::optional<Period> put(std::vector<book::Outage>& list, const book::Outage& outage) {
  std::optional<Period> before;
  book::Outage next = outage;
  const auto same = std::find_if(
      list.begin(), list.end(), [&outage](const auto& old) { return old.id == outage.id; });
  if (same != list.end()) {
    before = touched_by(*same);
    next.corrections = std::move(same->corrections);
    list.erase(same);  // it may have got another start
  }
  const auto place =
      std::upper_bound(list.begin(), list.end(), next, [](const auto& one, const auto& other) {
        return one.start < other.start;
      });
  list.insert(place, std::move(next));
  return before;
}

}  // namespace

struct Ledger::State {
  // Nodes stay where they are: `view` points at them.
  std::unordered_map<std::string, LinkRecord> links;
  std::unordered_map<std::string, SiteRecord> sites;
  std::unordered_map<std::uint64_t, std::string> outage_links;
  std::vector<book::Window> windows;

  /// The present plan: records by place, and what follows from its contracts and windows.
  std::shared_ptr<const config::Plan> plan;
  std::vector<LinkRecord*> link_at;
  std::vector<SiteRecord*> site_at;
  std::map<std::string, std::vector<std::uint32_t>> site_links;
  std::optional<NamedWindows> named;

  std::vector<Month> months;
  std::vector<std::vector<Period>> service;  ///< of each month

  void view(const std::shared_ptr<const config::Plan>& next);
  void show_months(book::Second now);
  void change(const book::Outage& outage);
  void forget(const std::string& link, const std::string& site, Period touched);
  const std::vector<ContractClock>& clocks(std::uint32_t place);
  SlaSeconds grow(std::uint32_t place, Period settled);
  LinkMonth month_of_link(std::uint32_t place, const Month& month, book::Second now);
  LinkAccount link_account(std::uint32_t place, book::Second now);
  std::optional<SiteMonth> month_of_site(std::uint32_t place, std::size_t month);
  SiteAccount site_account_at(std::uint32_t place, const Accounts& accounts);
  Judgement judgement(const config::Site& site, const std::string& month, const Accounts& accounts);
};

void Ledger::State::view(const std::shared_ptr<const config::Plan>& next) {
  if (plan == next) {
    return;
  }
  plan = next;
  named.emplace(Announced{plan.get(), &windows});
  link_at.clear();
  site_at.clear();
  site_links.clear();
  months.clear();
  for (std::uint32_t place = 0; place < plan->links.size(); ++place) {
    LinkRecord& record = links[plan->links[place].id];
    record.course.history.id = plan->links[place].id;
    record.clocks.reset();
    record.frozen.clear();
    link_at.push_back(&record);
    site_links[plan->links[place].site].push_back(place);
  }
  for (const config::Site& site : plan->sites) {
    SiteRecord& record = sites[site.id];
    record.course.history.id = site.id;
    record.frozen.clear();
    site_at.push_back(&record);
  }
}

void Ledger::State::show_months(book::Second now) {
  const std::string& zone = plan->daemon.timezone;
  std::vector<Month> shown = months_until(now, plan->metrics.months, zone);
  if (shown == months) {
    return;
  }
  months = std::move(shown);
  service.clear();
  for (const Month& month : months) {
    service.push_back(plan->service_hours
                          ? service_periods(*plan->service_hours, month.period, zone)
                          : std::vector<Period>{});
  }
  const Period gone{book::Second::min(), months.front().period.from};
  for (auto& [id, record] : links) {
    record.course.forget_before(gone.to);
    record.frozen.forget(gone);
  }
  for (auto& [id, record] : sites) {
    record.course.forget_before(gone.to);
    record.frozen.forget(gone);
  }
  outage_links.clear();
  for (const auto& [id, record] : links) {
    for (const book::Outage& outage : record.course.history.outages) {
      outage_links[outage.id] = id;
    }
  }
}

void Ledger::State::forget(const std::string& link, const std::string& site, Period touched) {
  if (const auto found = links.find(link); found != links.end()) {
    found->second.frozen.forget(touched);
  }
  if (const auto found = sites.find(site); found != sites.end()) {
    found->second.frozen.forget(touched);
  }
}

void Ledger::State::change(const book::Outage& outage) {
  outage_links[outage.id] = outage.link;
  const auto before = put(links[outage.link].course.history.outages, outage);
  forget(outage.link, outage.site, touched_by(outage));
  if (before) {
    forget(outage.link, outage.site, *before);
  }
}

const std::vector<ContractClock>& Ledger::State::clocks(std::uint32_t place) {
  LinkRecord& record = *link_at[place];
  if (!record.clocks) {
    record.clocks = clocks_of(*plan, plan->links[place], record.course.history.first);
  }
  return *record.clocks;
}

SlaSeconds Ledger::State::grow(std::uint32_t place, Period settled) {
  SlaSeconds grown;
  for (const ContractClock& clock : clocks(place)) {
    if (clock.contract != nullptr) {
      grown +=
          sla_under(clock, link_at[place]->course.history, plan->links[place], settled, *named);
    }
  }
  return grown;
}

LinkMonth Ledger::State::month_of_link(std::uint32_t place, const Month& month, book::Second now) {
  LinkRecord& record = *link_at[place];
  if (const LinkMonth* frozen = record.frozen.find(month)) {
    return *frozen;
  }
  LinkMonth result = link_month(record, plan->links[place], month, now, *named);
  if (is_final(record.course.history, month)) {
    record.frozen.keep(month, result);
  }
  return result;
}

LinkAccount Ledger::State::link_account(std::uint32_t place, book::Second now) {
  const LinkRecord& record = *link_at[place];
  const History& history = record.course.history;
  LinkAccount account;
  account.first = history.first;
  account.settled_until = history.settled_until;
  account.state_seconds = record.course.total;
  const bool contracted = !plan->links[place].contracts.empty();
  if (contracted && record.sla != SlaSeconds{}) {
    account.sla = record.sla;
  }
  static_cast<void>(clocks(place));
  for (const Month& month : months) {
    if (!record.course.knows_since(month.period.from)) {
      continue;
    }
    LinkMonth rows = month_of_link(place, month, now);
    if (&month == &months.back()) {
      account.budget = budget_of(*record.clocks, month, rows.accounts, now);
    }
    std::move(rows.accounts.begin(), rows.accounts.end(), std::back_inserter(account.months));
    std::move(rows.causes.begin(), rows.causes.end(), std::back_inserter(account.causes));
  }
  return account;
}

std::optional<SiteMonth> Ledger::State::month_of_site(std::uint32_t place, std::size_t month) {
  SiteRecord& record = *site_at[place];
  if (const SiteMonth* frozen = record.frozen.find(months[month])) {
    return *frozen;
  }
  const History& history = record.course.history;
  const auto clock = service_clock(*plan, plan->sites[place], history.first);
  if (!clock) {
    return std::nullopt;
  }
  std::vector<Period> hidden;
  for (const std::uint32_t link : site_links[plan->sites[place].id]) {
    append_hidden(hidden, link_at[link]->course.history, plan->sites[place].id);
  }
  hidden = unite(std::move(hidden));
  const Period period = intersect(*clock, months[month].period);
  SiteMonth result{months[month].label, site_seconds(history, period, hidden), {}, {}, {}, {}};
  const Account account = site_account(result.seconds);
  if (account.all() == 0) {
    return std::nullopt;
  }
  result.gross = account.gross();
  result.coverage = account.coverage();
  Account served;
  for (const Period& part : clip(service[month], period)) {
    served += site_account(site_seconds(history, part, hidden));
  }
  result.service_hours = served.gross();
  if (history.settled_until >= months[month].period.to) {
    record.frozen.keep(months[month], result);
  }
  return result;
}

Judgement Ledger::State::judgement(const config::Site& site,
                                   const std::string& month,
                                   const Accounts& accounts) {
  const std::vector<std::uint32_t>& all = site_links[site.id];
  const bool has_primary = std::any_of(all.begin(), all.end(), [this](std::uint32_t link) {
    return plan->links[link].role == config::Role::primary;
  });
  Judgement result = Judgement::none;
  for (const std::uint32_t link : all) {
    if ((has_primary && plan->links[link].role != config::Role::primary) || !accounts.links[link]) {
      continue;
    }
    for (const MonthAccount& row : accounts.links[link]->months) {
      if (row.month == month) {
        result = both(result, row.judgement);
      }
    }
  }
  return result;
}

SiteAccount Ledger::State::site_account_at(std::uint32_t place, const Accounts& accounts) {
  const Course& course = site_at[place]->course;
  SiteAccount account;
  account.first = course.history.first;
  account.settled_until = course.history.settled_until;
  account.state_seconds = course.total;
  for (std::size_t month = 0; month < months.size(); ++month) {
    if (!course.knows_since(months[month].period.from)) {
      continue;
    }
    if (auto row = month_of_site(place, month)) {
      row->judgement = judgement(plan->sites[place], row->month, accounts);
      account.months.push_back(std::move(*row));
    }
  }
  return account;
}

Ledger::Ledger() : state_(std::make_unique<State>()) {}

Ledger::~Ledger() = default;

void Ledger::load_link(LedgerEntry entry) {
  LinkRecord& record = state_->links[entry.history.id];
  for (const book::Outage& outage : entry.history.outages) {
    state_->outage_links[outage.id] = entry.history.id;
  }
  record.sla = entry.sla;
  record.clocks.reset();
  record.frozen.clear();
  record.course.load(std::move(entry));
}

void Ledger::load_site(LedgerEntry entry) {
  SiteRecord& record = state_->sites[entry.history.id];
  record.frozen.clear();
  record.course.load(std::move(entry));
}

void Ledger::set_windows(std::vector<book::Window> windows) {
  const auto missing_in = [](const std::vector<book::Window>& list) {
    return [&list](const book::Window& window) {
      return std::find(list.begin(), list.end(), window) == list.end();
    };
  };
  std::vector<Period> touched;
  const auto note = [&touched](const book::Window& window) {
    touched.push_back({window.start, window.end});
  };
  for (const book::Window& window : windows) {
    if (missing_in(state_->windows)(window)) {
      note(window);
    }
  }
  for (const book::Window& window : state_->windows) {
    if (missing_in(windows)(window)) {
      note(window);
    }
  }
  state_->windows = std::move(windows);
  if (state_->plan) {
    state_->named.emplace(Announced{state_->plan.get(), &state_->windows});
  }
  for (auto& [id, record] : state_->links) {
    for (const Period& period : touched) {
      record.frozen.forget(period);
    }
  }
}

void Ledger::correct(std::uint64_t outage, const book::Correction& correction) {
  const auto link = state_->outage_links.find(outage);
  if (link == state_->outage_links.end()) {
    return;  // ended before the oldest shown month
  }
  for (book::Outage& known : state_->links[link->second].course.history.outages) {
    if (known.id == outage) {
      known.corrections.push_back(correction);
      state_->forget(known.link, known.site, touched_by(known));
    }
  }
}

std::vector<std::pair<std::string, SlaSeconds>> Ledger::take(const book::Batch& batch) {
  state_->view(batch.plan);
  for (const book::Outage& outage : batch.outages) {
    state_->change(outage);
  }
  for (const book::SpanRow& row : batch.link_spans) {
    state_->link_at.at(row.place)->course.add(row.span);
  }
  for (const book::SpanRow& row : batch.site_spans) {
    state_->site_at.at(row.place)->course.add(row.span);
  }
  for (const book::SettledRow& row : batch.sites) {
    static_cast<void>(state_->site_at.at(row.place)->course.settle(row.first, row.until));
  }
  std::vector<std::pair<std::string, SlaSeconds>> counters;
  for (const book::SettledRow& row : batch.links) {
    LinkRecord& record = *state_->link_at.at(row.place);
    const Period settled = record.course.settle(row.first, row.until);
    record.sla += state_->grow(row.place, settled);
    if (record.sla != SlaSeconds{}) {
      counters.emplace_back(batch.plan->links[row.place].id, record.sla);
    }
  }
  return counters;
}

std::shared_ptr<const Accounts> Ledger::accounts(const std::shared_ptr<const config::Plan>& plan,
                                                 book::Second now) {
  state_->view(plan);
  state_->show_months(now);
  auto accounts = std::make_shared<Accounts>();
  accounts->plan = plan;
  for (std::uint32_t place = 0; place < plan->links.size(); ++place) {
    accounts->links.push_back(state_->link_at[place]->course.begun
                                  ? std::optional(state_->link_account(place, now))
                                  : std::nullopt);
  }
  for (std::uint32_t place = 0; place < plan->sites.size(); ++place) {
    accounts->sites.push_back(state_->site_at[place]->course.begun
                                  ? std::optional(state_->site_account_at(place, *accounts))
                                  : std::nullopt);
  }
  return accounts;
}

}  // namespace pantau::availability
