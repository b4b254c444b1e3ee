// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/app/version.hpp"
#include "daemon/availability/account.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/cli/acceptance_record.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::cli {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using rollout::Criterion;
using rollout::LinkTrial;

value time_or_null(const std::optional<book::Second>& time) {
  return time ? value(http::rfc3339(*time)) : value();
}

value number_or_null(const std::optional<double>& number) {
  return number ? value(*number) : value();
}

/// Causes in order, each once.
array causes_of(const book::Outage& outage) {
  array causes;
  for (const book::Segment& segment : outage.segments) {
    const value cause{book::name(outage.effective(segment))};
    if (std::find(causes.begin(), causes.end(), cause) == causes.end()) {
      causes.push_back(cause);
    }
  }
  return causes;
}

object outage_object(const AcceptanceRecord& record, const book::Outage& outage) {
  return {{"id", outage.id},
          {"start", http::rfc3339(outage.start)},
          {"end", time_or_null(outage.end)},
          {"seconds_in_test", record.seconds_of(outage).count()},
          {"causes", causes_of(outage)},
          {"corrected", !outage.corrections.empty()}};
}

/// Seconds as they are, ratios to six digits, cut (semantics.md 9).
value figure_or_null(Criterion criterion, const std::optional<double>& figure) {
  return figure && criterion != Criterion::longest_outage
             ? value(std::stod(availability::ratio_cut(*figure)))
             : number_or_null(figure);
}

object criterion_object(const LinkTrial& link, Criterion criterion) {
  const rollout::CriterionResult& result = link.criteria.at(static_cast<std::size_t>(criterion));
  return {{"figure", figure_or_null(criterion, result.figure)},
          {"threshold", result.threshold},
          {"limit", number_or_null(result.limit)},
          {"met", result.met}};
}

object criteria_object(const LinkTrial& link) {
  object criteria;
  for (std::size_t at = 0; at < rollout::kCriterionNames.size(); ++at) {
    criteria[rollout::kCriterionNames.at(at)] = criterion_object(link, static_cast<Criterion>(at));
  }
  return criteria;
}

object link_object(const AcceptanceRecord& record, std::size_t place) {
  const LinkTrial& trial = record.acceptance.links.at(place);
  const config::Link* link = record.plan->find_link(trial.link);
  const config::Contract* contract = record.plan->find_contract(trial.contract);
  array outages;
  for (const book::Outage& outage : record.outages.at(place)) {
    outages.push_back(outage_object(record, outage));
  }
  return {{"link", trial.link},
          {"technology", link == nullptr ? value() : http::or_null(link->technology)},
          {"provider", link == nullptr ? value() : http::or_null(link->provider)},
          {"address", link == nullptr ? value() : http::or_null(link->address)},
          {"contract", http::or_null(trial.contract)},
          {"contract_number", contract == nullptr ? value() : http::or_null(contract->number)},
          {"known_seconds", trial.known},
          {"failed_seconds", trial.failed},
          {"outage_count", trial.outages},
          {"windows", trial.windows},
          {"good_windows",
           object{{"rtt", trial.good[0]}, {"variation", trial.good[1]}, {"loss", trial.good[2]}}},
          {"criteria", criteria_object(trial)},
          {"outages", std::move(outages)}};
}

object site_object(const config::Site& site) {
  return {{"id", site.id},
          {"name", http::cleaned(site.name)},
          {"district", site.district},
          {"phase", http::or_null(site.phase)},
          {"latitude", number_or_null(site.latitude)},
          {"longitude", number_or_null(site.longitude)}};
}

}  // namespace

std::string acceptance_json(const AcceptanceRecord& record) {
  const rollout::Acceptance& acceptance = record.acceptance;
  array links;
  for (std::size_t place = 0; place < acceptance.links.size(); ++place) {
    links.push_back(link_object(record, place));
  }
  object met;
  for (std::size_t at = 0; at < rollout::kCriterionNames.size(); ++at) {
    met[rollout::kCriterionNames.at(at)] = acceptance.met(static_cast<Criterion>(at));
  }
  const auto state = static_cast<std::size_t>(acceptance.state);
  return http::to_text(
      object{{"site", site_object(*record.site)},
             {"state", std::string(rollout::kAcceptanceStateNames.at(state))},
             {"final", record.written},
             {"start", http::rfc3339(acceptance.period.from)},
             {"end", http::rfc3339(acceptance.period.to)},
             {"judged_until", http::rfc3339(acceptance.judged_until)},
             {"decided", record.written ? time_or_null(acceptance.decided) : value()},
             {"progress", std::stod(availability::ratio_cut(acceptance.progress()))},
             {"timezone", record.plan->daemon.timezone},
             {"criteria_met", std::move(met)},
             {"links", std::move(links)},
             {"source",
              object{{"gateway", http::cleaned(record.plan->daemon.gateway)},
                     {"journal", http::cleaned(record.plan->daemon.state_dir.string())},
                     {"version", app::version()},
                     {"revision", app::revision()}}}});
}

}  // namespace pantau::cli
