// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/why_words.hpp"

#include <array>
#include <string_view>

#include "daemon/cli/book_words.hpp"

namespace pantau::cli {

namespace {

struct Phrase {
  std::string_view word;
  std::string_view english;
  std::string_view indonesian;
};

constexpr std::array<Phrase, 12> kRules{{
    {"configured", "new: nothing is decided yet", "baru: belum ada keputusan"},
    {"down_after",
     "as many echoes in a row as down_after says were lost",
     "echo hilang berturut-turut sebanyak down_after"},
    {"up_after",
     "as many echoes in a row as up_after says were answered",
     "echo terjawab berturut-turut sebanyak up_after"},
    {"first_answer",
     "the first answer after a time in which we could not see",
     "jawaban pertama setelah kita tidak dapat melihat"},
    {"sent_again", "we can send again", "kita dapat mengirim lagi"},
    {"sight_lost",
     "too few anchors answer: we cannot see",
     "jangkar tidak menjawab: kita tidak dapat melihat"},
    {"not_sent",
     "this machine could not send, or its replies were hidden from us",
     "mesin ini tidak dapat mengirim, atau jawabannya tersembunyi"},
    {"suspend", "this machine or the daemon stood still", "mesin atau daemon ini berhenti sejenak"},
    {"no_address", "no address: planned, not probed", "belum ada alamat: direncanakan"},
    {"loss_ratio",
     "five minutes in a row lost more than loss_threshold",
     "lima menit berturut-turut kehilangan melebihi loss_threshold"},
    {"minutes",
     "loss, round trip or delay variation of the last five minutes",
     "kehilangan, latensi atau variasi tunda lima menit terakhir"},
    {"parents", "what its parents say", "menurut keadaan induknya"},
}};

constexpr std::array<Phrase, 8> kEvidence{{
    {"window", "announced work:", "pemeliharaan terjadwal:"},
    {"root", "root", "akar"},
    {"on_battery", "on battery:", "memakai baterai:"},
    {"battery_low", "battery low:", "baterai lemah:"},
    {"charge", "charge", "isi baterai"},
    {"volts", "voltage", "tegangan"},
    {"restart", "restarted:", "menyala ulang:"},
    {"contract_ended", "contract ended:", "kontrak berakhir:"},
}};

constexpr std::array<Phrase, 5> kVerdicts{{
    {"undecided", "undecided", "belum pasti"},
    {"answered", "answered", "terjawab"},
    {"lost", "lost", "hilang"},
    {"unsent", "not sent", "tidak terkirim"},
    {"void", "hidden from us", "tidak terlihat"},
}};

template <std::size_t N>
std::string said(const std::array<Phrase, N>& phrases,
                 const std::string& word,
                 config::Language language) {
  for (const Phrase& phrase : phrases) {
    if (phrase.word == word) {
      return std::string(choose(language, phrase.english, phrase.indonesian));
    }
  }
  return word;
}

}  // namespace

std::string rule_text(const std::string& word, config::Language language) {
  return said(kRules, word, language);
}

std::string evidence_text(const std::string& word, config::Language language) {
  return said(kEvidence, word, language);
}

std::string verdict_text(const std::string& word, config::Language language) {
  return said(kVerdicts, word, language);
}

}  // namespace pantau::cli
