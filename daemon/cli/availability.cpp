// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/availability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>

#include <boost/json.hpp>

#include "config/text_table.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/history_shelf.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/with_plan.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::cli {

namespace {

using availability::Account;
using availability::Grouping;
using availability::Period;
using availability::ReportRow;

constexpr std::array<std::string_view, 6> kGroupings{
    "link", "site", "district", "phase", "provider", "contract"};

std::string_view name(Grouping grouping) {
  return kGroupings.at(static_cast<std::size_t>(grouping));
}

Grouping grouping_of(std::string_view word) {
  const auto* const found = std::ranges::find(kGroupings, word);
  if (found == kGroupings.end()) {
    throw UsageError("--by: write one of link site district phase provider contract");
  }
  return static_cast<Grouping>(found - kGroupings.begin());
}

/// "2026-10-01" and nothing else.
std::optional<config::Date> parse_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  const auto fits = [](char form, char letter) {
    return form == 'd' ? letter >= '0' && letter <= '9' : letter == form;
  };
  if (!std::ranges::equal(kForm, text, fits)) {
    return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t length) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  const config::Date date{std::chrono::year{number(0, 4)},
                          std::chrono::month{static_cast<unsigned>(number(5, 2))},
                          std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  return date.ok() ? std::optional(date) : std::nullopt;
}

config::Date date_of(const std::string& text, std::string_view option) {
  if (const auto date = parse_date(text)) {
    return *date;
  }
  throw UsageError(fmt::format("{}: \"{}\" is no date; write 2026-10-01", option, printable(text)));
}

/// The local days from the one to the other, both included.
Period period_of(const AvailabilityOptions& options, const std::string& zone) {
  const config::Date from = date_of(options.from, "--from");
  const config::Date to = date_of(options.to, "--to");
  if (to < from) {
    throw UsageError("--to must not be before --from");
  }
  constexpr auto kMost = std::chrono::years{50};
  if (std::chrono::sys_days{to} - std::chrono::sys_days{from} > kMost) {
    throw UsageError("more than 50 years lie between --from and --to");
  }
  const config::Date after{std::chrono::sys_days{to} + std::chrono::days{1}};
  return {availability::midnight(from, zone), availability::midnight(after, zone)};
}

/// All seconds in which the line was down or unreachable, whatever they count as.
std::int64_t failed(const Account& account) {
  return account.down + account.too_short + account.excluded;
}

std::string ratio_or_nothing(const std::optional<double>& ratio) {
  return ratio ? availability::ratio_cut(*ratio) : std::string();
}

std::string percent_or_dash(const std::optional<double>& ratio, config::Language language) {
  if (!ratio) {
    return "-";
  }
  std::string text = availability::percent_cut(*ratio);
  if (language == config::Language::id) {
    std::ranges::replace(text, '.', ',');
  }
  return text + " %";
}

std::string last_day(const Period& period, const std::string& zone) {
  return local_text(period.to - book::Seconds{1}, zone).substr(0, 10);
}

std::string first_day(const Period& period, const std::string& zone) {
  return local_text(period.from, zone).substr(0, 10);
}

boost::json::value number_or_null(const std::optional<double>& ratio) {
  return ratio ? boost::json::value(std::stod(availability::ratio_cut(*ratio)))
               : boost::json::value();
}

boost::json::object row_object(const ReportRow& row) {
  const Account& account = row.account;
  return {{"id", row.id},
          {"from", http::rfc3339(row.period.from)},
          {"to", http::rfc3339(row.period.to)},
          {"total_seconds", account.all()},
          {"down_seconds", failed(account)},
          {"short_seconds", account.too_short},
          {"excluded_seconds", account.excluded},
          {"planned_seconds", account.planned},
          {"unknown_seconds", account.unknown},
          {"gross", number_or_null(account.gross())},
          {"net", number_or_null(row.net)},
          {"lower_bound", number_or_null(account.lower_bound())},
          {"coverage", number_or_null(account.coverage())},
          {"target", number_or_null(row.target)},
          {"judgement",
           std::string(availability::kJudgementNames.at(static_cast<std::size_t>(row.judgement)))}};
}

/// The whole period, and where it is a calendar quarter also its three months (semantics.md 9).
std::vector<Period> shown_periods(Period period, const std::string& zone) {
  std::vector<Period> shown{period};
  const std::vector<availability::Month> months = availability::months_in(period, zone);
  constexpr std::size_t kMonths = 3;
  constexpr unsigned kQuarter = 3;
  if (months.size() == kMonths && months.front().period.from == period.from &&
      months.back().period.to == period.to &&
      static_cast<unsigned>(months.front().month.month()) % kQuarter == 1) {
    for (const availability::Month& month : months) {
      shown.push_back(month.period);
    }
  }
  return shown;
}

std::vector<ReportRow> rows_of(const config::Plan& plan,
                               const AvailabilityOptions& options,
                               Grouping grouping,
                               Period period) {
  HistoryShelf shelf{plan, period};
  const std::vector<book::Window> windows = shelf.windows();
  const std::vector<availability::JudgedMonth> judged = shelf.judged();
  if (!options.contract.empty()) {
    expect_contract(plan, judged, options.contract);
  }
  std::vector<ReportRow> rows;
  for (const Period& part : shown_periods(period, plan.daemon.timezone)) {
    const availability::ReportQuery query{grouping, part, options.contract};
    std::ranges::copy(availability::report(plan, query, shelf.histories(), windows, judged),
                      std::back_inserter(rows));
  }
  return rows;
}

std::vector<std::string> heading(config::Language language) {
  return language == config::Language::en ? std::vector<std::string>{"GROUP",
                                                                     "FROM",
                                                                     "TO",
                                                                     "WATCHED",
                                                                     "FAILED",
                                                                     "EXCLUDED",
                                                                     "PLANNED",
                                                                     "UNKNOWN",
                                                                     "GROSS",
                                                                     "NET",
                                                                     "AT LEAST",
                                                                     "COVERAGE",
                                                                     "TARGET",
                                                                     "JUDGEMENT"}
                                          : std::vector<std::string>{"KELOMPOK",
                                                                     "DARI",
                                                                     "SAMPAI",
                                                                     "DIHITUNG",
                                                                     "GANGGUAN",
                                                                     "DIKECUALIKAN",
                                                                     "TERJADWAL",
                                                                     "TIDAK DIKETAHUI",
                                                                     "KOTOR",
                                                                     "BERSIH",
                                                                     "SEKURANGNYA",
                                                                     "CAKUPAN",
                                                                     "TARGET",
                                                                     "HASIL"};
}

}  // namespace

std::string availability_table(const config::Plan& plan, const std::vector<ReportRow>& rows) {
  const config::Language language = plan.daemon.language;
  const std::string& zone = plan.daemon.timezone;
  const auto length = [language](std::int64_t seconds) {
    return length_text(book::Seconds{seconds}, language);
  };
  if (rows.empty()) {
    return std::string(choose(language,
                              "Nothing was in service and watched in this time.\n",
                              "Tidak ada yang beroperasi dan terpantau dalam masa ini.\n"));
  }
  config::TextTable table{heading(language), {3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
  for (const ReportRow& row : rows) {
    const Account& account = row.account;
    table.add({row.id,
               first_day(row.period, zone),
               last_day(row.period, zone),
               length(account.all()),
               length(failed(account)),
               length(account.excluded),
               length(account.planned),
               length(account.unknown),
               percent_or_dash(account.gross(), language),
               percent_or_dash(row.net, language),
               percent_or_dash(account.lower_bound(), language),
               percent_or_dash(account.coverage(), language),
               percent_or_dash(row.target, language),
               std::string(judgement_word(row.judgement, language))});
  }
  return table.text();
}

std::string availability_csv(Grouping grouping, const std::vector<ReportRow>& rows) {
  std::string text =
      "group,id,from,to,total_seconds,down_seconds,excluded_seconds,planned_seconds,"
      "unknown_seconds,gross,net,lower_bound,coverage,target,judgement\r\n";
  for (const ReportRow& row : rows) {
    const Account& account = row.account;
    // Ids and words need no quotes: [a-z0-9._-] alone.
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
                        name(grouping),
                        row.id,
                        http::rfc3339(row.period.from),
                        http::rfc3339(row.period.to),
                        account.all(),
                        failed(account),
                        account.excluded,
                        account.planned,
                        account.unknown,
                        ratio_or_nothing(account.gross()),
                        ratio_or_nothing(row.net),
                        ratio_or_nothing(account.lower_bound()),
                        ratio_or_nothing(account.coverage()),
                        ratio_or_nothing(row.target),
                        availability::kJudgementNames.at(static_cast<std::size_t>(row.judgement)));
  }
  return text;
}

std::string availability_json(const config::Plan& plan,
                              Grouping grouping,
                              const std::vector<ReportRow>& rows) {
  boost::json::array list;
  for (const ReportRow& row : rows) {
    list.push_back(row_object(row));
  }
  return http::to_text(boost::json::object{{"by", std::string(name(grouping))},
                                           {"timezone", plan.daemon.timezone},
                                           {"rows", std::move(list)}});
}

int availability_report(const AvailabilityOptions& options) {
  return with_plan(options.configuration, "availability", [&options](const config::Plan& plan) {
    const Grouping grouping = grouping_of(options.by);
    const Period period = period_of(options, plan.daemon.timezone);
    const std::vector<ReportRow> rows = rows_of(plan, options, grouping, period);
    fmt::print("{}",
               options.json  ? availability_json(plan, grouping, rows)
               : options.csv ? availability_csv(grouping, rows)
                             : availability_table(plan, rows));
    return kExitOk;
  });
}

}  // namespace pantau::cli
