// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/restitution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "daemon/availability/month_label.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/history_shelf.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/with_plan.hpp"

namespace pantau::cli {

namespace {

availability::Month month_asked(const std::string& text, const config::Plan& plan) {
  const auto month = availability::month_named(text);
  if (!month) {
    throw UsageError(fmt::format("--month: \"{}\" is no month; write 2026-10", printable(text)));
  }
  return availability::month_of(*month, plan.daemon.timezone);
}

bool runs_in(const config::Contract& contract, const availability::Month& month) {
  const config::Date first{month.month / std::chrono::day{1}};
  const config::Date last{month.month / std::chrono::last};
  return contract.start <= last && (!contract.has_end || first <= contract.end);
}

/// Those that the question is about: one by its id, else all with a fee.
bool is_asked(const RestitutionOptions& options, const config::Contract& contract) {
  return options.contract.empty() ? contract.fee_per_month.has_value()
                                  : contract.id == options.contract;
}

RestitutionReport report_of(const RestitutionOptions& options, const config::Plan& plan) {
  RestitutionReport report{month_asked(options.month, plan), {}, {}, {}};
  HistoryShelf shelf{plan, report.month.period};
  report.mark = shelf.mark();
  if (present_second() < report.month.period.from) {
    throw UsageError(fmt::format("--month: {} has not begun", report.month.label));
  }
  const auto judged = shelf.judged();
  if (!options.contract.empty()) {
    expect_contract(plan, judged, options.contract);
  }
  report.contracts = availability::contract_accounts(
      plan, report.month, shelf.histories(), shelf.windows(), judged);
  std::erase_if(report.contracts, [&options](const availability::ContractAccount& account) {
    return !is_asked(options, account.terms);
  });
  for (const config::Contract& contract : plan.contracts) {
    const bool has_links = std::ranges::any_of(report.contracts, [&contract](const auto& account) {
      return account.terms.id == contract.id;
    });
    if (!has_links && is_asked(options, contract) && runs_in(contract, report.month)) {
      report.without_links.push_back(contract.id);
    }
  }
  return report;
}

}  // namespace

int restitution(const RestitutionOptions& options) {
  return with_plan(options.configuration, "restitution", [&options](const config::Plan& plan) {
    const RestitutionReport report = report_of(options, plan);
    fmt::print("{}",
               options.json  ? restitution_json(plan, report)
               : options.csv ? restitution_csv(report)
                             : restitution_text(plan, report));
    return kExitOk;
  });
}

}  // namespace pantau::cli
