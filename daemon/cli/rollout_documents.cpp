// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_documents.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "config/table_reader.hpp"
#include "config/words.hpp"
#include "daemon/book/site_stage.hpp"
#include "daemon/cli/rollout_numbers.hpp"
#include "daemon/cli/rollout_words.hpp"
#include "daemon/http/csv_text.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::cli {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::array<std::string_view, 3> kEndings{"contract", "free_period", "hold"};
constexpr std::string_view kTotal = "total";

/// Names and counts of semantics.md 8, in the order of the columns.
std::array<std::pair<std::string_view, std::uint32_t>, 8> counts_of(const rollout::Counts& counts) {
  return {{{"sites", counts.planned},
           {"due", counts.due},
           {"built", counts.built},
           {"on_air", counts.on_air},
           {"accepted", counts.accepted},
           {"meeting_sla", counts.meeting_sla},
           {"not_measured", counts.not_measured},
           {"on_hold", counts.on_hold}}};
}

struct Ratios {
  std::optional<double> planned;
  std::optional<double> actual;
  std::optional<double> deviation;
};

Ratios ratios_of(const PhaseRow& row) {
  if (!row.progress) {
    return {};
  }
  return {row.progress->planned, row.progress->actual, row.progress->deviation()};
}

std::string csv_row(const PhaseRow& row) {
  std::vector<std::string> fields{row.phase.empty() ? std::string(kTotal) : row.phase};
  for (const auto& [name, count] : counts_of(row.counts)) {
    fields.push_back(std::to_string(count));
  }
  const Ratios ratios = ratios_of(row);
  for (const auto& ratio : {ratios.planned, ratios.actual, ratios.deviation, row.baseline}) {
    fields.push_back(signed_ratio(ratio));
  }
  return http::csv_record(fields);
}

value ratio_or_null(const std::optional<double>& ratio) {
  return ratio ? value(std::stod(signed_ratio(ratio))) : value();
}

template <typename T, typename Text>
value text_or_null(const std::optional<T>& from, Text text) {
  return from ? value(std::string(text(*from))) : value();
}

object phase_object(const PhaseRow& row) {
  object phase{{"phase", row.phase.empty() ? value() : value(row.phase)},
               {"name", http::cleaned(row.name)}};
  for (const auto& [name, count] : counts_of(row.counts)) {
    phase[name] = count;
  }
  const Ratios ratios = ratios_of(row);
  phase["planned_progress"] = ratio_or_null(ratios.planned);
  phase["actual_progress"] = ratio_or_null(ratios.actual);
  phase["deviation"] = ratio_or_null(ratios.deviation);
  phase["standing"] = row.progress
                          ? value(std::string(standing_name(rollout::standing_of(*row.progress))))
                          : value();
  phase["baseline_progress"] = ratio_or_null(row.baseline);
  phase["baseline_deviation"] = ratio_or_null(
      row.progress && row.baseline ? std::optional(row.progress->actual - *row.baseline)
                                   : std::nullopt);
  return phase;
}

/// By the names of rollout::Service.
template <typename Numbers>
object by_service(const Numbers& numbers) {
  object counted;
  for (std::size_t service = 0; service < numbers.size(); ++service) {
    counted[rollout::kServiceNames.at(service)] = numbers.at(service);
  }
  return counted;
}

value hold_object(const config::Hold* hold) {
  if (hold == nullptr) {
    return {};
  }
  return object{{"kind", std::string(config::word_of(config::kHoldWords, hold->kind))},
                {"since", text_or_null(hold->since, config::format_date)},
                {"until", text_or_null(hold->until, config::format_date)},
                {"reason", hold->reason.empty() ? value() : value(hold->reason)}};
}

std::string_view state_name(rollout::AcceptanceState state) {
  return rollout::kAcceptanceStateNames.at(static_cast<std::size_t>(state));
}

object waiting_object(const WaitingSite& waiting) {
  return {{"site", waiting.site->id},
          {"phase", waiting.site->phase},
          {"days", waiting.late.count()},
          {"stage", text_or_null(waiting.stage, book::stage_name)},
          {"next", text_or_null(waiting.awaited, book::stage_name)},
          {"hold", hold_object(waiting.hold)},
          {"acceptance",
           waiting.acceptance != nullptr ? value(std::string(state_name(waiting.acceptance->state)))
                                         : value()}};
}

object trial_object(const rollout::Acceptance& trial) {
  array not_met;
  for (std::size_t each = 0; each < rollout::kCriterionNames.size(); ++each) {
    if (!trial.met(static_cast<rollout::Criterion>(each))) {
      not_met.emplace_back(std::string(rollout::kCriterionNames.at(each)));
    }
  }
  return {{"site", trial.site},
          {"state", std::string(state_name(trial.state))},
          {"start", http::rfc3339(trial.period.from)},
          {"end", http::rfc3339(trial.period.to)},
          {"progress", ratio_or_null(trial.progress())},
          {"not_met", std::move(not_met)}};
}

object ending_object(const Ending& ending) {
  return {{"date", config::format_date(ending.date)},
          {"days", ending.left.count()},
          {"kind", std::string(kEndings.at(static_cast<std::size_t>(ending.kind)))},
          {"id", ending.id},
          {"detail", http::cleaned(ending.detail)}};
}

template <typename List, typename Form>
array each_of(const List& list, Form form) {
  array formed;
  for (const auto& each : list) {
    formed.push_back(form(each));
  }
  return formed;
}

value baseline_object(const std::optional<rollout::Baseline>& baseline) {
  if (!baseline) {
    return {};
  }
  return object{{"name", http::cleaned(baseline->name)},
                {"frozen", http::rfc3339(baseline->frozen)},
                {"user", http::cleaned(baseline->user)}};
}

std::string_view weights_name(config::SiteWeights weights) {
  constexpr std::array<std::string_view, 3> kNames{"site", "population", "contract_value"};
  return kNames.at(static_cast<std::size_t>(weights));
}

object head_object(const config::Plan& plan,
                   const RolloutBook& book,
                   const RolloutReport& report,
                   book::Second now) {
  return {{"now", http::rfc3339(now)},
          {"date", config::format_date(report.today)},
          {"as_of", text_or_null(book.as_of, http::rfc3339)},
          {"month", book.month},
          {"weights", std::string(weights_name(plan.rollout.weights))},
          {"baseline", baseline_object(book.baseline)}};
}

}  // namespace

std::string rollout_csv(const RolloutReport& report) {
  std::string text =
      "phase,sites,due,built,on_air,accepted,meeting_sla,not_measured,on_hold,planned_progress,"
      "actual_progress,deviation,baseline_progress\r\n";
  for (const PhaseRow& row : report.phases) {
    text += csv_row(row);
  }
  return text + csv_row(report.total);
}

std::string rollout_json(const config::Plan& plan,
                         const RolloutBook& book,
                         const RolloutReport& report,
                         book::Second now) {
  object document = head_object(plan, book, report, now);
  document["phases"] = each_of(report.phases, phase_object);
  document["total"] = phase_object(report.total);
  document["served"] = object{{"districts", by_service(report.served.districts)},
                              {"people", by_service(report.served.people)}};
  document["services"] = each_of(report.services, [](const rollout::PublicService& service) {
    return object{{"service", http::cleaned(service.name)}, {"sites", by_service(service.sites)}};
  });
  document["waiting"] = each_of(report.waiting, waiting_object);
  document["acceptance"] =
      each_of(report.trials, [](const rollout::Acceptance* trial) { return trial_object(*trial); });
  document["on_paper_only"] =
      each_of(report.on_paper_only, [](const config::Site* site) { return value(site->id); });
  document["ending"] = each_of(report.endings, ending_object);
  return http::to_text(document);
}

}  // namespace pantau::cli
