// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/acceptance_link_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "daemon/cli/acceptance_words.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/paragraph.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/rollout_words.hpp"

namespace pantau::cli {

namespace {

using config::Language;
using rollout::Criterion;
using rollout::CriterionResult;
using rollout::LinkTrial;

/// What the other columns of the outages leave.
constexpr std::size_t kCause = 28;

class LinkPart {
 public:
  LinkPart(PrintedPage& page, const AcceptanceRecord& record)
      : page_(page),
        record_(record),
        language_(record.plan->daemon.language),
        plan_(*record.plan) {}

  void print(std::size_t place) {
    const LinkTrial& trial = record_.acceptance.links.at(place);
    page_.line();
    page_.line(fmt::format("{} {}", say("LINK", "TAUTAN"), trial.link));
    page_.rule('-');
    if (const config::Link* link = plan_.find_link(trial.link)) {
      const config::Provider* provider = plan_.find_provider(link->provider);
      page_.item(say("Technology", "Teknologi"), link->technology);
      page_.item(say("Provider", "Penyedia"),
                 provider == nullptr ? "-" : named(provider->name, provider->id));
      page_.item(say("Contract", "Kontrak"), contract(trial));
      page_.item(say("Address", "Alamat"), printable(link->address));
    } else {
      page_.item(say("Contract", "Kontrak"), contract(trial));
    }
    page_.line();
    criteria(trial);
    page_.line();
    outages(place);
  }

 private:
  [[nodiscard]] std::string_view say(std::string_view english, std::string_view indonesian) const {
    return choose(language_, english, indonesian);
  }

  [[nodiscard]] std::string contract(const LinkTrial& trial) const {
    if (trial.contract.empty()) {
      return std::string(say("none: the technology's target", "tidak ada: target teknologinya"));
    }
    const config::Contract* contract = plan_.find_contract(trial.contract);
    return contract == nullptr ? trial.contract : named(contract->number, contract->id);
  }

  void criteria(const LinkTrial& trial) {
    config::TextTable rows{{std::string(say("Criterion", "Kriteria")),
                            std::string(say("Figure", "Angka")),
                            std::string(say("Required", "Syarat")),
                            std::string(say("Met", "Lulus")),
                            std::string(say("Of", "Dasar"))},
                           {1}};
    for (std::size_t at = 0; at < rollout::kCriterionNames.size(); ++at) {
      const auto criterion = static_cast<Criterion>(at);
      const CriterionResult& result = trial.criteria.at(at);
      rows.add({criterion_text(criterion, result),
                figure_text(criterion, result),
                required_text(criterion, result),
                std::string(result.met ? say("yes", "ya") : say("NO", "TIDAK")),
                basis_text(criterion, trial)});
    }
    page_.table(rows);
  }

  /// With the limit of a window, where there are windows.
  [[nodiscard]] std::string criterion_text(Criterion criterion,
                                           const CriterionResult& result) const {
    const std::string_view word = criterion_word(criterion, language_);
    if (!result.limit) {
      return std::string(word);
    }
    constexpr double kMilliseconds = 1000;
    return criterion == Criterion::loss
               ? fmt::format("{} < {}", word, short_percent_text(*result.limit, language_))
               : fmt::format(
                     "{} < {} ms", word, decimal_text(*result.limit * kMilliseconds, language_));
  }

  [[nodiscard]] std::string seconds_text(double seconds) const {
    return fmt::format("{} {}", decimal_text(seconds, language_), say("s", "dtk"));
  }

  [[nodiscard]] std::string figure_text(Criterion criterion, const CriterionResult& result) const {
    if (!result.figure) {
      return "-";
    }
    return criterion == Criterion::longest_outage ? seconds_text(*result.figure)
                                                  : percent_text(*result.figure, language_);
  }

  [[nodiscard]] std::string required_text(Criterion criterion,
                                          const CriterionResult& result) const {
    return criterion == Criterion::longest_outage
               ? "<= " + seconds_text(result.threshold)
               : ">= " + short_percent_text(result.threshold, language_);
  }

  [[nodiscard]] std::string basis_text(Criterion criterion, const LinkTrial& trial) const {
    switch (criterion) {
      case Criterion::coverage:
        return fmt::format("{} {}", trial.known, say("s known", "dtk diketahui"));
      case Criterion::availability:
        return fmt::format("{} {}", trial.failed, say("s failed", "dtk gangguan"));
      case Criterion::longest_outage:
        return fmt::format(
            "{} {}",
            trial.outages,
            trial.outages == 1 ? say("outage", "gangguan") : say("outages", "gangguan"));
      case Criterion::rtt:
      case Criterion::variation:
      case Criterion::loss:
        break;
    }
    constexpr auto kFirst = static_cast<std::size_t>(Criterion::rtt);
    return fmt::format("{}/{} {}",
                       trial.good.at(static_cast<std::size_t>(criterion) - kFirst),
                       trial.windows,
                       say("windows", "jendela"));
  }

  void outages(std::size_t place) {
    const std::vector<book::Outage>& list = record_.outages.at(place);
    if (list.empty()) {
      page_.line(say("No outage within the test.", "Tidak ada gangguan dalam masa uji."));
      return;
    }
    page_.line(fmt::format("{} {}:",
                           say("Outages, seconds within the test; month-day, local time",
                               "Gangguan, detik dalam masa uji; bulan-tanggal, waktu"),
                           zone_text(record_.acceptance.period.from, plan_.daemon.timezone)));
    config::TextTable rows{{std::string(say("No", "No")),
                            std::string(say("Start", "Mulai")),
                            std::string(say("End", "Pulih")),
                            std::string(say("Sec.", "Detik")),
                            std::string(say("Cause", "Penyebab"))},
                           {0, 3}};
    for (const book::Outage& outage : list) {
      add_outage(rows, outage);
    }
    page_.table(rows);
    if (std::any_of(list.begin(), list.end(), [](const auto& outage) {
          return !outage.corrections.empty();
        })) {
      page_.line(say("* as an engineer corrected it", "* menurut koreksi teknisi"));
    }
  }

  void add_outage(config::TextTable& rows, const book::Outage& outage) const {
    constexpr std::size_t kYear = 5;  // "2026-"
    const std::string& zone = plan_.daemon.timezone;
    std::vector<std::string> cells{std::to_string(outage.id),
                                   local_text(outage.start, zone).substr(kYear),
                                   outage.end ? local_text(*outage.end, zone).substr(kYear)
                                              : std::string(say("open", "berlangsung")),
                                   std::to_string(record_.seconds_of(outage).count()),
                                   ""};
    for (const std::string& each : wrapped(causes(outage), kCause)) {
      cells.back() = each;
      rows.add(cells);
      std::fill(cells.begin(), cells.end(), "");
    }
  }

  [[nodiscard]] std::string causes(const book::Outage& outage) const {
    std::string words;
    std::string_view last;
    for (const book::Segment& segment : outage.segments) {
      const std::string_view word = cause_word(outage.effective(segment), language_);
      if (word != last) {
        words += fmt::format("{}{}", words.empty() ? "" : ", ", word);
      }
      last = word;
    }
    return words + (outage.corrections.empty() ? "" : " *");
  }

  PrintedPage& page_;
  const AcceptanceRecord& record_;
  Language language_;
  const config::Plan& plan_;
};

}  // namespace

std::string named(const std::string& name, const std::string& id) {
  return name.empty() || name == id ? id : fmt::format("{} ({})", printable(name), id);
}

void print_link(PrintedPage& page, const AcceptanceRecord& record, std::size_t place) {
  LinkPart(page, record).print(place);
}

}  // namespace pantau::cli
