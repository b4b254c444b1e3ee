// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/book_words.hpp"

#include <array>

namespace pantau::cli {

namespace {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

constexpr Words<book::kLinkStates> kStatesEnglish{
    "UNKNOWN", "UP", "DEGRADED", "UNREACHABLE", "DOWN"};
constexpr Words<book::kLinkStates> kStatesIndonesian{
    "TIDAK DIKETAHUI", "NORMAL", "MENURUN", "TIDAK TERJANGKAU", "GANGGUAN"};

constexpr Words<book::kLinkStates> kLowerStatesIndonesian{
    "tidak diketahui", "normal", "menurun", "tidak terjangkau", "gangguan"};

constexpr Words<book::kCauseNames.size()> kCausesEnglish{"planned work",
                                                         "upstream",
                                                         "site power",
                                                         "grid outage",
                                                         "no fuel",
                                                         "battery or solar",
                                                         "provider's equipment",
                                                         "provider's core",
                                                         "rain fade",
                                                         "unpaid fee",
                                                         "suspended",
                                                         "quota used up",
                                                         "theft or vandalism",
                                                         "security",
                                                         "natural disaster",
                                                         "local network",
                                                         "monitoring fault",
                                                         "unknown"};
constexpr Words<book::kCauseNames.size()> kCausesIndonesian{"pemeliharaan terjadwal",
                                                            "jalur hulu",
                                                            "catu daya lokasi",
                                                            "PLN padam",
                                                            "BBM genset habis",
                                                            "baterai / PLTS",
                                                            "perangkat penyedia",
                                                            "jaringan inti penyedia",
                                                            "redaman hujan",
                                                            "tunggakan biaya",
                                                            "ditangguhkan",
                                                            "kuota habis",
                                                            "pencurian / perusakan",
                                                            "gangguan keamanan",
                                                            "bencana alam",
                                                            "jaringan lokal",
                                                            "gangguan alat pantau",
                                                            "belum diketahui"};

constexpr Words<availability::kJudgementNames.size()> kJudgementsEnglish{
    "-", "not enough data", "met", "missed"};
constexpr Words<availability::kJudgementNames.size()> kJudgementsIndonesian{
    "-", "data tidak cukup", "tercapai", "tidak tercapai"};

}  // namespace

std::string_view choose(config::Language language,
                        std::string_view english,
                        std::string_view indonesian) {
  return language == config::Language::en ? english : indonesian;
}

std::string_view state_word(book::LinkState state, config::Language language) {
  const auto at = static_cast<std::size_t>(state);
  return choose(language, kStatesEnglish.at(at), kStatesIndonesian.at(at));
}

std::string_view lower_state_word(book::LinkState state, config::Language language) {
  return choose(
      language, book::name(state), kLowerStatesIndonesian.at(static_cast<std::size_t>(state)));
}

std::string_view cause_word(book::Cause cause, config::Language language) {
  const auto at = static_cast<std::size_t>(cause);
  return choose(language, kCausesEnglish.at(at), kCausesIndonesian.at(at));
}

std::string_view judgement_word(availability::Judgement judgement, config::Language language) {
  const auto at = static_cast<std::size_t>(judgement);
  return choose(language, kJudgementsEnglish.at(at), kJudgementsIndonesian.at(at));
}

}  // namespace pantau::cli
