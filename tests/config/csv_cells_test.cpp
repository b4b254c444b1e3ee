// SPDX-License-Identifier: Apache-2.0
#include "config/csv_cells.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "config/csv_dates.hpp"
#include "config/csv_headers.hpp"
#include "config/csv_names.hpp"
#include "config/csv_words.hpp"
#include "config/table_reader.hpp"

namespace pantau::config {
namespace {

/// "2025-08-13", or the problem.
std::string date_of(std::string_view cell) {
  const auto reading = read_date(cell);
  return reading.value ? format_date(reading.value->date) : reading.problem;
}

TEST(CsvDate, IsReadAsOfficesWriteIt) {
  for (const auto* cell : {"13 Agustus 2025",
                           "13-08-2025",
                           "13/8/2025",
                           "13.08.2025",
                           "2025-08-13",
                           "13 Agt 2025",
                           "13-Agu-2025",
                           "13 Ags. 2025",
                           "Rabu, 13 Agustus 2025",
                           "August 13, 2025",
                           "13 AUGUST 2025",
                           "45882",
                           "45882,00",
                           "2025-08-13 00:00:00",
                           "13/08/25",
                           " 13\xC2\xA0"
                           "Agustus 2025 "}) {
    EXPECT_EQ(date_of(cell), "2025-08-13") << cell;
  }
}

TEST(CsvDate, IsDayFirst) {
  EXPECT_EQ(date_of("03/04/2025"), "2025-04-03");
  EXPECT_NE(date_of("08/13/2025").find("no month 13: dates are day first; write 13/08/2025"),
            std::string::npos);
}

TEST(CsvDate, IsRefusedRatherThanGuessed) {
  for (const auto* cell : {"31/02/2025",
                           "29 Februari 2025",
                           "Agustus 2025",
                           "TW III 2025",
                           "13/08",
                           "0/8/2025",
                           "13 Agustus 1205",
                           "2025",
                           "13 Agusuts 2025",
                           "45.882",
                           "99999",
                           "1",
                           "13/08/20255",
                           "-45882"}) {
    EXPECT_FALSE(read_date(cell).value) << cell;
    EXPECT_FALSE(read_date(cell).problem.empty()) << cell;
  }
  EXPECT_EQ(date_of("29 Februari 2024"), "2024-02-29");
}

TEST(CsvDate, SaysWhichCenturyItTook) {
  EXPECT_FALSE(read_date("13/08/25").guess.empty());
  EXPECT_TRUE(read_date("13/08/2025").guess.empty());
}

TEST(CsvDate, KeepsTheTimeOfDay) {
  EXPECT_EQ(read_date("13 Agustus 2025 10:30 WIT").value->time, std::chrono::minutes{630});
  EXPECT_EQ(read_date("2025-08-13T10:30:05").value->time, std::chrono::seconds{37805});
  EXPECT_FALSE(read_date("13/08/2025").value->time);
}

TEST(CsvNumber, TakesThousandsInBothLanguages) {
  for (const auto* cell : {"2103", "2.103", "2,103", "2 103", "2.103,00", "2.103 jiwa"}) {
    EXPECT_EQ(read_count(cell).value, 2103) << cell;
  }
  for (const auto* cell : {"2.10", "2.1034", "-5", "dua", "1.234,567.8", "2.103.", "1e3"}) {
    EXPECT_FALSE(read_count(cell).value) << cell;
  }
}

TEST(CsvNumber, TakesRupiah) {
  for (const auto* cell :
       {"Rp 12.500.000", "Rp12.500.000,-", "12500000", "IDR 12,500,000.00", "Rp. 12.500.000,00"}) {
    EXPECT_EQ(read_rupiah(cell).value, 12'500'000) << cell;
  }
  EXPECT_FALSE(read_rupiah("12,5 juta").value);
}

TEST(CsvNumber, TakesRatiosAndPercentages) {
  for (const auto* cell : {"95%", "95 %", "95", "0,95", "0.95"}) {
    EXPECT_EQ(read_ratio(cell).value, 0.95) << cell;
  }
  EXPECT_EQ(read_ratio("99,9 %").value, 0.999);
  EXPECT_EQ(read_ratio("99.5").value, 0.995);
  EXPECT_EQ(read_ratio("1").value, 1.0);
  EXPECT_FALSE(read_ratio("120%").value);
  EXPECT_FALSE(read_ratio("-1").value);
}

TEST(CsvNumber, TakesPositionsWithDecimalCommaOrMinutes) {
  EXPECT_EQ(read_degrees("-4,247", true).value, -4.247);
  EXPECT_EQ(read_degrees("\xE2\x88\x92"
                         "4.247",
                         true)
                .value,
            -4.247);
  EXPECT_EQ(read_degrees("4,247 LS", true).value, -4.247);
  EXPECT_EQ(read_degrees("4°14'49.2\" LS", true).value, -4.247);
  EXPECT_EQ(read_degrees("137°36′ BT", false).value, 137.6);
  EXPECT_EQ(read_degrees("-0,5", true).value, -0.5);
  EXPECT_NE(read_degrees("137,6", true).problem.find("swapped"), std::string::npos);
  EXPECT_NE(read_degrees("-4247", true).problem.find("decimal comma"), std::string::npos);
  EXPECT_FALSE(read_degrees("4°75'", true).value);
  EXPECT_FALSE(read_degrees("-4.247.123", true).value);
}

TEST(CsvNumber, TakesRatesWithTheUnitOfCellOrHeader) {
  EXPECT_EQ(read_rate_text("4 Mbps", "").value, "4Mbit/s");
  EXPECT_EQ(read_rate_text("4", "mbps").value, "4Mbit/s");
  EXPECT_EQ(read_rate_text("512 kbps", "mbps").value, "512kbit/s");
  EXPECT_FALSE(read_rate_text("4", "").value);
  EXPECT_EQ(read_size_text("50 GB", "").value, "50GB");
  EXPECT_EQ(read_size_text("1,5 TB/bulan", "").value, "1.5TB");
}

TEST(CsvCell, KnowsWhatSaysNothing) {
  for (const auto* cell : {"", " ", "-", "—", "n/a", "N/A", "nihil", "Belum Ada", "\xC2\xA0"}) {
    EXPECT_TRUE(is_blank(cell)) << cell;
  }
  EXPECT_FALSE(is_blank("0"));
  EXPECT_FALSE(is_blank("Nama"));
  EXPECT_TRUE(is_formula_error("#REF!"));
  EXPECT_TRUE(is_formula_error("####"));
  EXPECT_FALSE(is_formula_error("#1"));
}

TEST(CsvHeader, IsKnownInBothLanguagesAndAnySpelling) {
  const auto field = [](std::string_view header) {
    const auto heading = heading_of(header);
    return heading ? heading->field : Field::ignored;
  };
  EXPECT_EQ(field("Nama Lokasi"), Field::site_name);
  EXPECT_EQ(field(" NAMA_LOKASI *"), Field::site_name);
  EXPECT_EQ(field("Kecamatan"), Field::district);
  EXPECT_EQ(field("Penduduk\ndilayani (jiwa)"), Field::serves_population);
  EXPECT_EQ(field("Lintang (LS)"), Field::latitude);
  EXPECT_EQ(field("IP Address"), Field::address);
  EXPECT_EQ(field("Target SLA (%)"), Field::contract_target);
  EXPECT_EQ(heading_of("Kapasitas Unduh (Mbps)")->unit, "mbps");
  EXPECT_FALSE(heading_of("Warna Cat"));
  EXPECT_EQ(nearest_header("Lintng"), "; did you mean \"lintang\"?");
}

TEST(CsvHeader, NamesEveryStagePlannedAndActual) {
  const std::array<std::pair<std::string_view, Stage>, 13> stages{
      {{"Diusulkan", Stage::proposed},
       {"Survei", Stage::surveyed},
       {"Lahan & Izin Siap", Stage::site_cleared},
       {"Terkontrak", Stage::contracted},
       {"Material Dikirim", Stage::shipped},
       {"Material di Lokasi", Stage::on_site},
       {"Terpasang", Stage::installed},
       {"Terintegrasi (siap layan)", Stage::integrated},
       {"Uji Terima", Stage::acceptance_test},
       {"Diterima (BAST)", Stage::accepted},
       {"Beroperasi", Stage::in_service},
       {"Diserahterimakan", Stage::handed_over},
       {"Dinonaktifkan", Stage::decommissioned}}};
  for (const auto& [name, stage] : stages) {
    for (const auto& [before, wanted] :
         {std::pair{"Rencana ", Field::planned}, std::pair{"Tgl. Realisasi ", Field::actual}}) {
      const auto heading = heading_of(before + std::string{name});
      ASSERT_TRUE(heading) << before << name;
      EXPECT_EQ(heading->field, wanted) << name;
      EXPECT_EQ(heading->stage, stage) << name;
    }
    EXPECT_EQ(bare_stage(name), stage) << name;
  }
  EXPECT_EQ(heading_of("planned.in_service")->stage, Stage::in_service);
  EXPECT_EQ(heading_of("Survei (Realisasi)")->field, Field::actual);
  EXPECT_EQ(plan_or_actual("RENCANA"), Field::planned);
}

TEST(CsvWord, MeansWhatTheConfigurationCallsIt) {
  EXPECT_EQ(read_technology("VSAT", {}).value, "geo-vsat");
  EXPECT_EQ(read_technology("Starlink", {}).value, "leo");
  EXPECT_EQ(read_technology("Serat Optik", {}).value, "fibre");
  EXPECT_EQ(read_technology("4G/LTE", {}).value, "lte");
  EXPECT_EQ(read_technology("HF Radio", {"hf-radio"}).value, "hf-radio");
  EXPECT_FALSE(read_technology("Satelit", {}).value);
  EXPECT_EQ(read_role("Cadangan").value, "backup");
  EXPECT_EQ(read_hold_kind("Ditangguhkan").value, "suspended");
  EXPECT_EQ(read_hold_kind("Beroperasi").value, "");
  EXPECT_EQ(read_hold_reason("Keamanan").value, "security");
  EXPECT_EQ(read_district_class("Pegunungan").value, "highland");
}

TEST(CsvWord, PhasesAreTheSameInRomanAndArabicFigures) {
  EXPECT_EQ(phase_key("Tahap II"), "2");
  EXPECT_EQ(phase_key("tahap-02"), "2");
  EXPECT_EQ(phase_key("2"), "2");
  EXPECT_EQ(phase_key("Tahap XIV"), "14");
  EXPECT_EQ(phase_key("Perluasan"), "perluasan");
}

TEST(CsvId, DependsOnTheNameAlone) {
  EXPECT_EQ(id_of("Kantor Distrik Jila"), "kantor-distrik-jila");
  EXPECT_EQ(id_of("  SD Inpres (Sempan) – 1 "), "sd-inpres-sempan-1");
  EXPECT_EQ(id_of("Café José"), "cafe-jose");
  EXPECT_EQ(id_of("jila.vsat"), "jila-vsat");
  EXPECT_EQ(written_id("jila.vsat_1"), "jila.vsat_1");
  EXPECT_EQ(written_id("MMK 001"), "mmk-001");
}

TEST(CsvId, IsAnIdWhateverTheName) {
  for (const auto& name : {std::string("漢字"),
                           std::string("Пункт 7"),
                           std::string("---"),
                           std::string("!"),
                           std::string(300, 'a'),
                           std::string("\xFF\xFE")}) {
    EXPECT_TRUE(is_id(id_of(name))) << name;
    EXPECT_EQ(id_of(name), id_of(name));
  }
  EXPECT_NE(id_of("漢字"), id_of("仮名"));
  EXPECT_NE(id_of(std::string(300, 'a')), id_of(std::string(301, 'a')));
}

}  // namespace
}  // namespace pantau::config
