// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/ledger.hpp"

#include <algorithm>
#include <utility>

#include "daemon/availability/ledger_state.hpp"

namespace pantau::availability {

Ledger::Ledger() : state_(std::make_unique<State>()) {}

Ledger::~Ledger() = default;

void Ledger::load_link(LedgerEntry entry) {
  LinkRecord& record = state_->links[entry.history.id];
  for (const book::Outage& outage : entry.history.outages) {
    state_->outage_links[outage.id] = entry.history.id;
    record.is_corrected |= !outage.corrections.empty();
  }
  record.sla = entry.sla;
  record.clocks.reset();
  record.frozen.clear();
  record.judged_to = book::Second::min();
  state_->loaded_to = std::max(state_->loaded_to, entry.history.settled_until);
  state_->months.clear();  // what there is to judge may have grown
  state_->gathered = false;
  record.course.load(std::move(entry));
}

void Ledger::load_site(LedgerEntry entry) {
  SiteRecord& record = state_->sites[entry.history.id];
  record.frozen.clear();
  record.last_up = entry.last_up;
  record.course.load(std::move(entry));
  const History& history = record.course.history;
  if (const auto end = record.course.last_working({history.first, history.settled_until})) {
    record.last_up = end;
  }
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
  LinkRecord& record = state_->links[link->second];
  record.is_corrected = true;
  for (book::Outage& known : record.course.history.outages) {
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
    SiteRecord& record = *state_->site_at.at(row.place);
    if (const auto end = record.course.last_working(record.course.settle(row.first, row.until))) {
      record.last_up = end;
    }
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

void Ledger::load_judged(const std::vector<JudgedMonth>& months) {
  for (const JudgedMonth& month : months) {
    state_->load_judged(month);
  }
}

std::vector<JudgedMonth> Ledger::take_judged() {
  return std::exchange(state_->unwritten, {});
}

std::shared_ptr<const Accounts> Ledger::accounts(const std::shared_ptr<const config::Plan>& plan,
                                                 book::Second now) {
  state_->view(plan);
  state_->show_months(now);
  state_->gather();
  auto accounts = std::make_shared<Accounts>();
  accounts->plan = plan;
  accounts->shown_since = state_->shown_since;
  accounts->links.resize(plan->links.size());
  for (std::uint32_t place = 0; place < plan->links.size(); ++place) {
    if (state_->link_at[place]->course.begun) {
      accounts->links[place] = state_->link_account(place, now);
    }
  }
  accounts->sites.resize(plan->sites.size());
  for (std::uint32_t place = 0; place < plan->sites.size(); ++place) {
    if (state_->site_at[place]->course.begun) {
      accounts->sites[place] = state_->site_account_at(place, *accounts, now);
    }
  }
  accounts->restitution = state_->restitution(*accounts, now);
  return accounts;
}

book::Second ledger_since(const config::Plan& plan, book::Second now, book::Second mark) {
  const std::string& zone = plan.daemon.timezone;
  const Month last = month_at(std::min(now, mark), zone);
  return std::min(months_until(now, plan.metrics.months, zone).front().period.from,
                  month_of(last.month - std::chrono::months{1}, zone).period.from);
}

}  // namespace pantau::availability
