// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <boost/json.hpp>

#include "config/words.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/cli/restitution.hpp"
#include "daemon/http/csv_text.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::cli {

namespace {

using availability::Account;
using availability::ContractAccount;
using availability::ContractLink;
using availability::OutageShare;
using boost::json::array;
using boost::json::object;
using boost::json::value;

value or_null(const std::optional<std::string>& ratio) {
  return ratio ? value(std::stod(*ratio)) : value();
}

std::optional<std::string> cut(const std::optional<double>& ratio) {
  return ratio ? std::optional(availability::ratio_cut(*ratio)) : std::nullopt;
}

std::string judgement_name(availability::Judgement judgement) {
  return std::string(availability::kJudgementNames.at(static_cast<std::size_t>(judgement)));
}

std::int64_t whole_seconds(config::Nanoseconds length) {
  return std::chrono::floor<std::chrono::seconds>(length).count();
}

std::string date_text(config::Date date) {
  return http::rfc3339(std::chrono::sys_days{date}).substr(0, 10);
}

object seconds_object(const Account& account) {
  return {{"total", account.all()},
          {"up", account.up},
          {"down", account.down},
          {"short", account.too_short},
          {"excluded", account.excluded},
          {"planned", account.planned},
          {"unknown", account.unknown}};
}

object outage_object(const OutageShare& share, config::AvailabilityFormula formula) {
  array causes;
  for (const book::Cause cause : share.causes) {
    causes.emplace_back(std::string(book::name(cause)));
  }
  array documents;
  for (const std::string& document : share.documents) {
    documents.emplace_back(document);
  }
  const std::int64_t counted = share.account.failed(formula);
  return {{"id", share.id},
          {"start", http::rfc3339(share.start)},
          {"end", share.end ? value(http::rfc3339(*share.end)) : value()},
          {"seconds", share.account.all()},
          {"counted_seconds", counted},
          {"short_seconds", share.account.too_short},
          {"excluded_seconds", share.account.excluded},
          {"unknown_seconds", share.account.unknown},
          {"excluded_by_cause", share.by_cause},
          {"excluded_by_work", share.by_window},
          {"cause", std::move(causes)},
          {"document", std::move(documents)}};
}

/// What restitution says of the link; null without a formula.
const availability::RestitutionLink* owed(const ContractAccount& account, std::size_t link) {
  return account.restitution ? &account.restitution->links.at(link) : nullptr;
}

object link_object(const ContractAccount& account, std::size_t at) {
  const ContractLink& link = account.links.at(at);
  const config::AvailabilityFormula formula = account.terms.formula;
  array outages;
  for (const OutageShare& share : link.outages) {
    outages.emplace_back(outage_object(share, formula));
  }
  const availability::RestitutionLink* money = owed(account, at);
  return {
      {"link", link.link},
      {"final", link.is_judged},
      {"month_seconds", seconds_object(link.account)},
      {"month_judgement", judgement_name(link.judgement)},
      {"paid_seconds", seconds_object(link.paid)},
      {"failed_seconds", link.paid.failed(formula)},
      {"coverage", or_null(cut(link.paid.coverage()))},
      {"availability", or_null(cut(link.paid.net(formula)))},
      {"judgement", judgement_name(link.paid.judge(account.terms.formula, account.terms.target))},
      {"rupiah", money != nullptr && money->amount ? value(*money->amount) : value()},
      {"outages", std::move(outages)}};
}

std::optional<std::int64_t> rupiah_of(const ContractAccount& account) {
  return account.restitution ? account.restitution->amount : std::nullopt;
}

object contract_object(const ContractAccount& account, const availability::Month& month) {
  const config::Contract& terms = account.terms;
  array links;
  for (std::size_t at = 0; at < account.links.size(); ++at) {
    links.emplace_back(link_object(account, at));
  }
  array exclude;
  for (const std::string& word : terms.exclude) {
    exclude.emplace_back(word);
  }
  const auto rupiah = rupiah_of(account);
  return {{"contract", terms.id},
          {"number", terms.number},
          {"provider", terms.provider},
          {"fee_per_month", terms.fee_per_month ? value(*terms.fee_per_month) : value()},
          {"free_until", terms.free_until ? value(date_text(*terms.free_until)) : value()},
          {"free", account.restitution && account.restitution->is_free},
          {"restitution",
           terms.restitution
               ? value(std::string(config::word_of(config::kRestitutionWords, *terms.restitution)))
               : value()},
          {"formula", std::string(config::word_of(config::kFormulaWords, terms.formula))},
          {"target", terms.target},
          {"minimum_outage_seconds", whole_seconds(terms.minimum_outage)},
          {"exclude", std::move(exclude)},
          {"calendar_seconds", month.period.length().count()},
          {"rounding", "half up, once, over the sum of links"},
          {"links", std::move(links)},
          {"rupiah", rupiah ? value(*rupiah) : value()}};
}

std::vector<std::string> link_row(const RestitutionReport& report,
                                  const ContractAccount& account,
                                  std::size_t at) {
  const config::Contract& terms = account.terms;
  const ContractLink& link = account.links.at(at);
  const availability::RestitutionLink* money = owed(account, at);
  std::vector<std::string> row{report.month.label, terms.id, terms.number, terms.provider};
  row.push_back(link.link);
  for (const std::int64_t seconds : {link.paid.all(),
                                     link.paid.failed(config::AvailabilityFormula::gross),
                                     link.paid.too_short,
                                     link.paid.excluded,
                                     link.paid.planned,
                                     link.paid.unknown,
                                     link.paid.failed(terms.formula)}) {
    row.push_back(std::to_string(seconds));
  }
  row.push_back(cut(link.paid.coverage()).value_or(""));
  row.push_back(cut(link.paid.net(terms.formula)).value_or(""));
  row.push_back(availability::ratio_cut(terms.target));
  row.push_back(judgement_name(link.paid.judge(terms.formula, terms.target)));
  row.push_back(money != nullptr && money->amount ? fmt::format("{:.4f}", *money->amount) : "");
  return row;
}

std::vector<std::string> contract_row(const RestitutionReport& report,
                                      const ContractAccount& account) {
  const config::Contract& terms = account.terms;
  std::vector<std::string> row{report.month.label, terms.id, terms.number, terms.provider};
  constexpr std::size_t kColumns = 17;
  row.resize(kColumns);
  const auto rupiah = rupiah_of(account);
  row.back() = rupiah ? std::to_string(*rupiah) : "";
  return row;
}

}  // namespace

std::string restitution_json(const config::Plan& plan, const RestitutionReport& report) {
  array contracts;
  std::map<std::string, std::int64_t> totals;
  for (const ContractAccount& account : report.contracts) {
    contracts.emplace_back(contract_object(account, report.month));
    if (const auto rupiah = rupiah_of(account)) {
      totals[account.terms.provider] += *rupiah;
    }
  }
  array providers;
  for (const auto& [provider, rupiah] : totals) {
    providers.emplace_back(object{{"provider", provider}, {"rupiah", rupiah}});
  }
  array without;
  for (const std::string& contract : report.without_links) {
    without.emplace_back(contract);
  }
  return http::to_text(object{{"month", report.month.label},
                              {"timezone", plan.daemon.timezone},
                              {"from", http::rfc3339(report.month.period.from)},
                              {"to", http::rfc3339(report.month.period.to)},
                              {"so_far", report.is_so_far()},
                              {"book_until", http::rfc3339(report.mark)},
                              {"contracts", std::move(contracts)},
                              {"without_links", std::move(without)},
                              {"providers", std::move(providers)}});
}

std::string restitution_csv(const RestitutionReport& report) {
  std::string text = http::csv_record({"month",
                                       "contract",
                                       "number",
                                       "provider",
                                       "link",
                                       "paid_seconds",
                                       "down_seconds",
                                       "short_seconds",
                                       "excluded_seconds",
                                       "planned_seconds",
                                       "unknown_seconds",
                                       "failed_seconds",
                                       "coverage",
                                       "availability",
                                       "target",
                                       "judgement",
                                       "rupiah"});
  for (const ContractAccount& account : report.contracts) {
    for (std::size_t at = 0; at < account.links.size(); ++at) {
      text += http::csv_record(link_row(report, account, at));
    }
    text += http::csv_record(contract_row(report, account));
  }
  return text;
}

}  // namespace pantau::cli
