// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/text_table.hpp"
#include "config/words.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/money_text.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/restitution.hpp"
#include "daemon/cli/restitution_tables.hpp"

namespace pantau::cli {

namespace {

using availability::ContractAccount;
using availability::ContractLink;
using availability::Restitution;
using availability::RestitutionLink;

/// Writes one contract's part.
class Page {
 public:
  Page(const config::Plan& plan, const RestitutionReport& report)
      : plan_(plan), report_(report), language_(plan.daemon.language) {}

  void add_head() {
    const std::string_view name = month_word(report_.month.month.month(), language_);
    text_ +=
        fmt::format("{} {} {}: {} {} = {} {}\n",
                    say("Restitution", "Restitusi"),
                    name,
                    static_cast<int>(report_.month.month.year()),
                    std::chrono::round<std::chrono::days>(report_.month.period.length()).count(),
                    say("days", "hari"),
                    seconds(report_.month.period.length().count()),
                    say("seconds", "detik"));
    if (report_.is_so_far()) {
      text_ += fmt::format(
          "{} {}\n",
          say("SO FAR: the book does not reach the month's end; figures up to",
              "SEMENTARA: buku belum mencapai akhir bulan; angka sampai"),
          local_text(std::max(report_.mark, report_.month.period.from), plan_.daemon.timezone));
    }
  }

  void add(const ContractAccount& account) {
    const config::Contract& terms = account.terms;
    const config::Provider* provider = plan_.find_provider(terms.provider);
    text_ += fmt::format("\n{} {}{}{}, {} {}\n",
                         say("Contract", "Kontrak"),
                         printable(terms.id),
                         terms.number.empty() ? "" : ", no. ",
                         printable(terms.number),
                         say("provider", "penyedia"),
                         printable(provider == nullptr ? terms.provider : provider->name));
    add_terms(account);
    append_indented(restitution_link_table(account, language_));
    append_indented(restitution_outage_table(account, plan_.daemon));
    add_result(account);
  }

  void add_without_links() {
    for (const std::string& contract : report_.without_links) {
      text_ += fmt::format("\n{} {}: {}\n",
                           say("Contract", "Kontrak"),
                           printable(contract),
                           say("no link had a running clock under it in this month",
                               "tidak ada tautan yang dihitung di bawahnya pada bulan ini"));
    }
  }

  void add_totals() {
    std::map<std::string, std::int64_t> totals;
    for (const ContractAccount& account : report_.contracts) {
      if (account.restitution && account.restitution->amount) {
        totals[account.terms.provider] += *account.restitution->amount;
      }
    }
    if (totals.empty()) {
      return;
    }
    text_ += fmt::format("\n{}\n", say("Total by provider", "Jumlah per penyedia"));
    config::TextTable table{{say_text("PROVIDER", "PENYEDIA"), "RUPIAH"}, {1}};
    for (const auto& [id, rupiah] : totals) {
      const config::Provider* provider = plan_.find_provider(id);
      table.add(
          {printable(provider == nullptr ? id : provider->name), rupiah_text(rupiah, language_)});
    }
    text_ += table.text();
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  [[nodiscard]] std::string_view say(std::string_view english, std::string_view indonesian) const {
    return choose(language_, english, indonesian);
  }

  [[nodiscard]] std::string say_text(std::string_view english, std::string_view indonesian) const {
    return std::string(say(english, indonesian));
  }

  [[nodiscard]] std::string seconds(std::int64_t count) const {
    return grouped_text(count, language_);
  }

  void line(std::string_view name, std::string_view what) {
    constexpr int kNames = 14;
    text_ += fmt::format("  {:<{}} {}\n", name, kNames, what);
  }

  void add_terms(const ContractAccount& account) {
    const config::Contract& terms = account.terms;
    if (terms.fee_per_month) {
      line(say("fee a month", "biaya sebulan"),
           fmt::format("{}, {} {} {}",
                       rupiah_text(*terms.fee_per_month, language_),
                       say("shared evenly by", "dibagi rata atas"),
                       account.links.size(),
                       say("link(s)", "tautan")));
    } else {
      line(say("fee a month", "biaya sebulan"), say("none", "tidak ada"));
    }
    if (terms.free_until) {
      line(say("free until", "bebas sampai"),
           fmt::format("{:04}-{:02}-{:02}",
                       static_cast<int>(terms.free_until->year()),
                       static_cast<unsigned>(terms.free_until->month()),
                       static_cast<unsigned>(terms.free_until->day())));
    }
    line("target", target_text(terms.target, language_));
    line(say("counted", "perhitungan"), counting(terms));
    if (terms.restitution) {
      line(say("formula", "rumus"), formula_in_words(*terms.restitution));
    }
    const bool is_final = std::ranges::all_of(account.links, &ContractLink::is_judged);
    line(say("standing", "status"),
         is_final ? say("judged: the terms of this month are frozen",
                        "sudah dinilai: ketentuan bulan ini dibekukan")
                  : say("not judged yet: terms as the configuration has them",
                        "belum dinilai: ketentuan menurut konfigurasi sekarang"));
  }

  [[nodiscard]] std::string counting(const config::Contract& terms) const {
    std::string text{config::word_of(config::kFormulaWords, terms.formula)};
    if (terms.minimum_outage.count() > 0) {
      text += fmt::format(
          ", {} {}",
          say("outages over", "gangguan di atas"),
          length_text(std::chrono::floor<book::Seconds>(terms.minimum_outage), language_));
    }
    if (!terms.exclude.empty()) {
      text += fmt::format(", {} {}",
                          say("excluded:", "dikecualikan:"),
                          printable(fmt::format("{}", fmt::join(terms.exclude, " "))));
    }
    return text;
  }

  [[nodiscard]] std::string_view formula_in_words(config::Restitution formula) const {
    switch (formula) {
      case config::Restitution::pro_rata:
        return say("pro rata: fee x failed seconds / seconds of the month",
                   "pro rata: biaya x detik gagal / detik sebulan");
      case config::Restitution::pro_rata_over_target:
        return say("pro rata over target: fee x failed seconds / (seconds of the month x target)",
                   "pro rata dibagi target: biaya x detik gagal / (detik sebulan x target)");
      case config::Restitution::shortfall:
        break;
    }
    return say(
        "shortfall: fee x (target - availability) x paid seconds / seconds of the month, where "
        "the target is missed",
        "kekurangan: biaya x (target - ketersediaan) x detik berbayar / detik sebulan, bila "
        "target tidak tercapai");
  }

  void append_indented(const std::string& lines) {
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = lines.find('\n', at) + 1;
      text_ += "  " + lines.substr(at, end - at);
      at = end;
    }
  }

  void add_result(const ContractAccount& account) {
    if (!account.restitution) {
      line(say("result", "hasil"),
           account.terms.fee_per_month
               ? say("none: the contract names no restitution formula",
                     "tidak ada: kontrak tidak menyebut rumus restitusi")
               : say("none: the contract has no fee", "tidak ada: kontrak tanpa biaya"));
      return;
    }
    const Restitution& money = *account.restitution;
    if (money.is_free) {
      line(say("result", "hasil"),
           say("none: the month lies in the free period",
               "tidak ada: bulan ini dalam masa bebas biaya"));
      return;
    }
    add_left_out(money);
    if (!money.amount) {
      line(say("result", "hasil"),
           say("not judged: too little data of every link",
               "tidak dinilai: data setiap tautan tidak cukup"));
      return;
    }
    add_arithmetic(account, money);
    line(say("rounding", "pembulatan"),
         say("whole rupiah, half up, once over the sum of links",
             "rupiah penuh, setengah ke atas, sekali atas jumlah semua tautan"));
    line(say(report_.is_so_far() ? "SO FAR" : "RESTITUTION",
             report_.is_so_far() ? "SEMENTARA" : "RESTITUSI"),
         rupiah_text(*money.amount, language_));
  }

  void add_left_out(const Restitution& money) {
    for (const RestitutionLink& link : money.links) {
      if (link.judgement == availability::Judgement::not_enough_data) {
        line(say("not judged", "tidak dinilai"),
             fmt::format("{}: {}",
                         printable(link.link),
                         say("coverage under 90 %; its share of the fee is left out",
                             "cakupan data di bawah 90 %; bagian biayanya tidak dihitung")));
      } else if (link.judgement == availability::Judgement::none) {
        line(say("not judged", "tidak dinilai"),
             fmt::format("{}: {}",
                         printable(link.link),
                         say("nothing of its month was paid for and counts",
                             "tidak ada bagian bulannya yang berbayar dan dihitung")));
      }
    }
  }

  void add_arithmetic(const ContractAccount& account, const Restitution& money) {
    double sum = 0;
    std::int64_t failed = 0;
    for (const RestitutionLink& link : money.links) {
      sum += link.amount.value_or(0);
      failed += link.amount ? link.failed : 0;
      if (money.formula == config::Restitution::shortfall && link.amount) {
        add_shortfall(account, money, link);
      }
    }
    if (money.formula == config::Restitution::shortfall) {
      line(say("sum", "jumlah"), fine_text(sum, language_));
      return;
    }
    const bool over = money.formula == config::Restitution::pro_rata_over_target;
    line(say("arithmetic", "hitungan"),
         fmt::format("{} x {} / {} = {}",
                     share_of_fee(money),
                     seconds(failed),
                     over ? fmt::format("({} x {})",
                                        seconds(money.month_seconds),
                                        target_text(money.target, language_))
                          : seconds(money.month_seconds),
                     fine_text(sum, language_)));
  }

  [[nodiscard]] std::string share_of_fee(const Restitution& money) const {
    const std::string fee = seconds(money.fee);
    return money.links.size() == 1 ? fee : fmt::format("{} / {}", fee, money.links.size());
  }

  void add_shortfall(const ContractAccount& account,
                     const Restitution& money,
                     const RestitutionLink& link) {
    if (link.judgement == availability::Judgement::met) {
      line(say("arithmetic", "hitungan"),
           fmt::format(
               "{}: 0, {}", printable(link.link), say("the target is met", "target tercapai")));
      return;
    }
    line(say("arithmetic", "hitungan"),
         fmt::format("{}: {} x ({} - {}) x {} / {} = {}",
                     printable(link.link),
                     share_of_fee(money),
                     target_text(money.target, language_),
                     percent_of(link.account.share(account.terms.formula), language_),
                     seconds(link.account.all()),
                     seconds(money.month_seconds),
                     fine_text(link.amount.value_or(0), language_)));
  }

  const config::Plan& plan_;
  const RestitutionReport& report_;
  config::Language language_;
  std::string text_;
};

}  // namespace

std::string restitution_text(const config::Plan& plan, const RestitutionReport& report) {
  Page page{plan, report};
  page.add_head();
  for (const ContractAccount& account : report.contracts) {
    page.add(account);
  }
  page.add_without_links();
  page.add_totals();
  std::string text = page.take();
  if (report.contracts.empty() && report.without_links.empty()) {
    text += choose(plan.daemon.language,
                   "No contract with a fee ran in this month.\n",
                   "Tidak ada kontrak berbiaya yang berjalan pada bulan ini.\n");
  }
  return text;
}

}  // namespace pantau::cli
