// SPDX-License-Identifier: Apache-2.0
#include "config/csv_import.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/scratch_folder.hpp"

namespace pantau::config {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using testing::HasSubstr;

constexpr Date kToday{year{2026}, month{11}, day{22}};

std::string file_text(const std::string& name) {
  std::ifstream in(std::string{PANTAU_TEST_DATA} + "/csv/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

LoadOptions today() {
  LoadOptions options;
  options.today = kToday;
  return options;
}

CsvImport import(const std::string& text) {
  return import_csv(text,
                    {.file = "sheet.csv", .configuration = {}, .known = nullptr, .load = today()});
}

/// A sheet and what `pantau check` makes of what is imported from it.
struct Round {
  ScratchFolder folder;
  CsvImport imported;
  std::optional<Plan> plan;

  explicit Round(const std::string& text) : imported(import(text)) { check(); }

  /// With a configuration that is there already.
  Round(const std::string& configuration, const std::string& text) {
    const auto main = folder.write("pantau.toml", configuration);
    const auto known = load(main, today());
    EXPECT_TRUE(known.plan.has_value());
    imported = import_csv(
        text, {.file = "sheet.csv", .configuration = main, .known = &*known.plan, .load = today()});
    check("include = [\"pantau.toml\"]\n");
  }

  void check(const std::string& above = "") {
    if (imported.problems.empty()) {
      const auto outcome = load(folder.write("all.toml", above + imported.toml), today());
      for (const auto& problem : outcome.problems) {
        ADD_FAILURE() << to_string(problem);
      }
      plan = outcome.plan;
    }
  }

  [[nodiscard]] std::string said() const {
    std::string text;
    for (const auto& problem : imported.problems) {
      text += to_string(problem, imported, "F") + "\n";
    }
    return text;
  }

  [[nodiscard]] std::string warned() const {
    std::string text;
    for (const auto& warning : imported.warnings) {
      text += to_string(warning, imported, "F") + "\n";
    }
    return text;
  }
};

TEST(CsvImport, ReadsTheSheetOfAnOfficeAsItWasMeant) {
  const Round round(file_text("county.csv"));
  ASSERT_TRUE(round.plan) << round.said();
  const auto& plan = *round.plan;
  ASSERT_EQ(plan.sites.size(), 3U);
  const auto* jila = plan.find_site("kantor-distrik-jila");
  ASSERT_NE(jila, nullptr);
  EXPECT_EQ(jila->name, "Kantor Distrik Jila");
  EXPECT_EQ(jila->district, "jila");
  EXPECT_EQ(jila->phase, "tahap-2");
  EXPECT_EQ(jila->latitude, -4.247);
  EXPECT_EQ(jila->longitude, 137.6);
  EXPECT_EQ(jila->serves_population, 2103);
  EXPECT_EQ(jila->services, (std::vector<std::string>{"disdukcapil", "puskesmas"}));
  EXPECT_EQ(jila->contacts, (std::vector<std::string>{"Kantor distrik 0800-0-001"}));
  EXPECT_EQ(jila->planned.at(Stage::installed), (Date{year{2026}, month{2}, day{15}}));
  EXPECT_EQ(jila->planned.at(Stage::in_service), (Date{year{2026}, month{3}, day{15}}));
  EXPECT_EQ(jila->actual.size(), 1U);
  EXPECT_EQ(jila->actual.at(Stage::surveyed), (Date{year{2025}, month{8}, day{2}}));
  ASSERT_TRUE(jila->hold);
  EXPECT_EQ(jila->hold->kind, HoldKind::on_hold);
  EXPECT_EQ(jila->hold->reason, "security");
  EXPECT_EQ(jila->hold->since, (Date{year{2026}, month{1}, day{20}}));
  EXPECT_EQ(plan.find_district("mimika-baru")->population, 145570);
  const auto* contract = plan.find_contract("spk-017-2026");
  ASSERT_NE(contract, nullptr);
  EXPECT_EQ(contract->number, "SPK-017/2026");
  EXPECT_EQ(contract->provider, "bakti");
  EXPECT_EQ(contract->target, 0.95);
  EXPECT_EQ(contract->end, (Date{year{2026}, month{12}, day{31}}));
  EXPECT_EQ(plan.phases.front().name, "Tahap I");
}

TEST(CsvImport, TakesRowsOfOneSiteForItsLinks) {
  const Round round(file_text("county.csv"));
  ASSERT_TRUE(round.plan) << round.said();
  ASSERT_EQ(round.plan->links.size(), 4U);
  const auto* vsat = round.plan->find_link("mimika-barat-puskesmas-kokonao-vsat");
  const auto* leo = round.plan->find_link("mimika-barat-puskesmas-kokonao-leo");
  ASSERT_TRUE(vsat != nullptr && leo != nullptr);
  EXPECT_EQ(vsat->site, leo->site);
  EXPECT_EQ(vsat->provider, "bakti");
  EXPECT_EQ(leo->role, Role::backup);
  EXPECT_EQ(leo->provider, "penyedia-contoh");
  EXPECT_EQ(leo->address, "198.18.4.129");
}

struct Expected {
  CellPlace place;
  std::string words;
};

std::vector<Expected> expectations(const std::string& name) {
  std::vector<Expected> result;
  std::istringstream lines(file_text(name));
  for (std::string line; std::getline(lines, line);) {
    Expected expected;
    char colon = 0;
    std::istringstream fields(line);
    fields >> expected.place.row >> colon >> expected.place.column >> colon;
    std::getline(fields >> std::ws, expected.words);
    result.push_back(expected);
  }
  return result;
}

// mixed.csv and what is planted in it are written by make_mixed.py.
TEST(CsvImport, TellsThreeHundredMixedProblemsInOneGoEachAtItsCell) {
  const auto result = import(file_text("mixed.csv"));
  const auto expected = expectations("mixed.expected");
  ASSERT_GE(expected.size(), 300U);
  EXPECT_TRUE(result.toml.empty());
  ASSERT_EQ(result.problems.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(result.problems[i].place, expected[i].place)
        << to_string(result.problems[i], result, "F");
    EXPECT_THAT(result.problems[i].text, HasSubstr(expected[i].words));
  }
}

constexpr const char* kHead = "Nama Lokasi;Distrik;Teknologi;Alamat IP\n";

TEST(CsvImport, NamesFileRowColumnAndHeaderOfAProblem) {
  const Round round(std::string{kHead} + "Puskesmas;Jila;VSTA;198.18.6.1\n");
  EXPECT_EQ(round.said(),
            "F:2:3 \"Teknologi\": \"VSTA\" is no technology; did you mean \"vsat\"?\n");
}

TEST(CsvImport, MakesTheSameIdsWhateverTheOrderOfTheRows) {
  std::vector<std::string> rows{"Puskesmas;Jila;VSAT;\n",
                                "Puskesmas;Hoya;VSAT;\n",
                                "Kantor Distrik;Jila;VSAT;\n",
                                "漢字;Jila;VSAT;\n"};
  const auto ids = [&] {
    const Round round(kHead + rows[0] + rows[1] + rows[2] + rows[3]);
    std::vector<std::string> result;
    for (const auto& site : round.plan.value_or(Plan{}).sites) {
      result.push_back(site.id + " " + site.name);
    }
    return result;
  };
  const auto before = ids();
  ASSERT_EQ(before.size(), 4U);
  EXPECT_THAT(before, testing::Contains("jila-puskesmas Puskesmas"));
  EXPECT_THAT(before, testing::Contains("hoya-puskesmas Puskesmas"));
  std::reverse(rows.begin(), rows.end());
  EXPECT_EQ(ids(), before);
}

TEST(CsvImport, FillsABlankDistrictOnlyWhereCellsAreMerged) {
  const Round merged(std::string{kHead} + "A;Jila;VSAT;\nB;;VSAT;\nC;Hoya;VSAT;\n");
  ASSERT_TRUE(merged.plan) << merged.said();
  EXPECT_EQ(merged.plan->find_site("jila-b")->district, "jila");
  EXPECT_THAT(merged.warned(), HasSubstr("F:3:2 \"Distrik\": blank cells"));
  const Round repeated(std::string{kHead} + "A;Jila;VSAT;\nB;Jila;VSAT;\nC;;VSAT;\n");
  EXPECT_THAT(repeated.said(), HasSubstr("F:4:2 \"Distrik\": is empty"));
  const Round parted(std::string{kHead} + "A;Jila;VSAT;\n;;;\nC;;VSAT;\n");
  EXPECT_THAT(parted.said(), HasSubstr("F:4:2 \"Distrik\": is empty"));
  const Round below_a_heading(std::string{kHead} + "A;Jila;VSAT;\nDISTRIK HOYA;;;\nC;;VSAT;\n");
  EXPECT_THAT(below_a_heading.said(), HasSubstr("F:4:2 \"Distrik\": is empty"));
}

TEST(CsvImport, SaysWhenCellsWereSplitByTheSeparatorInThem) {
  const Round round("Nama,Distrik,Lintang,Bujur\nA,Jila,-4,247,137,6\n");
  EXPECT_THAT(round.said(), HasSubstr("F:2:5: \"137\" stands beyond the last header"));
}

TEST(CsvImport, ReadsCommaAndTabAsWell) {
  const Round comma("Nama,Distrik,Lintang,Bujur\nA,Jila,\"-4,247\",137.6\n");
  ASSERT_TRUE(comma.plan) << comma.said();
  EXPECT_EQ(comma.plan->sites.front().latitude, -4.247);
  const Round tab("Bujur\tdistrict\tLATITUDE\tsite_name\n137,6\tJila\t-4,247\tA\n");
  ASSERT_TRUE(tab.plan) << tab.said();
  EXPECT_EQ(tab.plan->sites.front().longitude, 137.6);
}

TEST(CsvImport, ReadsStagesBelowAMergedHeader) {
  const Round round(
      ";;RENCANA;;REALISASI;\nNama;Distrik;Terpasang;Beroperasi;Terpasang;Beroperasi\n"
      "1;2;3;4;5;6\nA;Jila;1/2/2026;1/3/2026;2/2/2026;\n");
  ASSERT_TRUE(round.plan) << round.said();
  const auto& site = round.plan->sites.front();
  EXPECT_EQ(site.planned.at(Stage::in_service), (Date{year{2026}, month{3}, day{1}}));
  EXPECT_EQ(site.actual.at(Stage::installed), (Date{year{2026}, month{2}, day{2}}));
  const Round alone("Nama;Distrik;Terpasang\nA;Jila;1/2/2026\n");
  EXPECT_THAT(alone.said(), HasSubstr("F:1:3 \"Terpasang\": says neither plan nor actual"));
}

TEST(CsvImport, WarnsOfAnActualDateInTheFutureAndOfUnknownColumns) {
  const Round round("Nama;Distrik;Realisasi Survei;Warna\nA;Jila;1/2/2027;biru\n");
  ASSERT_TRUE(round.plan) << round.said();
  EXPECT_THAT(round.warned(), HasSubstr("F:2:3 \"Realisasi Survei\": 2027-02-01 is in the future"));
  EXPECT_THAT(round.warned(), HasSubstr("F:1:4 \"Warna\": column not understood"));
}

TEST(CsvImport, RefusesOverlappingContractsAtTheirCell) {
  const Round round(
      "Nama;Distrik;Teknologi;Penyedia;Kontrak;Mulai Kontrak;Akhir Kontrak;Target SLA\n"
      "A;Jila;VSAT;BAKTI;K1;1/1/2026;31/12/2026;95%\n"
      "B;Jila;VSAT;BAKTI;K2;1/6/2026;31/12/2026;95%\n"
      "C;Jila;VSAT;;K1 ; ;;\n"
      "D;Jila;VSAT;;\"K1; K2\";;;\n");
  EXPECT_THAT(round.said(), HasSubstr("F:5:5 \"Kontrak\": "));
  EXPECT_EQ(round.imported.problems.size(), 1U) << round.said();
}

constexpr const char* kKnown = R"(
district = [{ id = "jila", name = "Jila", code = "94.04.06", aliases = ["Jilla Lama"], population = 2103 }]
phase = [{ id = "tahap-2", name = "Tahap II" }]
provider = [{ id = "bakti", name = "BAKTI" }]
contract = [{ id = "bakti-2026", provider = "bakti", number = "SPK-017/2026", start = 2026-01-01, target = 0.95 }]
site = [{ id = "hub", name = "Hub Timika", district = "jila", latitude = -4.5, longitude = 136.9 }]
link = [{ id = "hub-fibre", site = "hub", technology = "fibre" }]
)";

TEST(CsvImport, RefersToWhatTheConfigurationHasAndWritesItNotAgain) {
  const Round round(kKnown,
                    "Nama;Distrik;Tahap;Teknologi;Kontrak;Induk\n"
                    "Puskesmas;94.04.06;2;VSAT;SPK-017/2026;Hub Timika\n"
                    "Sekolah;Jilla lama;Tahap II;Radio;bakti-2026;hub-fibre\n"
                    "Hub Timika;Jila;;Starlink;;\n");
  ASSERT_TRUE(round.plan) << round.said();
  EXPECT_EQ(round.plan->districts.size(), 1U);
  EXPECT_EQ(round.plan->sites.size(), 3U);
  EXPECT_EQ(round.plan->find_site("jila-sekolah")->phase, "tahap-2");
  const auto* link = round.plan->find_link("jila-puskesmas-vsat");
  ASSERT_NE(link, nullptr);
  EXPECT_EQ(link->contracts, (std::vector<std::string>{"bakti-2026"}));
  EXPECT_EQ(link->parents.front().written, "site:hub");
  EXPECT_EQ(round.plan->find_link("hub-leo")->site, "hub");
  EXPECT_EQ(round.imported.toml.find("district = ["), std::string::npos);
}

TEST(CsvImport, AsksWhatWasMeantByNamesTheConfigurationDoesNotHave) {
  const Round round(kKnown,
                    "Nama;Distrik;Tahap;Teknologi;Penyedia;Kontrak\n"
                    "A;Jjla;Tahap III;VSAT;BAKTO;bakti-2062\n");
  EXPECT_THAT(round.said(),
              HasSubstr("F:2:2 \"Distrik\": there is no district \"Jjla\" in the "
                        "configuration; did you mean \"Jila\"?"));
  EXPECT_THAT(round.said(), HasSubstr("F:2:3 \"Tahap\": there is no phase"));
  EXPECT_THAT(round.said(), HasSubstr("did you mean \"BAKTI\"?"));
  EXPECT_THAT(round.said(), HasSubstr("did you mean \"bakti-2026\"?"));
  EXPECT_EQ(round.imported.problems.size(), 4U);
}

TEST(CsvImport, ChangesNothingThatTheConfigurationSays) {
  const Round round(kKnown, "Nama;Distrik;Lintang;Bujur\nHub Timika;Jila;-4,6;136,9\n");
  EXPECT_THAT(round.said(), HasSubstr("F:2:3 \"Lintang\": -4.6 contradicts latitude = -4.5"));
  EXPECT_EQ(round.imported.problems.size(), 1U);
}

TEST(CsvImport, MakesNothingOfWhatItHasImportedAlready) {
  const auto text = file_text("county.csv");
  const auto first = import(text);
  ASSERT_TRUE(first.problems.empty());
  const Round again(first.toml, text);
  EXPECT_TRUE(again.imported.problems.empty()) << again.said();
  EXPECT_EQ(again.imported.toml.find("= ["), std::string::npos) << again.imported.toml;
}

TEST(CsvImport, WantsHeadersAndSaysSoForAnyOtherFile) {
  for (const auto* text : {"", "\n\n", "a;b;c\n1;2;3\n", "PK\x03\x04", "Nama\nA\n"}) {
    const auto result = import(text);
    EXPECT_EQ(result.problems.size(), 1U) << text;
    EXPECT_TRUE(result.toml.empty());
  }
}

TEST(CsvImport, SurvivesCellsInAnyPlace) {
  std::mt19937 random(1);
  const auto sheet = file_text("mixed.csv").substr(0, 6000);
  for (int i = 0; i < 25; ++i) {
    auto text = sheet;
    for (int change = 0; change < 20; ++change) {
      text[random() % text.size()] = ";\"\n\r\t,-\xFF#0"[random() % 10];
    }
    const auto result = import(text);
    EXPECT_EQ(result.toml.empty(), !result.problems.empty());
    for (const auto& problem : result.problems) {
      EXPECT_GE(problem.place.row, 1U);
      EXPECT_GE(problem.place.column, 1U);
    }
  }
}

}  // namespace
}  // namespace pantau::config
