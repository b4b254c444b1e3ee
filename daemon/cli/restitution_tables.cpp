// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/restitution_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "config/text_table.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/money_text.hpp"
#include "daemon/cli/plain_text.hpp"

namespace pantau::cli {

namespace {

using availability::Account;
using availability::ContractAccount;
using availability::ContractLink;
using availability::OutageShare;

constexpr std::array<std::string_view, 12> kMonthsEnglish{"January",
                                                          "February",
                                                          "March",
                                                          "April",
                                                          "May",
                                                          "June",
                                                          "July",
                                                          "August",
                                                          "September",
                                                          "October",
                                                          "November",
                                                          "December"};
constexpr std::array<std::string_view, 12> kMonthsIndonesian{"Januari",
                                                             "Februari",
                                                             "Maret",
                                                             "April",
                                                             "Mei",
                                                             "Juni",
                                                             "Juli",
                                                             "Agustus",
                                                             "September",
                                                             "Oktober",
                                                             "November",
                                                             "Desember"};

std::string cell(config::Language language, std::string_view english, std::string_view indonesian) {
  return std::string(choose(language, english, indonesian));
}

std::string grouped(config::Language language, std::int64_t seconds) {
  return grouped_text(seconds, language);
}

std::string reason(const OutageShare& share, config::Language language) {
  std::vector<std::string_view> why;
  if (share.account.too_short > 0) {
    why.push_back(choose(language, "short", "singkat"));
  }
  if (share.by_cause) {
    why.push_back(choose(language, "excluded cause", "penyebab dikecualikan"));
  }
  if (share.by_window) {
    why.push_back(choose(language, "announced work", "pekerjaan terjadwal"));
  }
  if (share.account.unknown > 0) {
    why.push_back(choose(language, "fault of the monitoring", "gangguan alat pantau"));
  }
  return why.empty() ? "-" : fmt::format("{}", fmt::join(why, ", "));
}

std::string causes(const OutageShare& share, config::Language language) {
  std::vector<std::string_view> words;
  for (const book::Cause cause : share.causes) {
    words.push_back(cause_word(cause, language));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string_view month_word(std::chrono::month month, config::Language language) {
  const auto at = static_cast<unsigned>(month) - 1;
  return choose(language, kMonthsEnglish.at(at), kMonthsIndonesian.at(at));
}

std::string percent_of(const std::optional<availability::Share>& share, config::Language language) {
  if (!share) {
    return "-";
  }
  std::string text = availability::percent_cut(*share);
  if (language == config::Language::id) {
    std::ranges::replace(text, '.', ',');
  }
  return text + " %";
}

std::string restitution_link_table(const ContractAccount& account, config::Language language) {
  config::TextTable table{{cell(language, "LINK", "TAUTAN"),
                           cell(language, "PAID s", "BERBAYAR dtk"),
                           cell(language, "DOWN", "GAGAL"),
                           cell(language, "SHORT", "SINGKAT"),
                           cell(language, "EXCLUDED", "DIKECUALIKAN"),
                           cell(language, "PLANNED", "TERJADWAL"),
                           cell(language, "UNKNOWN", "TIDAK DIKETAHUI"),
                           cell(language, "COVERAGE", "CAKUPAN"),
                           cell(language, "AVAILABILITY", "KETERSEDIAAN"),
                           cell(language, "COUNTED s", "DIHITUNG dtk"),
                           cell(language, "JUDGEMENT", "HASIL")},
                          {1, 2, 3, 4, 5, 6, 7, 8, 9}};
  const config::AvailabilityFormula formula = account.terms.formula;
  for (const ContractLink& link : account.links) {
    const Account& paid = link.paid;
    const std::int64_t known = paid.all() - paid.unknown;
    table.add({printable(link.link),
               grouped(language, paid.all()),
               grouped(language, paid.down),
               grouped(language, paid.too_short),
               grouped(language, paid.excluded),
               grouped(language, paid.planned),
               grouped(language, paid.unknown),
               percent_of(paid.all() > 0 ? std::optional(availability::Share{known, paid.all()})
                                         : std::nullopt,
                          language),
               percent_of(paid.share(formula), language),
               grouped(language, paid.failed(formula)),
               std::string(judgement_word(paid.judge(formula, account.terms.target), language))});
  }
  return table.text();
}

std::string restitution_outage_table(const ContractAccount& account,
                                     const config::DaemonSettings& daemon) {
  const config::Language language = daemon.language;
  config::TextTable table{{cell(language, "OUTAGE", "GANGGUAN"),
                           cell(language, "LINK", "TAUTAN"),
                           cell(language, "START", "MULAI"),
                           cell(language, "LENGTH s", "LAMA dtk"),
                           cell(language, "COUNTED s", "DIHITUNG dtk"),
                           cell(language, "CAUSE", "PENYEBAB"),
                           cell(language, "NOT COUNTED BECAUSE", "TIDAK DIHITUNG KARENA"),
                           cell(language, "DOCUMENT", "SURAT")},
                          {0, 3, 4}};
  std::size_t shown = 0;
  std::int64_t brief = 0;
  std::int64_t brief_seconds = 0;
  const config::AvailabilityFormula formula = account.terms.formula;
  for (const ContractLink& link : account.links) {
    for (const OutageShare& share : link.outages) {
      const std::int64_t counted = share.account.failed(formula);
      if (counted == 0 && share.account.too_short == share.account.all()) {
        ++brief;
        brief_seconds += share.account.too_short;
        continue;
      }
      ++shown;
      table.add({std::to_string(share.id),
                 printable(link.link),
                 local_text(share.start, daemon.timezone),
                 grouped(language, share.account.all()),
                 grouped(language, counted),
                 causes(share, language),
                 counted == share.account.all() ? "-" : reason(share, language),
                 share.documents.empty()
                     ? "-"
                     : printable(fmt::format("{}", fmt::join(share.documents, ", ")))});
    }
  }
  std::string text = shown > 0 ? table.text() : std::string();
  if (brief > 0) {
    text += fmt::format("{} {}: {} {}\n",
                        brief,
                        choose(language,
                               "outage(s) within the contract's minimum, not counted",
                               "gangguan tidak melebihi batas kontrak, tidak dihitung"),
                        grouped(language, brief_seconds),
                        choose(language, "s", "dtk"));
  }
  return text;
}

}  // namespace pantau::cli
