// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/judged_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/journal/name_ids.hpp"
#include "daemon/journal/values.hpp"
#include "daemon/journal/words.hpp"

namespace pantau::journal {

namespace {

using availability::JudgedMonth;
using TermsById = std::map<std::int64_t, std::shared_ptr<const config::Contract>>;

constexpr std::array<std::string_view, 3> kFormulas{"gross", "net-a", "net-b"};
constexpr std::array<std::string_view, 3> kRestitutions{
    "pro-rata", "pro-rata-over-target", "shortfall"};

std::optional<std::int64_t> nanoseconds(std::optional<config::Nanoseconds> time) {
  return time ? std::optional{time->count()} : std::nullopt;
}

std::optional<config::Nanoseconds> duration(std::optional<std::int64_t> nanoseconds) {
  return nanoseconds ? std::optional{config::Nanoseconds{count(*nanoseconds)}} : std::nullopt;
}

std::optional<std::int64_t> end_of(const config::Contract& contract) {
  return contract.has_end ? std::optional{stored(contract.end)} : std::nullopt;
}

/// Finds or makes rows of terms.
class TermsRows {
 public:
  explicit TermsRows(Database& database)
      : find_(database.prepare(
            "SELECT id FROM contract_terms WHERE contract = ?1 AND provider = ?2 AND number = ?3 "
            "AND start = ?4 AND \"end\" IS ?5 AND free_until IS ?6 AND target = ?7 AND "
            "minimum_outage_ns = ?8 AND loss_threshold = ?9 AND formula = ?10 AND exclude = ?11 "
            "AND planned_notice_ns IS ?12 AND planned_hours_per_month IS ?13 AND "
            "fee_per_month IS ?14 AND restitution IS ?15")),
        insert_(database.prepare(
            "INSERT INTO contract_terms VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "RETURNING id")) {}

  std::optional<std::int64_t> of(const std::shared_ptr<const config::Contract>& terms) {
    if (!terms) {
      return std::nullopt;
    }
    const auto [place, is_new] = known_.try_emplace(terms.get(), 0);
    if (is_new) {
      place->second = first_of(find_, *terms).value_or(0);
    }
    if (place->second == 0) {
      place->second = first_of(insert_, *terms).value_or(0);
    }
    return place->second;
  }

 private:
  static std::optional<std::int64_t> first_of(Statement& statement, const config::Contract& terms) {
    const std::string exclude = fmt::format("{}", fmt::join(terms.exclude, " "));
    std::optional<std::int64_t> restitution;
    if (terms.restitution) {
      restitution.emplace(static_cast<std::int64_t>(*terms.restitution));
    }
    Rows rows = statement.query(terms.id,
                                terms.provider,
                                terms.number,
                                stored(terms.start),
                                end_of(terms),
                                stored(terms.free_until),
                                terms.target,
                                terms.minimum_outage.count(),
                                terms.loss_threshold,
                                static_cast<std::int64_t>(terms.formula),
                                exclude,
                                nanoseconds(terms.planned_notice),
                                terms.planned_hours_per_month,
                                terms.fee_per_month,
                                restitution);
    std::optional<std::int64_t> id;
    while (rows.next()) {
      id = id.value_or(rows.integer(0));
    }
    return id;
  }

  Statement find_;
  Statement insert_;
  std::map<const config::Contract*, std::int64_t> known_;
};

/// Nothing for terms without a contract or without the day on which they begin.
std::shared_ptr<const config::Contract> terms_of(const Rows& rows) {
  config::Contract terms;
  const auto start = date(rows.maybe_integer(4));
  terms.id = rows.text(1);
  if (terms.id.empty() || !start) {
    return nullptr;
  }
  terms.provider = rows.text(2);
  terms.number = rows.text(3);
  terms.start = *start;
  const auto end = date(rows.maybe_integer(5));
  terms.has_end = end.has_value();
  terms.end = end.value_or(config::Date{});
  terms.free_until = date(rows.maybe_integer(6));
  terms.target = ratio(rows.maybe_real(7));
  terms.minimum_outage = duration(rows.maybe_integer(8)).value_or(config::Nanoseconds{0});
  terms.loss_threshold = ratio(rows.maybe_real(9));
  terms.formula = enumerator<config::AvailabilityFormula>(rows.integer(10), kFormulas)
                      .value_or(config::AvailabilityFormula::gross);
  terms.exclude = words_of(rows.text(11));
  terms.planned_notice = duration(rows.maybe_integer(12));
  if (const auto hours = finite(rows.maybe_real(13))) {
    terms.planned_hours_per_month = std::max(0.0, *hours);
  }
  if (const auto fee = rows.maybe_integer(14)) {
    terms.fee_per_month = count(*fee);
  }
  if (const auto restitution = rows.maybe_integer(15)) {
    terms.restitution = enumerator<config::Restitution>(*restitution, kRestitutions);
  }
  return std::make_shared<const config::Contract>(std::move(terms));
}

TermsById load_terms(Database& database) {
  TermsById terms;
  Statement statement = database.prepare("SELECT * FROM contract_terms");
  for (Rows rows = statement.query(); rows.next();) {
    terms[rows.integer(0)] = terms_of(rows);
  }
  return terms;
}

std::string text_of(const std::vector<availability::Period>& runs) {
  std::string text;
  for (const availability::Period& run : runs) {
    text += fmt::format("{}{}-{}", text.empty() ? "" : " ", stored(run.from), stored(run.to));
  }
  return text;
}

std::vector<availability::Period> runs_of(const std::string& text) {
  std::vector<availability::Period> runs;
  for (const std::string& word : words_of(text)) {
    const char* const end = word.data() + word.size();
    std::int64_t from = 0;
    std::int64_t to = 0;
    const auto first = std::from_chars(word.data(), end, from);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') {
      continue;
    }
    const auto last = std::from_chars(first.ptr + 1, end, to);
    if (last.ec == std::errc{} && last.ptr == end && from < to) {
      runs.push_back({second(from), second(to)});
    }
  }
  return runs;
}

/// "2026-10"
bool is_month(const std::string& text) {
  constexpr std::size_t kSize = 7;
  constexpr std::size_t kDash = 4;
  if (text.size() != kSize || text[kDash] != '-') {
    return false;
  }
  int year = 0;
  unsigned month = 0;
  const char* const begin = text.data();
  const auto years = std::from_chars(begin, begin + kDash, year);
  const auto months = std::from_chars(begin + kDash + 1, begin + kSize, month);
  return years.ptr == begin + kDash && months.ptr == begin + kSize && month >= 1 && month <= 12;
}

/// The month that `time` lies in where the day is youngest (UTC-12).
std::string earliest_month(book::Second time) {
  const std::chrono::year_month_day day{
      std::chrono::floor<std::chrono::days>(time - std::chrono::hours{12})};
  const int year = std::clamp(static_cast<int>(day.year()), 0, 9999);
  return fmt::format("{:04}-{:02}", year, static_cast<unsigned>(day.month()));
}

JudgedMonth judged_of(const Rows& rows, const TermsById& terms) {
  JudgedMonth month;
  month.month = rows.text(0);
  month.link = rows.text(1);
  if (const auto id = rows.maybe_integer(2)) {
    const auto found = terms.find(*id);
    month.terms = found == terms.end() ? nullptr : found->second;
  }
  month.judged = second(rows.integer(3));
  month.judgement =
      enumerator<availability::Judgement>(rows.integer(4), availability::kJudgementNames)
          .value_or(availability::Judgement::none);
  month.account = {.up = count(rows.integer(5)),
                   .down = count(rows.integer(6)),
                   .too_short = count(rows.integer(7)),
                   .excluded = count(rows.integer(8)),
                   .planned = count(rows.integer(9)),
                   .unknown = count(rows.integer(10))};
  month.runs = runs_of(rows.text(11));
  month.site = rows.text(12);
  month.primary = rows.integer(13) != 0;
  return month;
}

}  // namespace

void add_judged(Database& database, const std::vector<JudgedMonth>& months) {
  NameIds links{database, "links"};
  NameIds sites{database, "sites"};
  TermsRows terms{database};
  Statement find = database.prepare("SELECT 1 FROM judged_months WHERE month = ? AND link = ?");
  Statement insert = database.prepare(
      "INSERT INTO judged_months VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  std::map<std::pair<std::string, std::int64_t>, int> next;  // -1: was there before
  for (const JudgedMonth& month : months) {
    const std::int64_t link = links.of(month.link);
    const auto [place, is_new] = next.try_emplace({month.month, link}, 0);
    if (is_new && find.query(month.month, link).next()) {
      place->second = -1;
    }
    if (place->second < 0) {
      continue;
    }
    insert.run(month.month,
               link,
               place->second++,
               terms.of(month.terms),
               stored(month.judged),
               static_cast<std::int64_t>(month.judgement),
               month.account.up,
               month.account.down,
               month.account.too_short,
               month.account.excluded,
               month.account.planned,
               month.account.unknown,
               text_of(month.runs),
               sites.of(month.site),
               std::int64_t{month.primary});
  }
}

std::vector<JudgedMonth> load_judged(Database& database, book::Second since) {
  std::vector<JudgedMonth> months;
  const TermsById terms = load_terms(database);
  Statement statement = database.prepare(
      "SELECT month, links.name, terms, judged, judgement, up, down, short, excluded, planned, "
      "unknown, runs, sites.name, is_primary FROM judged_months JOIN links ON links.id = link "
      "JOIN sites ON sites.id = site WHERE month >= ? ORDER BY month, links.name, number");
  const std::string first = earliest_month(since);
  for (Rows rows = statement.query(first); rows.next();) {
    const std::optional<std::int64_t> id = rows.maybe_integer(2);
    // Without its terms a month would count as one without a contract.
    if (is_month(rows.text(0)) && (!id || (terms.contains(*id) && terms.at(*id)))) {
      months.push_back(judged_of(rows, terms));
    }
  }
  return months;
}

}  // namespace pantau::journal
