// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_curve.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/table_reader.hpp"
#include "config/text_table.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/http/csv_text.hpp"

namespace pantau::cli {

namespace {

constexpr int kBar = 30;

/// Phases first, as in `pantau rollout`; the whole stands where a sum stands.
std::vector<const rollout::Curve*> whole_last(const std::vector<rollout::Curve>& curves) {
  std::vector<const rollout::Curve*> ordered;
  ordered.reserve(curves.size());
  for (const rollout::Curve& curve : curves) {
    ordered.push_back(&curve);
  }
  std::stable_partition(ordered.begin(), ordered.end(), [](const rollout::Curve* curve) {
    return !curve->phase.empty();
  });
  return ordered;
}

std::string title_of(const config::Plan& plan, const rollout::Curve& curve) {
  if (curve.phase.empty()) {
    return std::string(choose(plan.daemon.language, "total", "jumlah"));
  }
  const auto phase = std::ranges::find(plan.phases, curve.phase, &config::Phase::id);
  return phase == plan.phases.end() || phase->name == phase->id
             ? curve.phase
             : fmt::format("{}  {}", curve.phase, printable(phase->name));
}

bool has_baseline(const std::vector<rollout::Curve>& curves) {
  return std::ranges::any_of(curves, [](const rollout::Curve& curve) {
    return std::ranges::any_of(curve.points,
                               [](const auto& point) { return point.baseline.has_value(); });
  });
}

config::TextTable table_of(const rollout::Curve& curve,
                           config::Language language,
                           bool baseline,
                           BarStyle style) {
  const bool en = language == config::Language::en;
  std::vector<std::string> heads{
      en ? "DATE" : "TANGGAL", en ? "PLANNED" : "RENCANA", en ? "ACTUAL" : "REALISASI"};
  if (baseline) {
    heads.emplace_back(en ? "BASELINE" : "ACUAN");
  }
  heads.emplace_back("");
  config::TextTable table{std::move(heads), {1, 2, baseline ? 3U : 2U}};
  for (const rollout::CurvePoint& point : curve.points) {
    std::vector<std::string> cells{config::format_date(point.date),
                                   progress_text(point.planned, language),
                                   progress_text(point.actual, language)};
    if (baseline) {
      cells.push_back(progress_text(point.baseline, language));
    }
    cells.push_back(progress_bar({point.planned, point.actual.value_or(0)}, kBar, style));
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace

std::string curve_text(const config::Plan& plan,
                       const std::vector<rollout::Curve>& curves,
                       BarStyle style) {
  const config::Language language = plan.daemon.language;
  const bool baseline = has_baseline(curves);
  std::string text;
  for (const rollout::Curve* const curve : whole_last(curves)) {
    if (!curve->points.empty()) {
      text += fmt::format("{}{}\n{}",
                          text.empty() ? "" : "\n",
                          title_of(plan, *curve),
                          table_of(*curve, language, baseline, style).text());
    }
  }
  return text.empty() ? std::string(choose(language,
                                           "No site of a phase has a planned date.\n",
                                           "Belum ada lokasi dengan tanggal rencana.\n"))
                      : text;
}

std::string curve_csv(const std::vector<rollout::Curve>& curves) {
  std::string text = "phase,date,planned,actual,baseline\r\n";
  for (const rollout::Curve* const curve : whole_last(curves)) {
    for (const rollout::CurvePoint& point : curve->points) {
      text += http::csv_record({curve->phase.empty() ? "total" : curve->phase,
                                config::format_date(point.date),
                                signed_ratio(point.planned),
                                signed_ratio(point.actual),
                                signed_ratio(point.baseline)});
    }
  }
  return text;
}

}  // namespace pantau::cli
