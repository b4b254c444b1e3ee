// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>

#include "config/inventory_items.hpp"
#include "config/suggest.hpp"
#include "config/table_reader.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/rollout_book.hpp"
#include "daemon/cli/rollout_curve.hpp"
#include "daemon/cli/rollout_documents.hpp"
#include "daemon/cli/rollout_history.hpp"
#include "daemon/cli/rollout_report.hpp"
#include "daemon/cli/rollout_text.hpp"
#include "daemon/cli/rollout_words.hpp"
#include "daemon/cli/user_name.hpp"
#include "daemon/cli/with_plan.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

namespace {

/// Of what config::inventory_items() tells.
constexpr std::array<std::string_view, 7> kKinds{
    "contract", "district", "link", "phase", "provider", "site", "technology"};

config::Date today_of(const config::Plan& plan, book::Second now) {
  return availability::date_at(now, plan.daemon.timezone);
}

std::optional<rollout::Baseline> newest_baseline(const config::Plan& plan) {
  auto baselines = journal::Reader{plan.daemon.state_dir}.baselines();
  return baselines.empty() ? std::nullopt : std::optional(std::move(baselines.back()));
}

rollout::Baseline frozen(const config::Plan& plan, const std::string& name, book::Second now) {
  if (!config::is_id(name)) {
    throw UsageError(fmt::format(
        "\"{}\" is no name for a baseline: write small letters, digits, \".\", \"_\" or \"-\", as "
        "in apbd-2026",
        printable(name)));
  }
  rollout::Baseline baseline = rollout::freeze(plan, name, user_name(), now);
  if (baseline.sites.empty()) {
    throw std::runtime_error("there is nothing to freeze: no site stands in a phase");
  }
  return baseline;
}

/// What was frozen, so that a slip of the hand is seen at once.
std::string frozen_text(const config::Plan& plan, const rollout::Baseline& baseline) {
  const config::Language language = plan.daemon.language;
  std::set<std::string> phases;
  std::set<config::Date> dates;
  std::size_t without = 0;
  for (const rollout::BaselineSite& site : baseline.sites) {
    phases.insert(site.phase);
    without += static_cast<std::size_t>(site.planned.empty());
    for (const auto& [stage, date] : site.planned) {
      dates.insert(date);
    }
  }
  std::string text = fmt::format("{} {}: {} {}, {} {}, {} {}",
                                 choose(language, "frozen as", "dibekukan sebagai"),
                                 baseline.name,
                                 choose(language, "sites", "lokasi"),
                                 baseline.sites.size(),
                                 choose(language, "phases", "tahap"),
                                 phases.size(),
                                 choose(language, "weighed by", "bobot menurut"),
                                 weights_word(baseline.settings.weights, language));
  if (!dates.empty()) {
    text += fmt::format("\n{} {} {} {}",
                        choose(language, "planned from", "rencana dari"),
                        config::format_date(*dates.begin()),
                        choose(language, "to", "sampai"),
                        config::format_date(*dates.rbegin()));
  }
  if (without > 0) {
    text += fmt::format("\n{}: {}",
                        choose(language,
                               "sites without any planned date, which count as 0",
                               "lokasi tanpa tanggal rencana, dihitung 0"),
                        without);
  }
  return fmt::format("{}\n{} {}, {} {}\n",
                     text,
                     choose(language, "by", "oleh"),
                     printable(baseline.user),
                     choose(language, "at", "pada"),
                     local_text(baseline.frozen, plan.daemon.timezone));
}

void expect_kind(const std::string& kind) {
  if (std::ranges::find(kKinds, kind) == kKinds.end()) {
    config::Nearest nearest{kind};
    for (const std::string_view known : kKinds) {
      nearest.offer(known);
    }
    throw UsageError(fmt::format("\"{}\" is nothing whose changes are kept: write one of {}{}",
                                 printable(kind),
                                 fmt::join(kKinds, " "),
                                 nearest.question()));
  }
}

/// Neither configured nor ever changed: most likely mistyped.
void expect_known(const config::Plan& plan, const std::string& kind, const std::string& id) {
  config::Nearest nearest{id};
  for (const config::InventoryItem& item : config::inventory_items(plan)) {
    if (item.kind == kind && item.id == id) {
      return;
    }
    if (item.kind == kind) {
      nearest.offer(item.id);
    }
  }
  throw std::runtime_error(
      fmt::format("there is no {} \"{}\"{}", kind, printable(id), nearest.question()));
}

RecordedChanges changes_of(const config::Plan& plan, const std::vector<std::string>& item) {
  constexpr std::size_t kKindAndId = 2;
  const journal::Reader reader{plan.daemon.state_dir};
  if (item.empty()) {
    return reader.inventory_changes({}, {});
  }
  if (item.size() != kKindAndId) {
    throw UsageError("write both what it is and its id, as in: rollout history site jila-kantor");
  }
  expect_kind(item.front());
  RecordedChanges changes = reader.inventory_changes(item.front(), item.back());
  if (changes.empty()) {
    expect_known(plan, item.front(), item.back());
  }
  return changes;
}

}  // namespace

int rollout_status(const RolloutOptions& options) {
  return with_plan(options.configuration, "rollout", [&options](const config::Plan& plan) {
    const book::Second now = present_second();
    const RolloutBook book = read_rollout_book(plan, now);
    const RolloutReport report = rollout_report(plan, book, today_of(plan, now));
    fmt::print("{}",
               options.json  ? rollout_json(plan, book, report, now)
               : options.csv ? rollout_csv(report)
                             : rollout_text(plan, book, report, now, bar_style_of_terminal()));
    return kExitOk;
  });
}

int rollout_curve(const RolloutOptions& options) {
  return with_plan(options.configuration, "rollout curve", [&options](const config::Plan& plan) {
    const std::optional<rollout::Baseline> baseline = newest_baseline(plan);
    const std::vector<rollout::Curve> curves =
        rollout::curves(plan, baseline ? &*baseline : nullptr, today_of(plan, present_second()));
    fmt::print("{}",
               options.csv ? curve_csv(curves) : curve_text(plan, curves, bar_style_of_terminal()));
    return kExitOk;
  });
}

int rollout_freeze(const RolloutOptions& options) {
  return with_plan(options.configuration, "rollout freeze", [&options](const config::Plan& plan) {
    const rollout::Baseline baseline = frozen(plan, options.name, present_second());
    journal::Editor{plan.daemon.state_dir}.freeze(baseline);
    fmt::print("{}", frozen_text(plan, baseline));
    return kExitOk;
  });
}

int rollout_history(const RolloutOptions& options) {
  return with_plan(options.configuration, "rollout history", [&options](const config::Plan& plan) {
    const RecordedChanges changes = changes_of(plan, options.item);
    fmt::print("{}", options.csv ? history_csv(changes) : history_text(plan, changes));
    return kExitOk;
  });
}

}  // namespace pantau::cli
