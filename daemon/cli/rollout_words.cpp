// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "config/words.hpp"
#include "daemon/cli/book_words.hpp"

namespace pantau::cli {

namespace {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

constexpr Words<config::kStages> kStagesEnglish{"proposed",
                                                "surveyed",
                                                "site cleared",
                                                "contracted",
                                                "shipped",
                                                "on site",
                                                "installed",
                                                "integrated",
                                                "acceptance test",
                                                "accepted",
                                                "in service",
                                                "handed over",
                                                "decommissioned"};
constexpr Words<config::kStages> kStagesIndonesian{"diusulkan",
                                                   "disurvei",
                                                   "lahan & izin siap",
                                                   "terkontrak",
                                                   "material dikirim",
                                                   "material di lokasi",
                                                   "terpasang",
                                                   "terintegrasi",
                                                   "uji terima",
                                                   "diterima (BAST)",
                                                   "beroperasi",
                                                   "diserahterimakan",
                                                   "dinonaktifkan"};

constexpr Words<config::kStages> kAwaitedEnglish{"a proposal",
                                                 "the survey",
                                                 "land and permit",
                                                 "the contract",
                                                 "shipment",
                                                 "the material",
                                                 "installation",
                                                 "integration",
                                                 "the acceptance test",
                                                 "acceptance",
                                                 "its opening",
                                                 "handover",
                                                 "its end"};
constexpr Words<config::kStages> kAwaitedIndonesian{"usulan",
                                                    "survei lokasi",
                                                    "lahan & izin",
                                                    "pengadaan",
                                                    "pengiriman",
                                                    "material di lokasi",
                                                    "pemasangan",
                                                    "integrasi",
                                                    "uji terima",
                                                    "BAST",
                                                    "mulai beroperasi",
                                                    "serah terima",
                                                    "penonaktifan"};

constexpr Words<4> kHoldsEnglish{"on hold", "suspended", "relocated", "cancelled"};
constexpr Words<4> kHoldsIndonesian{"tertunda", "ditangguhkan", "direlokasi", "dibatalkan"};

constexpr Words<config::kHoldReasons.size()> kReasonsIndonesian{"lahan",
                                                                "izin",
                                                                "anggaran",
                                                                "logistik",
                                                                "cuaca",
                                                                "keamanan",
                                                                "listrik",
                                                                "penyedia",
                                                                "tunggakan",
                                                                "dikunci",
                                                                "lain-lain"};

constexpr Words<4> kStandingNames{"on_plan", "attention", "late", "critical"};
constexpr Words<4> kStandingsEnglish{"on plan", "attention", "late", "critical"};
constexpr Words<4> kStandingsIndonesian{"sesuai", "perhatian", "terlambat", "kritis"};

constexpr Words<rollout::kAcceptanceStateNames.size()> kTrialsIndonesian{
    "belum ada", "berjalan", "lulus", "tidak lulus", "tak terputuskan"};

constexpr Words<rollout::kCriterionNames.size()> kCriteriaEnglish{
    "coverage", "availability", "longest outage", "round trip", "delay variation", "loss"};
constexpr Words<rollout::kCriterionNames.size()> kCriteriaIndonesian{"cakupan data",
                                                                     "ketersediaan",
                                                                     "gangguan terlama",
                                                                     "latensi",
                                                                     "variasi tunda",
                                                                     "kehilangan paket"};

constexpr Words<rollout::kServiceNames.size()> kServicesEnglish{
    "up", "degraded", "unknown", "unreachable", "down", "not in service"};
constexpr Words<rollout::kServiceNames.size()> kServicesIndonesian{
    "normal", "menurun", "tidak diketahui", "tidak terjangkau", "gangguan", "belum beroperasi"};

constexpr Words<3> kWeightsEnglish{"site", "population", "contract value"};
constexpr Words<3> kWeightsIndonesian{"lokasi", "penduduk", "nilai kontrak"};

template <typename T, std::size_t N>
std::string_view word(T value,
                      config::Language language,
                      const Words<N>& english,
                      const Words<N>& indonesian) {
  const auto at = static_cast<std::size_t>(value);
  return choose(language, english.at(at), indonesian.at(at));
}

}  // namespace

std::string_view stage_word(std::optional<config::Stage> stage, config::Language language) {
  return stage ? word(*stage, language, kStagesEnglish, kStagesIndonesian) : "-";
}

std::string_view awaited_word(config::Stage stage, config::Language language) {
  return word(stage, language, kAwaitedEnglish, kAwaitedIndonesian);
}

std::string_view hold_word(config::HoldKind kind, config::Language language) {
  return word(kind, language, kHoldsEnglish, kHoldsIndonesian);
}

std::string_view hold_reason_word(std::string_view reason, config::Language language) {
  const auto* const found = std::ranges::find(config::kHoldReasons, reason);
  if (found == config::kHoldReasons.end()) {
    return reason;
  }
  return word(
      found - config::kHoldReasons.begin(), language, config::kHoldReasons, kReasonsIndonesian);
}

std::string_view standing_word(rollout::Standing standing, config::Language language) {
  return word(standing, language, kStandingsEnglish, kStandingsIndonesian);
}

std::string_view standing_name(rollout::Standing standing) {
  return kStandingNames.at(static_cast<std::size_t>(standing));
}

std::string_view trial_word(rollout::AcceptanceState state, config::Language language) {
  return word(state, language, rollout::kAcceptanceStateNames, kTrialsIndonesian);
}

std::string_view criterion_word(rollout::Criterion criterion, config::Language language) {
  return word(criterion, language, kCriteriaEnglish, kCriteriaIndonesian);
}

std::string_view service_word(rollout::Service service, config::Language language) {
  return word(service, language, kServicesEnglish, kServicesIndonesian);
}

std::string_view weights_word(config::SiteWeights weights, config::Language language) {
  return word(weights, language, kWeightsEnglish, kWeightsIndonesian);
}

}  // namespace pantau::cli
