// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/acceptance_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "daemon/availability/account.hpp"
#include "daemon/cli/book_words.hpp"

namespace pantau::cli {

namespace {

using Words = std::array<std::string_view, rollout::kAcceptanceStateNames.size()>;

constexpr Words kVerdictsEnglish{"NONE", "STILL RUNNING", "PASSED", "FAILED", "UNDECIDED"};
constexpr Words kVerdictsIndonesian{
    "BELUM ADA", "MASIH BERJALAN", "LULUS", "TIDAK LULUS", "TIDAK DAPAT DIPUTUSKAN"};

constexpr Words kMeaningsEnglish{
    "",
    "Figures so far; this is no verdict.",
    "",
    "At least one criterion was not met. A later date of actual.acceptance_test begins a new test.",
    "Too little of the time is known to judge by. A later date of actual.acceptance_test begins a "
    "new test."};
constexpr Words kMeaningsIndonesian{
    "",
    "Angka sementara; ini belum putusan.",
    "",
    "Sekurangnya satu kriteria tidak terpenuhi. Tanggal actual.acceptance_test yang lebih baru "
    "memulai uji baru.",
    "Data tidak cukup untuk menilai. Tanggal actual.acceptance_test yang lebih baru memulai uji "
    "baru."};

constexpr std::string_view kMethodEnglish =
    "ICMP echoes were sent from gateway {} to each link without a pause, and every second of the "
    "test has one state. Data coverage is the share of seconds whose state is known. "
    "Availability is gross: 1 - seconds down or unreachable / all seconds; time that is not known, "
    "or that an engineer booked as a fault of the monitoring, is not counted as failed. The "
    "longest outage counts its failed seconds within the test. Round trip, delay variation and "
    "loss are judged in windows of 15 minutes, over minutes without a second down or unknown: "
    "loss as lost / sent, the others by the median of the minutes. A window counts when it has 5 "
    "such minutes; the figure is the share of windows below the limit. Percentages are cut after "
    "three digits, not rounded.";
constexpr std::string_view kMethodIndonesian =
    "Gema ICMP dikirim dari gerbang {} ke setiap tautan tanpa henti, dan setiap detik masa uji "
    "mempunyai satu keadaan. Cakupan data ialah bagian detik yang keadaannya diketahui. "
    "Ketersediaan dihitung kotor: 1 - detik gangguan atau tidak terjangkau / seluruh detik; waktu "
    "yang tidak diketahui, atau yang dicatat teknisi sebagai gangguan alat pantau, tidak dihitung "
    "sebagai gangguan. Gangguan terlama dihitung dari detik gangguannya di dalam masa uji. "
    "Latensi, variasi tunda, dan kehilangan paket dinilai dalam jendela 15 menit, atas "
    "menit-menit tanpa detik gangguan atau tidak diketahui: kehilangan sebagai hilang / terkirim, "
    "lainnya dengan median menit. Jendela dihitung bila mempunyai 5 menit demikian; angkanya ialah "
    "bagian jendela di bawah batas. Persentase dipotong setelah tiga angka, tidak dibulatkan.";

std::string with_mark(std::string number, config::Language language) {
  if (language == config::Language::id) {
    std::replace(number.begin(), number.end(), '.', ',');
  }
  return number;
}

}  // namespace

std::string_view verdict_word(rollout::AcceptanceState state, config::Language language) {
  const auto at = static_cast<std::size_t>(state);
  return choose(language, kVerdictsEnglish.at(at), kVerdictsIndonesian.at(at));
}

std::string_view verdict_meaning(rollout::AcceptanceState state, config::Language language) {
  const auto at = static_cast<std::size_t>(state);
  return choose(language, kMeaningsEnglish.at(at), kMeaningsIndonesian.at(at));
}

std::string percent_text(double ratio, config::Language language) {
  return with_mark(availability::percent_cut(ratio), language) + " %";
}

std::string short_percent_text(double ratio, config::Language language) {
  std::string number = availability::percent_cut(ratio);
  number.erase(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) {
    number.pop_back();
  }
  return with_mark(number, language) + " %";
}

std::string decimal_text(double number, config::Language language) {
  return with_mark(fmt::format("{:g}", number), language);
}

std::string method_text(config::Language language, std::string_view gateway) {
  return fmt::format(fmt::runtime(choose(language, kMethodEnglish, kMethodIndonesian)), gateway);
}

}  // namespace pantau::cli
