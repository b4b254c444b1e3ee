// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/link_account.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "daemon/availability/classes.hpp"
#include "daemon/availability/judged_terms.hpp"
#include "daemon/availability/outages_within.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::availability {
namespace {

/// What restitution is worked out by; nothing without a fee.
Account paid_account(const MonthOfLink& of,
                     const ContractClock& clock,
                     Period period,
                     const Account& whole,
                     NamedWindows& windows) {
  if (clock.contract == nullptr || !clock.contract->fee_per_month) {
    return {};
  }
  const Period paid = paid_period(*clock.contract, period, windows.plan().daemon.timezone);
  return paid == period ? whole : account_under(clock, of.history, of.link, paid, windows);
}

std::optional<MonthAccount> row_of(const MonthOfLink& of,
                                   const ContractClock& clock,
                                   NamedWindows& windows) {
  const Period period = counted_period(clock, of.month, of.month.period);
  const Account account = account_under(clock, of.history, of.link, period, windows);
  if (account.all() == 0) {
    return std::nullopt;
  }
  MonthAccount row{.month = of.month.label, .contract = {}, .account = account};
  if (clock.contract != nullptr) {
    row.contract = clock.contract->id;
    row.formula = clock.contract->formula;
    row.judgement = account.judge(clock.contract->formula, clock.contract->target);
    row.terms = clock.owner;
    row.paid = paid_account(of, clock, period, account, windows);
  }
  return row;
}

bool touches(const book::Outage& outage, Period period) {
  return outage.start < period.to && (!outage.end || period.from < *outage.end);
}

/// Seconds of each cause of one outage within the month; a cause without any did not occur in it.
std::map<book::Cause, std::int64_t> seconds_by_cause(const book::Outage& outage,
                                                     Period period,
                                                     book::Second now) {
  std::map<book::Cause, std::int64_t> seconds;
  for (const book::Segment& segment : outage.segments) {
    const auto part = intersect({segment.start, segment.end.value_or(now)}, period).length();
    if (part.count() > 0) {
      seconds[outage.effective(segment)] += part.count();
    }
  }
  return seconds;
}

std::vector<MonthCause> causes_of(const History& history, const Month& month, book::Second now) {
  std::map<book::Cause, MonthCause> rows;
  for (const book::Outage& outage : outages_within(history, month.period)) {
    MonthCause* longest =
        nullptr;  // an outage is one, whatever its segments say: that of most of it
    std::int64_t most = 0;
    for (const auto& [cause, seconds] : seconds_by_cause(outage, month.period, now)) {
      MonthCause& row = rows.try_emplace(cause, MonthCause{month.label, cause, 0, 0}).first->second;
      row.seconds += seconds;
      if (seconds > most) {
        longest = &row;
        most = seconds;
      }
    }
    if (longest != nullptr) {
      ++longest->outages;
    }
  }
  std::vector<MonthCause> list;
  list.reserve(rows.size());
  for (auto& [cause, row] : rows) {
    list.push_back(std::move(row));
  }
  return list;
}

/// What may fail of `base` seconds, cut, so that spending all of it still meets the target. Targets
/// count as the decimals they were written as (Share::reaches).
std::int64_t allowance(std::int64_t base, double target) {
  constexpr std::int64_t kUnits = 1'000'000'000;
  return base * (kUnits - std::llround(target * static_cast<double>(kUnits))) / kUnits;
}

}  // namespace

LinkMonth link_month(const MonthOfLink& of, book::Second now, NamedWindows& windows) {
  LinkMonth result;
  if (of.month.period.to <= of.history.first) {
    return result;  // of months before anybody watched there is nothing to show
  }
  for (const ContractClock& clock : of.clocks) {
    if (auto row = row_of(of, clock, windows)) {
      result.accounts.push_back(std::move(*row));
    }
  }
  result.causes = causes_of(of.history, of.month, now);
  return result;
}

Period paid_period(const config::Contract& contract, Period period, const std::string& zone) {
  if (!contract.free_until) {
    return period;
  }
  const std::chrono::sys_days after =
      std::chrono::sys_days{*contract.free_until} + std::chrono::days{1};
  // Zones are less than a day away from UTC: most months need no look into their database.
  if (after + std::chrono::days{1} <= period.from) {
    return period;
  }
  const book::Second paid = midnight(config::Date{after}, zone);
  return {std::min(period.to, std::max(period.from, paid)), period.to};
}

bool is_final(const History& history, const Month& month) {
  if (history.settled_until < month.period.to) {
    return false;
  }
  return std::ranges::none_of(outages_within(history, month.period), [&](const auto& outage) {
    // A growing outage may turn out to be longer than `minimum_outage`.
    return touches(outage, month.period) && (!outage.end || *outage.end > history.settled_until);
  });
}

std::optional<SlaBudget> budget_of(const std::vector<ContractClock>& clocks,
                                   const Month& month,
                                   std::span<const MonthAccount> accounts,
                                   book::Second now) {
  for (const ContractClock& clock : clocks) {
    const auto run = std::find_if(clock.runs.begin(), clock.runs.end(), [now](const Period& one) {
      return one.from <= now && now < one.to;
    });
    if (clock.contract == nullptr || run == clock.runs.end()) {
      continue;
    }
    const config::Contract& contract = *clock.contract;
    std::int64_t base = seconds_within(clock.runs, month.period);
    std::int64_t spent = 0;
    for (const MonthAccount& row : accounts) {
      if (row.contract == contract.id) {
        spent = row.account.failed(contract.formula);
        if (contract.formula == config::AvailabilityFormula::net_b) {
          base -= row.account.excluded + row.account.planned;
        }
      }
    }
    const std::int64_t seconds = allowance(base, contract.target);
    return SlaBudget{contract.target, run->from, seconds, seconds - spent};
  }
  return std::nullopt;
}

}  // namespace pantau::availability
