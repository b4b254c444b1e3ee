// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <utility>
#include <vector>

#include "config/table_reader.hpp"
#include "config/text_table.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/rollout_words.hpp"

namespace pantau::cli {

namespace {

using config::TextTable;
using std::chrono::days;
using Cells = std::vector<std::string>;

constexpr int kBar = 20;
constexpr int kBarBesideBaseline = 12;
/// After it one wonders whether the daemon runs.
constexpr book::Seconds kOld = std::chrono::minutes{10};

/// What every part of the page is made with.
struct Page {
  const config::Plan& plan;
  const RolloutBook& book;
  const RolloutReport& report;
  book::Second now{};
  BarStyle style = BarStyle::ascii;

  [[nodiscard]] config::Language language() const { return plan.daemon.language; }

  [[nodiscard]] std::string choose(std::string_view english, std::string_view indonesian) const {
    return std::string(cli::choose(language(), english, indonesian));
  }

  [[nodiscard]] Cells heads(Cells english, Cells indonesian) const {
    return language() == config::Language::en ? std::move(english) : std::move(indonesian);
  }

  [[nodiscard]] std::string days_text(days count) const {
    return fmt::format("{} {}", count.count(), choose("d", "hr"));
  }

  [[nodiscard]] std::string time_text(book::Second time) const {
    const std::string& zone = plan.daemon.timezone;
    return fmt::format("{} {}", local_text(time, zone), zone_text(time, zone));
  }
};

/// A part of the page with an empty line before it.
std::string part(const std::string& title, const TextTable& table) {
  return fmt::format("\n{}\n{}", title, table.text());
}

std::string head(const Page& page) {
  std::string text = fmt::format("{} {}, {} {}, {} {}\n",
                                 page.choose("Rollout seen from", "Pembangunan dilihat dari"),
                                 printable(page.plan.daemon.gateway),
                                 page.choose("on", "pada"),
                                 config::format_date(page.report.today),
                                 page.choose("weighed by", "bobot menurut"),
                                 weights_word(page.plan.rollout.weights, page.language()));
  if (const auto& baseline = page.book.baseline) {
    constexpr std::size_t kDate = 10;  // "2026-11-22"
    text += fmt::format("{} {}, {} {} {} {}\n",
                        page.choose("Baseline", "Rencana acuan"),
                        printable(baseline->name),
                        page.choose("frozen on", "dibekukan pada"),
                        local_text(baseline->frozen, page.plan.daemon.timezone).substr(0, kDate),
                        page.choose("by", "oleh"),
                        printable(baseline->user));
  }
  return text;
}

std::string name_of(const PhaseRow& row, const Page& page) {
  return row.phase.empty() ? page.choose("total", "jumlah") : row.phase;
}

void add_progress(TextTable& table, const PhaseRow& row, const Page& page) {
  const config::Language language = page.language();
  const auto& progress = row.progress;
  const auto planned = progress ? std::optional(progress->planned) : std::nullopt;
  const auto actual = progress ? std::optional(progress->actual) : std::nullopt;
  const int width = page.book.baseline ? kBarBesideBaseline : kBar;
  Cells cells{name_of(row, page),
              progress_bar(progress.value_or(rollout::Progress{}), width, page.style),
              progress_text(planned, language),
              progress_text(actual, language),
              points_text(actual, planned, language)};
  if (page.book.baseline) {
    cells.push_back(points_text(actual, row.baseline, language));
  }
  cells.emplace_back(progress ? standing_word(rollout::standing_of(*progress), language) : "-");
  table.add(std::move(cells));
}

std::string progress_part(const Page& page) {
  Cells heads = page.heads({"PHASE", "PROGRESS", "PLANNED", "ACTUAL", "DEVIATION"},
                           {"TAHAP", "KEMAJUAN", "RENCANA", "REALISASI", "DEVIASI"});
  if (page.book.baseline) {
    heads.push_back(page.choose("BASELINE", "ACUAN"));
  }
  heads.push_back(page.choose("STANDING", "STATUS"));
  TextTable table{std::move(heads), {2, 3, 4, page.book.baseline ? 5U : 4U}};
  for (const PhaseRow& row : page.report.phases) {
    add_progress(table, row, page);
  }
  add_progress(table, page.report.total, page);
  return "\n" + table.text();
}

void add_counts(TextTable& table, const PhaseRow& row, const Page& page) {
  Cells cells{name_of(row, page)};
  const rollout::Counts& counts = row.counts;
  for (const std::uint32_t count : {counts.planned,
                                    counts.due,
                                    counts.built,
                                    counts.on_air,
                                    counts.accepted,
                                    counts.meeting_sla,
                                    counts.not_measured,
                                    counts.on_hold}) {
    cells.push_back(std::to_string(count));
  }
  table.add(std::move(cells));
}

/// Two lines of heading, so that all eight stand side by side in 80 columns.
std::string counts_part(const Page& page) {
  TextTable table{page.heads({"", "", "", "", "", "", "MEETING", "NOT", "ON"},
                             {"", "", "JATUH", "TER-", "BER-", "DI-", "MEMENUHI", "BELUM", "TER-"}),
                  {1, 2, 3, 4, 5, 6, 7, 8}};
  table.add(page.heads(
      {"PHASE", "SITES", "DUE", "BUILT", "ON AIR", "ACCEPTED", "SLA", "MEASURED", "HOLD"},
      {"TAHAP", "LOKASI", "TEMPO", "PASANG", "OPERASI", "TERIMA", "SLA", "TERUKUR", "TUNDA"}));
  for (const PhaseRow& row : page.report.phases) {
    add_counts(table, row, page);
  }
  add_counts(table, page.report.total, page);
  return fmt::format("\n{}{} {}\n",
                     table.text(),
                     page.choose("SLA: by the judgement of", "SLA: menurut hasil bulan"),
                     page.book.month);
}

std::string share_text(std::int64_t part, std::int64_t whole, config::Language language) {
  return whole > 0 ? progress_text(static_cast<double>(part) / static_cast<double>(whole), language)
                   : "-";
}

std::string as_of_text(const Page& page) {
  if (!page.book.as_of) {
    return page.choose("nothing in the book yet", "buku catatan masih kosong");
  }
  std::string text =
      fmt::format("{} {}", page.choose("as of", "per"), page.time_text(*page.book.as_of));
  if (page.now - *page.book.as_of > kOld) {
    text += fmt::format(", {} {}",
                        length_text(page.now - *page.book.as_of, page.language()),
                        page.choose("ago", "lalu"));
  }
  return text;
}

std::string served_part(const Page& page) {
  const config::Language language = page.language();
  const ServedNow& served = page.report.served;
  TextTable table{page.heads({"SERVED", "DISTRICTS", "PEOPLE", "SHARE"},
                             {"TERLAYANI", "DISTRIK", "PENDUDUK", "BAGIAN"}),
                  {1, 2, 3}};
  const auto add = [&](std::string name, std::int64_t districts, std::int64_t people) {
    table.add({std::move(name),
               std::to_string(districts),
               people_text(people, language),
               share_text(people, served.all_people(), language)});
  };
  for (std::size_t service = 0; service < served.people.size(); ++service) {
    if (served.districts.at(service) != 0 || served.people.at(service) != 0) {
      add(std::string(service_word(static_cast<rollout::Service>(service), language)),
          served.districts.at(service),
          served.people.at(service));
    }
  }
  return part(fmt::format("{}: {} {} {} {}, {} {} {} {} ({})",
                          page.choose("Served", "Terlayani"),
                          served.served_districts(),
                          page.choose("of", "dari"),
                          served.all_districts(),
                          page.choose("districts", "distrik"),
                          people_text(served.served_people(), language),
                          page.choose("of", "dari"),
                          people_text(served.all_people(), language),
                          page.choose("people", "penduduk"),
                          share_text(served.served_people(), served.all_people(), language)) +
                  "\n" + as_of_text(page),
              table);
}

/// Public services of which a site in service has no working link now.
std::string services_part(const Page& page) {
  TextTable table{page.heads({"SERVICE", "WITHOUT A LINK", "UNKNOWN", "IN SERVICE"},
                             {"LAYANAN", "TANPA TAUTAN", "TIDAK DIKETAHUI", "BEROPERASI"}),
                  {1, 2, 3}};
  bool any = false;
  for (const rollout::PublicService& service : page.report.services) {
    const auto in = [&service](rollout::Service state) {
      return service.sites.at(static_cast<std::size_t>(state));
    };
    using rollout::Service;
    const auto without = in(Service::down) + in(Service::unreachable);
    const auto unknown = in(Service::unknown);
    any = any || without + unknown > 0;
    table.add({printable(service.name),
               std::to_string(without),
               std::to_string(unknown),
               std::to_string(in(Service::up) + in(Service::degraded) + without + unknown)});
  }
  return any ? "\n" + table.text() : std::string();
}

std::string missed_text(const rollout::Acceptance& acceptance, config::Language language) {
  std::vector<std::string_view> missed;
  for (std::size_t each = 0; each < rollout::kCriterionNames.size(); ++each) {
    const auto criterion = static_cast<rollout::Criterion>(each);
    if (!acceptance.met(criterion)) {
      missed.push_back(criterion_word(criterion, language));
    }
  }
  return fmt::format("{}", fmt::join(missed, ", "));
}

std::string reason_of(const WaitingSite& waiting, const Page& page) {
  const config::Language language = page.language();
  if (const config::Hold* const hold = waiting.hold) {
    std::string text{hold_word(hold->kind, language)};
    if (!hold->reason.empty()) {
      text += fmt::format(": {}", printable(hold_reason_word(hold->reason, language)));
    }
    if (!hold->to.empty()) {
      text += fmt::format(" ({})", hold->to);
    }
    return text;
  }
  if (waiting.acceptance != nullptr && waiting.stage == config::Stage::acceptance_test &&
      waiting.acceptance->state != rollout::AcceptanceState::passed) {
    return fmt::format("{}: {}",
                       stage_word(waiting.stage, language),
                       trial_word(waiting.acceptance->state, language));
  }
  return waiting.awaited ? fmt::format("{} {}",
                                       page.choose("waiting for", "menunggu"),
                                       awaited_word(*waiting.awaited, language))
                         : std::string("-");
}

std::string waiting_part(const Page& page) {
  if (page.report.waiting.empty()) {
    return {};
  }
  TextTable table{
      page.heads({"LATE", "SITE", "STAGE", "WHY"}, {"TELAT", "LOKASI", "TAHAPAN", "SEBAB"}), {0}};
  for (const WaitingSite& waiting : page.report.waiting) {
    table.add({waiting.late > days{0} ? page.days_text(waiting.late) : "-",
               waiting.site->id,
               std::string(stage_word(waiting.stage, page.language())),
               reason_of(waiting, page)});
  }
  return part(page.choose("Late or held up:", "Terlambat atau tertahan:"), table);
}

std::string trials_part(const Page& page) {
  if (page.report.trials.empty()) {
    return {};
  }
  TextTable table{page.heads({"SITE", "RESULT", "DONE", "ENDS", "NOT MET"},
                             {"LOKASI", "HASIL", "JALAN", "BERAKHIR", "BELUM TERPENUHI"}),
                  {2}};
  for (const rollout::Acceptance* const trial : page.report.trials) {
    const bool runs = trial->state == rollout::AcceptanceState::running;
    const std::string missed = missed_text(*trial, page.language());
    table.add({trial->site,
               std::string(trial_word(trial->state, page.language())),
               progress_text(trial->progress(), page.language()),
               short_text(trial->period.to, page.now, page.plan.daemon),
               runs || missed.empty() ? "-" : missed});
  }
  return part(page.choose("Acceptance tests (pantau acceptance SITE):",
                          "Uji terima (pantau acceptance LOKASI):"),
              table);
}

std::string on_paper_part(const Page& page) {
  std::string text;
  for (const config::Site* const site : page.report.on_paper_only) {
    text += fmt::format("  {}  {}\n", site->id, printable(site->name));
  }
  return text.empty()
             ? text
             : fmt::format("\n{}\n{}",
                           page.choose("On paper only (in service, not seen working for 30 days):",
                                       "Hanya di atas kertas (beroperasi, tidak terlihat "
                                       "bekerja selama 30 hari):"),
                           text);
}

std::string ending_text(const Ending& ending, const Page& page) {
  switch (ending.kind) {
    case Ending::Kind::contract:
      return fmt::format(
          "{} {} ({})", page.choose("contract", "kontrak"), ending.id, printable(ending.detail));
    case Ending::Kind::free_period:
      return fmt::format("{} {} ({})",
                         page.choose("free period of", "masa gratis"),
                         ending.id,
                         printable(ending.detail));
    case Ending::Kind::hold:
      break;
  }
  return fmt::format("{} {} ({})",
                     page.choose("hold of", "penundaan"),
                     ending.id,
                     printable(hold_reason_word(ending.detail, page.language())));
}

std::string endings_part(const Page& page) {
  if (page.report.endings.empty()) {
    return {};
  }
  TextTable table{page.heads({"LAST DAY", "LEFT", "WHAT"}, {"HARI AKHIR", "SISA", "APA"}), {1}};
  for (const Ending& ending : page.report.endings) {
    table.add(
        {config::format_date(ending.date), page.days_text(ending.left), ending_text(ending, page)});
  }
  return part(page.choose("Ends within 90 days:", "Berakhir dalam 90 hari:"), table);
}

}  // namespace

std::string rollout_text(const config::Plan& plan,
                         const RolloutBook& book,
                         const RolloutReport& report,
                         book::Second now,
                         BarStyle style) {
  const Page page{plan, book, report, now, style};
  return head(page) + progress_part(page) + counts_part(page) + served_part(page) +
         services_part(page) + waiting_part(page) + trials_part(page) + on_paper_part(page) +
         endings_part(page);
}

}  // namespace pantau::cli
