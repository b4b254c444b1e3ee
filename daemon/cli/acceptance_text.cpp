// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "daemon/app/version.hpp"
#include "daemon/cli/acceptance_link_text.hpp"
#include "daemon/cli/acceptance_record.hpp"
#include "daemon/cli/acceptance_words.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/printed_page.hpp"

namespace pantau::cli {

namespace {

using config::Language;
using rollout::AcceptanceState;

/// Of three who sign side by side.
constexpr std::size_t kSignature = 27;

class Record {
 public:
  explicit Record(const AcceptanceRecord& record)
      : record_(record), language_(record.plan->daemon.language), plan_(*record.plan) {}

  [[nodiscard]] std::string text() {
    head();
    for (std::size_t place = 0; place < record_.acceptance.links.size(); ++place) {
      print_link(page_, record_, place);
    }
    if (record_.acceptance.links.empty()) {
      page_.line();
      page_.paragraph(
          say("The site has no link with an address: there is nothing to measure.",
              "Lokasi ini tidak mempunyai tautan beralamat: tidak ada yang dapat diukur."));
    }
    foot();
    signatures();
    return page_.text();
  }

 private:
  [[nodiscard]] std::string_view say(std::string_view english, std::string_view indonesian) const {
    return choose(language_, english, indonesian);
  }

  [[nodiscard]] std::string time(book::Second when) const {
    return fmt::format(
        "{} {}", local_text(when, plan_.daemon.timezone), zone_text(when, plan_.daemon.timezone));
  }

  void head() {
    const config::Site& site = *record_.site;
    const config::District* district = plan_.find_district(site.district);
    page_.line(say("RECORD OF ACCEPTANCE TEST", "CATATAN UJI TERIMA"));
    page_.line(
        say("Annex to the handover minutes (BAST)", "Lampiran Berita Acara Serah Terima (BAST)"));
    page_.rule('=');
    page_.item(say("Site", "Lokasi"), named(site.name, site.id));
    page_.item(say("District", "Distrik"),
               district == nullptr ? site.district : named(district->name, district->id));
    page_.item(say("Phase", "Tahap"), phase());
    page_.item(say("Coordinates", "Koordinat"), coordinates());
    verdict();
  }

  [[nodiscard]] std::string phase() const {
    for (const config::Phase& phase : plan_.phases) {
      if (phase.id == record_.site->phase) {
        return named(phase.name, phase.id);
      }
    }
    return "-";
  }

  [[nodiscard]] std::string coordinates() const {
    const config::Site& site = *record_.site;
    if (!site.latitude || !site.longitude) {
      return "-";
    }
    std::string numbers = fmt::format("{:.6f}; {:.6f}", *site.latitude, *site.longitude);
    if (language_ == Language::id) {
      std::replace(numbers.begin(), numbers.end(), '.', ',');
    }
    return numbers + std::string(say(" (latitude; longitude)", " (lintang; bujur)"));
  }

  void verdict() {
    const rollout::Acceptance& acceptance = record_.acceptance;
    page_.item(say("Test period", "Masa uji"),
               fmt::format("{} {} {}, {}",
                           local_text(acceptance.period.from, plan_.daemon.timezone),
                           say("to", "sampai"),
                           time(acceptance.period.to),
                           duration(acceptance.period.length())));
    page_.item(say("Result", "Hasil"), verdict_word(acceptance.state, language_));
    if (const auto meaning = verdict_meaning(acceptance.state, language_); !meaning.empty()) {
      page_.item("", meaning);
    }
    if (acceptance.state == AcceptanceState::running) {
      page_.item(say("Judged until", "Dinilai sampai"),
                 fmt::format("{}, {}",
                             time(acceptance.judged_until),
                             percent_text(acceptance.progress(), language_)));
    } else {
      page_.item(say("Decided", "Diputuskan"), decided());
    }
  }

  [[nodiscard]] std::string decided() const {
    if (record_.written && record_.acceptance.decided) {
      return time(*record_.acceptance.decided);
    }
    return std::string(say("worked out now; the daemon has not written the verdict down yet",
                           "dihitung sekarang; putusan belum dicatat oleh pantau"));
  }

  /// "72 h": tests are spoken of in hours.
  [[nodiscard]] std::string duration(book::Seconds length) const {
    constexpr book::Seconds kHour{3600};
    return length % kHour == book::Seconds{0}
               ? fmt::format("{} {}", length / kHour, say("h", "jam"))
               : length_text(length, language_);
  }

  void foot() {
    page_.line();
    page_.rule('-');
    page_.paragraph(fmt::format("{}: {}",
                                say("Method", "Cara menilai"),
                                method_text(language_, printable(plan_.daemon.gateway))));
    page_.paragraph(fmt::format("{} {} ({} {}).",
                                say("Source of all figures: the book of record (journal) in",
                                    "Sumber semua angka: buku catatan (jurnal) di"),
                                printable(plan_.daemon.state_dir.string()),
                                "pantau " + app::version(),
                                app::revision()));
    if (record_.written) {
      page_.paragraph(say("The verdict is final: later corrections of outages do not change it.",
                          "Putusan ini tetap: koreksi gangguan sesudahnya tidak mengubahnya."));
    }
  }

  void signatures() {
    const auto row = [this](const std::array<std::string_view, 3>& cells) {
      std::string each;
      for (const std::string_view cell : cells) {
        each += fmt::format("{:<{}}", cell, kSignature);
      }
      page_.line(each);
    };
    const auto same = [&row](std::string_view cell) { row({cell, cell, cell}); };
    page_.line();
    row({say("For the county (OPD)", "Pihak OPD"),
         say("For the provider", "Pihak penyedia"),
         say("Test officer", "Petugas uji")});
    page_.line();
    page_.line();
    page_.line();
    same("(......................)");
    same(say("Name:", "Nama:"));
    row({"NIP:", say("Position:", "Jabatan:"), "NIP:"});
    same(say("Date:", "Tanggal:"));
  }

  const AcceptanceRecord& record_;
  Language language_;
  const config::Plan& plan_;
  PrintedPage page_;
};

}  // namespace

std::string acceptance_text(const AcceptanceRecord& record) {
  return Record(record).text();
}

}  // namespace pantau::cli
