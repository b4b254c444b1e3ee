// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/baseline_rows.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

using rollout::Baseline;
using rollout::BaselineSite;

constexpr std::array<std::string_view, 3> kWeights{"site", "population", "contract_value"};

constexpr const char* kColumns = "SELECT id, name, frozen, user, weights FROM baselines ";

void add_stages(Database& database, std::int64_t id, const Baseline& baseline) {
  Statement insert = database.prepare("INSERT INTO baseline_stages VALUES(?, ?, ?)");
  for (std::size_t stage = 0; stage < baseline.settings.stage_weights.size(); ++stage) {
    insert.run(id, stage, ratio(baseline.settings.stage_weights[stage]));
  }
}

void add_sites(Database& database, std::int64_t id, const Baseline& baseline) {
  Statement site = database.prepare("INSERT OR REPLACE INTO baseline_sites VALUES(?, ?, ?, ?)");
  Statement date = database.prepare("INSERT OR REPLACE INTO baseline_dates VALUES(?, ?, ?, ?)");
  for (const BaselineSite& each : baseline.sites) {
    site.run(id, each.site, each.phase, std::max(0.0, finite(each.weight).value_or(0)));
    for (const auto& [stage, planned] : each.planned) {
      date.run(id, each.site, static_cast<std::int64_t>(stage), stored(planned));
    }
  }
}

void read_stages(Database& database, std::int64_t id, config::RolloutSettings& settings) {
  Statement select =
      database.prepare("SELECT stage, weight FROM baseline_stages WHERE baseline = ?");
  for (Rows rows = select.query(id); rows.next();) {
    const std::int64_t stage = rows.integer(0);
    if (stage >= 0 && stage < static_cast<std::int64_t>(settings.stage_weights.size())) {
      settings.stage_weights[static_cast<std::size_t>(stage)] = ratio(rows.maybe_real(1));
    }
  }
}

/// Sorted as BaselineSite::site.
void read_dates(Database& database, std::int64_t id, std::vector<BaselineSite>& sites) {
  Statement select =
      database.prepare("SELECT site, stage, planned FROM baseline_dates WHERE baseline = ?");
  for (Rows rows = select.query(id); rows.next();) {
    const std::string name = rows.text(0);
    const auto site = std::lower_bound(
        sites.begin(), sites.end(), name, [](const BaselineSite& each, const std::string& other) {
          return each.site < other;
        });
    const std::int64_t stage = rows.integer(1);
    const auto planned = date(rows.maybe_integer(2));
    if (site != sites.end() && site->site == name && planned && stage >= 0 &&
        stage < static_cast<std::int64_t>(config::kStages)) {
      site->planned[static_cast<config::Stage>(stage)] = *planned;
    }
  }
}

Baseline baseline_of(Database& database, const Rows& rows) {
  Baseline baseline;
  const std::int64_t id = rows.integer(0);
  baseline.name = rows.text(1);
  baseline.frozen = second(rows.integer(2));
  baseline.user = rows.text(3);
  baseline.settings.weights = enumerator<config::SiteWeights>(rows.integer(4), kWeights)
                                  .value_or(config::SiteWeights::site);
  read_stages(database, id, baseline.settings);
  Statement select = database.prepare(
      "SELECT site, phase, weight FROM baseline_sites WHERE baseline = ? ORDER BY site");
  for (Rows each = select.query(id); each.next();) {
    baseline.sites.push_back({.site = each.text(0),
                              .phase = each.text(1),
                              .weight = std::max(0.0, finite(each.maybe_real(2)).value_or(0)),
                              .planned = {}});
  }
  read_dates(database, id, baseline.sites);
  return baseline;
}

}  // namespace

bool add_baseline(Database& database, const Baseline& baseline) {
  Statement insert = database.prepare(
      "INSERT INTO baselines(name, frozen, user, weights) VALUES(?, ?, ?, ?) "
      "ON CONFLICT(name) DO NOTHING RETURNING id");
  std::int64_t id = 0;
  {
    Rows rows = insert.query(baseline.name,
                             stored(baseline.frozen),
                             baseline.user,
                             static_cast<std::int64_t>(baseline.settings.weights));
    while (rows.next()) {
      id = rows.integer(0);
    }
  }
  if (id == 0) {
    return false;
  }
  add_stages(database, id, baseline);
  add_sites(database, id, baseline);
  return true;
}

std::vector<Baseline> load_baselines(Database& database) {
  std::vector<Baseline> baselines;
  Statement statement = database.prepare(std::string{kColumns} + "ORDER BY id");
  for (Rows rows = statement.query(); rows.next();) {
    baselines.push_back(baseline_of(database, rows));
  }
  return baselines;
}

std::optional<Baseline> load_last_baseline(Database& database) {
  Statement statement = database.prepare(std::string{kColumns} + "ORDER BY id DESC LIMIT 1");
  Rows rows = statement.query();
  return rows.next() ? std::optional{baseline_of(database, rows)} : std::nullopt;
}

}  // namespace pantau::journal
