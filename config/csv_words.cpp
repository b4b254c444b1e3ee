// SPDX-License-Identifier: Apache-2.0
#include "config/csv_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "config/csv_headers.hpp"
#include "config/csv_names.hpp"
#include "config/suggest.hpp"

namespace pantau::config {

namespace {

/// What the configuration calls it, and how cells do (folded, separated by ',').
struct Meaning {
  std::string_view word;
  std::string_view written;
};

constexpr std::array kTechnologies{
    Meaning{"geo-vsat",
            "geo vsat,vsat,vsat geo,geo,satelit geo,vsat ku band,vsat c band,vsat ip,vsat bakti,"
            "satelit vsat,geostasioner,satria,satria 1"},
    Meaning{"meo", "meo,satelit meo,o3b,vsat meo"},
    Meaning{"leo", "leo,satelit leo,starlink,satelit orbit rendah,vsat leo"},
    Meaning{"radio",
            "radio,radio link,radio ptp,ptp,point to point,microwave,gelombang mikro,wireless,"
            "nirkabel,radio wireless,ptmp,radio microwave,wireless ptp"},
    Meaning{"fibre",
            "fibre,fiber,fo,serat optik,fiber optik,fiber optic,fibre optic,kabel optik,"
            "kabel fiber optik,ftth,metro e,metro ethernet"},
    Meaning{"lte", "lte,4g,4g lte,lte 4g,seluler,bts,bts 4g,gsm,4g bts,modem 4g,orbit"}};

constexpr std::array kRoles{
    Meaning{"primary", "primary,utama,primer,main,jalur utama,link utama,pokok"},
    Meaning{"backup",
            "backup,cadangan,sekunder,secondary,failover,jalur cadangan,link cadangan,back up"}};

constexpr std::array kHoldKinds{
    Meaning{"on_hold", "on hold,onhold,hold,tertunda,ditunda,tunda,terkendala,pending"},
    Meaning{"suspended", "suspended,ditangguhkan,dikunci,suspend,diputus sementara,locked,isolir"},
    Meaning{"relocated", "relocated,direlokasi,relokasi,dipindahkan,pindah"},
    Meaning{"cancelled", "cancelled,canceled,dibatalkan,batal,dihapus"}};

constexpr std::array kHoldReasons{
    Meaning{"land", "land,lahan,tanah,tanah ulayat,ulayat,lahan tanah ulayat"},
    Meaning{"permit", "permit,izin,perizinan,ijin,perijinan"},
    Meaning{"budget", "budget,anggaran,dana,pagu"},
    Meaning{"logistics", "logistics,logistik,material,pengiriman,transportasi,angkutan"},
    Meaning{"weather", "weather,cuaca"},
    Meaning{"security", "security,keamanan,kahar,keadaan kahar,keamanan kahar,konflik"},
    Meaning{"power", "power,listrik,catu daya,plts,pln"},
    Meaning{"provider", "provider,penyedia,vendor"},
    Meaning{"arrears", "arrears,tunggakan,menunggak"},
    Meaning{"locked", "locked,dikunci,terkunci"},
    Meaning{"other", "other,lain,lainnya,lain lain,dan lain lain,dll"}};

constexpr std::array kDistrictWords{
    Meaning{"urban", "urban,perkotaan,kota"},
    Meaning{"coastal", "coastal,pesisir,pantai"},
    Meaning{"lowland", "lowland,dataran rendah,dataran"},
    Meaning{"highland", "highland,pegunungan,dataran tinggi,gunung"}};

constexpr std::array kFormulas{Meaning{"gross", "gross,kotor"},
                               Meaning{"net-a", "net a,neto a,bersih a,kontrak a,net,neto,bersih"},
                               Meaning{"net-b", "net b,neto b,bersih b,kontrak b"}};

constexpr std::array kRestitutions{
    Meaning{"pro-rata", "pro rata,prorata,proporsional"},
    Meaning{
        "pro-rata-over-target",
        "pro rata over target,prorata over target,prorata dibagi target,pro rata dibagi target"},
    Meaning{"shortfall", "shortfall,kekurangan,selisih,selisih target"}};

/// The next of the words that `list` separates by ','; takes it off.
std::string_view next_word(std::string_view& list) {
  const auto end = std::min(list.find(','), list.size());
  const auto word = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return word;
}

bool listed(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    if (next_word(list) == wanted) {
      return true;
    }
  }
  return false;
}

std::string_view meaning_of(std::span<const Meaning> meanings, std::string_view cell) {
  const auto wanted = folded(cell);
  const auto at = std::find_if(meanings.begin(), meanings.end(), [&](const Meaning& meaning) {
    return listed(meaning.written, wanted);
  });
  return at == meanings.end() ? "" : at->word;
}

/// "VSAT, Starlink or radio": the ways to write it that a reader of the table would use.
std::string choices(std::span<const Meaning> meanings) {
  std::string text;
  for (const auto& meaning : meanings) {
    auto words = meaning.written;
    const auto english = next_word(words);
    text +=
        fmt::format("{}{}", text.empty() ? "" : ", ", words.empty() ? english : next_word(words));
  }
  return text;
}

CellReading<std::string> read_word(std::string_view cell,
                                   std::span<const Meaning> meanings,
                                   std::string_view what) {
  if (const auto word = meaning_of(meanings, cell); !word.empty()) {
    return {std::string{word}, "", ""};
  }
  const auto wanted = folded(cell);
  Nearest nearest(wanted);
  for (const auto& meaning : meanings) {
    auto words = meaning.written;
    while (!words.empty()) {
      nearest.offer(next_word(words));
    }
  }
  const auto question = nearest.question();
  return unreadable<std::string>(fmt::format(
      "{} is no {}{}",
      shown(cell),
      what,
      question.empty() ? fmt::format(": write one of {}", choices(meanings)) : question));
}

/// 1 to 39, as phases are numbered; 0 for what is no Roman number.
int roman(std::string_view text) {
  constexpr std::array<std::string_view, 10> kOnes{
      "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
  int tens = 0;
  while (text.starts_with('x') && tens < 3) {
    text.remove_prefix(1);
    ++tens;
  }
  const auto* const ones = std::find(kOnes.begin(), kOnes.end(), text);
  return ones == kOnes.end() ? 0 : tens * 10 + static_cast<int>(ones - kOnes.begin());
}

}  // namespace

CellReading<std::string> read_technology(std::string_view cell,
                                         const std::vector<std::string>& known) {
  const auto id = id_of(cell);
  if (std::find(known.begin(), known.end(), id) != known.end()) {
    return {id, "", ""};
  }
  const auto wanted = folded(cell);
  if (wanted == "satelit" || wanted == "satellite") {
    return unreadable<std::string>(fmt::format(
        "{} leaves open which orbit: write VSAT (geostationary), MEO or Starlink", shown(cell)));
  }
  return read_word(cell, kTechnologies, "technology");
}

CellReading<std::string> read_role(std::string_view cell) {
  return read_word(cell, kRoles, "path");
}

CellReading<std::string> read_hold_kind(std::string_view cell) {
  const bool stage = bare_stage(cell).has_value() || folded(cell) == "aktif" ||
                     folded(cell) == "active" || folded(cell) == "normal";
  if (stage && meaning_of(kHoldKinds, cell).empty()) {
    return {std::string{},
            "",
            fmt::format("{} says no date and was left out: a stage counts by its column, as "
                        "\"Realisasi Beroperasi\"",
                        shown(cell))};
  }
  return read_word(cell, kHoldKinds, "state of a site");
}

CellReading<std::string> read_hold_reason(std::string_view cell) {
  return read_word(cell, kHoldReasons, "reason");
}

CellReading<std::string> read_district_class(std::string_view cell) {
  return read_word(cell, kDistrictWords, "class of a district");
}

CellReading<std::string> read_formula(std::string_view cell) {
  return read_word(cell, kFormulas, "formula");
}

CellReading<std::string> read_restitution(std::string_view cell) {
  return read_word(cell, kRestitutions, "formula of restitution");
}

std::string phase_key(std::string_view name) {
  auto key = folded(name);
  for (const std::string_view prefix : {"tahapan ", "tahap ", "fase ", "phase "}) {
    if (key.starts_with(prefix)) {
      key.erase(0, prefix.size());
      break;
    }
  }
  const bool figures =
      !key.empty() && key.find_first_not_of("0123456789") == std::string::npos && key.size() < 4;
  if (figures) {
    key.erase(0, std::min(key.find_first_not_of('0'), key.size() - 1));
    return key;
  }
  const auto number = roman(key);
  return number > 0 ? fmt::to_string(number) : key;
}

std::string district_name(std::string_view cell) {
  auto name = one_line(cell);
  for (const std::string_view prefix : {"distrik ", "kecamatan ", "kec. ", "district "}) {
    if (lower(name).starts_with(prefix)) {
      name.erase(0, prefix.size());
      break;
    }
  }
  return name;
}

bool is_district_code(std::string_view cell) {
  const auto text = trimmed(cell);
  return text.size() >= 6 && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool begins_a_sum(std::string_view cell) {
  constexpr std::array<std::string_view, 6> kWords{
      "jumlah", "total", "subtotal", "sub total", "grand total", "sub jumlah"};
  const auto text = folded(cell);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return text == word || (text.starts_with(word) && text[word.size()] == ' ');
  });
}

}  // namespace pantau::config
