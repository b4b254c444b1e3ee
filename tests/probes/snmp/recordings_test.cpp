// SPDX-License-Identifier: Apache-2.0
// Recordings of real equipment, which are no part of this repository: in PANTAU_RECORDINGS, else in
// ../shared/devices beside it. What is expected is worked out from the recording itself, with the
// arithmetic written here and not in the profile.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/snmp/interpret.hpp"
#include "tests/probes/snmp/profile_plan.hpp"

namespace pantau::snmp {
namespace {

using config::Quantity;

std::filesystem::path recordings() {
  const char* const given = std::getenv("PANTAU_RECORDINGS");  // NOLINT(concurrency-mt-unsafe)
  return given != nullptr ? std::filesystem::path(given)
                          : std::filesystem::path(PANTAU_SOURCE_DIR) / ".." / "shared" / "devices";
}

double same(double raw) {
  return raw;
}

double tenths(double raw) {
  return raw / 10;
}

double hundredths(double raw) {
  return raw / 100;
}

double minutes(double raw) {
  return raw * 60;
}

double bits(double raw) {
  return raw / 8;
}

double kilobits(double raw) {
  return raw * 1000 / 8;
}

double megabits(double raw) {
  return raw * 1000000 / 8;
}

double per_mille(double raw) {
  return raw / 1000;
}

double never(double) {
  return 0;
}

/// Of the only row of a table.
constexpr const char* kNoLabel = "no label";

/// One number that the poll must give.
struct Expected {
  Quantity quantity;
  std::string oid;  ///< with ".*" at its end: that row of the column, from 0, labelled by its index
  double (*meaning)(double) = same;
  std::string name;  ///< the label; with `name_oid` empty
  std::string name_oid;  ///< the label stands there
  std::size_t row = 0;
};

struct Case {
  std::string file;
  std::string profile;
  std::vector<Expected> expected;  ///< all of power, radios and sensors
};

constexpr std::string_view kMt = "1.3.6.1.4.1.14988.1.1.";
constexpr std::string_view kIfName = "1.3.6.1.2.1.31.1.1.1.1.";
constexpr std::string_view kUps = "1.3.6.1.2.1.33.1.";
constexpr std::string_view kApc = "1.3.6.1.4.1.318.1.1.";
constexpr std::string_view kMimosa = "1.3.6.1.4.1.43356.2.1.2.";
constexpr std::string_view kLtu = "1.3.6.1.4.1.41112.1.10.1.4.1.";
constexpr std::string_view kAirmax = "1.3.6.1.4.1.41112.1.4.5.1.";
constexpr std::string_view kGenstar = "1.3.6.1.4.1.33333.10.";

std::string under(std::string_view root, const std::string& rest) {
  return fmt::format("{}{}", root, rest);
}

std::vector<Expected> mimosa_chains() {
  std::vector<Expected> all{
      {Quantity::sensor_celsius, under(kMimosa, "1.8.0"), tenths, "internal", ""}};
  for (const std::string row : {"1", "2", "3", "4"}) {
    all.push_back({Quantity::radio_signal, under(kMimosa, "6.1.1.3." + row), tenths, row, ""});
    all.push_back({Quantity::radio_noise, under(kMimosa, "6.1.1.4." + row), tenths, row, ""});
    all.push_back({Quantity::radio_snr, under(kMimosa, "6.1.1.5." + row), tenths, row, ""});
    all.push_back(
        {Quantity::radio_transmit_rate, under(kMimosa, "6.2.1.2." + row), megabits, row, ""});
    all.push_back(
        {Quantity::radio_receive_rate, under(kMimosa, "6.2.1.5." + row), megabits, row, ""});
  }
  return all;
}

std::vector<Expected> ups(double (*input)(double)) {
  return {{Quantity::on_battery, under(kUps, "2.2.0"), same, "", ""},
          {Quantity::battery_low, under(kUps, "2.1.0"), never, "", ""},
          {Quantity::battery_charge, under(kUps, "2.4.0"), hundredths, "", ""},
          {Quantity::battery_volts, under(kUps, "2.5.0"), tenths, "", ""},
          {Quantity::battery_remaining, under(kUps, "2.3.0"), minutes, "", ""},
          {Quantity::sensor_celsius, under(kUps, "2.7.0"), same, "battery", ""},
          {Quantity::input_volts, under(kUps, "3.3.1.3.1"), input, "1", ""}};
}

std::vector<Case> power() {
  return {
      {"apc_smart1500",
       "apc",
       {{Quantity::on_battery, under(kApc, "1.4.1.1.0"), never, "", ""},
        {Quantity::battery_charge, under(kApc, "1.2.3.1.0"), per_mille, "", ""},
        {Quantity::battery_volts, under(kApc, "1.2.3.4.0"), tenths, "", ""},
        {Quantity::battery_remaining, under(kApc, "1.2.2.3.0"), hundredths, "", ""},
        {Quantity::input_volts, under(kApc, "1.3.3.1.0"), tenths, "", ""},
        {Quantity::sensor_celsius, under(kApc, "1.2.3.2.0"), tenths, "battery", ""},
        {Quantity::sensor_celsius,
         under(kApc, "25.1.2.1.6.1.1"),
         same,
         "",
         under(kApc, "25.1.2.1.3.1.1")},
        {Quantity::sensor_celsius,
         under(kApc, "25.1.2.1.6.2.1"),
         same,
         "",
         under(kApc, "25.1.2.1.3.2.1")}}},
      {"deltaups_rfc1628string", "ups", ups(tenths)},
      {"netmanplus_204", "ups", ups(same)},
      {"morningstar-mppt",
       "morningstar",
       {{Quantity::battery_volts, under(kGenstar, "30.0"), same, "battery", ""},
        {Quantity::battery_low, under(kGenstar, "46.0"), never, "battery", ""},
        {Quantity::input_volts, under(kGenstar, "95.0"), same, "array", ""},
        {Quantity::sensor_celsius, under(kGenstar, "36.0"), same, "battery", ""},
        {Quantity::sensor_celsius, under(kGenstar, "38.0"), same, "heatsink", ""}}},
  };
}

std::vector<Case> routers() {
  return {
      {"routeros_rb433gl",
       "mikrotik",
       {{Quantity::input_volts, under(kMt, "3.8.0"), tenths, "", ""},
        {Quantity::sensor_volts,
         under(kMt, "3.100.1.3.13"),
         tenths,
         "",
         under(kMt, "3.100.1.2.13")},
        {Quantity::radio_noise, under(kMt, "1.3.1.9.4"), same, "", under(kIfName, "4")},
        {Quantity::radio_noise, under(kMt, "1.3.1.9.5"), same, "", under(kIfName, "5")},
        {Quantity::radio_receive_rate, under(kMt, "1.3.1.3.5"), bits, "", under(kIfName, "5")},
        {Quantity::radio_transmit_rate, under(kMt, "1.3.1.2.5"), bits, "", under(kIfName, "5")}}},
      {"routeros",
       "mikrotik",
       {{Quantity::input_volts, under(kMt, "3.8.0"), tenths, "", ""},
        {Quantity::sensor_celsius, under(kMt, "3.10.0"), tenths, "temperature", ""},
        {Quantity::radio_noise, under(kMt, "1.3.1.9.1"), same, "", under(kIfName, "1")},
        {Quantity::radio_noise, under(kMt, "1.3.1.9.2"), same, "", under(kIfName, "2")},
        {Quantity::radio_signal, under(kMt, "1.8.1.12.1"), same, "", under(kIfName, "1")},
        {Quantity::radio_transmit_rate,
         under(kMt, "1.8.1.13.1"),
         megabits,
         "",
         under(kIfName, "1")},
        {Quantity::radio_signal, under(kMt, "1.9.1.9.*"), same, "", ""},
        {Quantity::radio_transmit_rate, under(kMt, "1.9.1.8.*"), megabits, "", ""}}},
      {"routeros_ltap-mini",
       "mikrotik",
       {{Quantity::radio_noise, under(kMt, "1.3.1.9.2"), same, "2", ""},
        {Quantity::radio_signal, under(kMt, "16.1.1.4.3"), same, "", under(kMt, "14.1.1.2.3")},
        {Quantity::radio_snr, under(kMt, "16.1.1.7.3"), same, "", under(kMt, "14.1.1.2.3")}}},
  };
}

std::vector<Case> radios() {
  return {
      {"airos-af-ltu",
       "ubiquiti-airfiber",
       {{Quantity::radio_signal, under(kLtu, "5.*"), same, kNoLabel, ""},
        {Quantity::radio_receive_rate, under(kLtu, "4.*"), kilobits, kNoLabel, ""},
        {Quantity::radio_transmit_rate, under(kLtu, "3.*"), kilobits, kNoLabel, ""}}},
      {"airos_airos8",
       "ubiquiti-airmax",
       {{Quantity::radio_signal, under(kAirmax, "5.1"), same, "", ""},
        {Quantity::radio_noise, under(kAirmax, "8.1"), same, "", ""},
        {Quantity::radio_receive_rate, under(kAirmax, "10.1"), bits, "", ""},
        {Quantity::radio_transmit_rate, under(kAirmax, "9.1"), bits, "", ""}}},
      {"edgeos_erl", "generic", {}},
      {"openwrt", "generic", {}},
      {"radwin_5200-0150", "generic", {}},
      {"epmp",
       "cambium-epmp",
       {{Quantity::radio_snr, "1.3.6.1.4.1.17713.21.1.2.18.0", same, "", ""}}},
      {"pmp_450",
       "cambium-pmp",
       {{Quantity::radio_signal, "1.3.6.1.4.1.161.19.3.1.4.1.35.2", same, "2", ""},
        {Quantity::radio_snr, "1.3.6.1.4.1.161.19.3.1.4.1.74.2", same, "2", ""},
        {Quantity::sensor_celsius, "1.3.6.1.4.1.161.19.3.3.1.35.0", same, "board", ""}}},
      {"mimosa_b5", "mimosa", mimosa_chains()},
  };
}

std::vector<Case> cases() {
  auto all = power();
  for (const auto& more : {radios(), routers()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

std::string text_at(const RecordedAgent& agent, const std::string& oid) {
  const auto* const value = agent.find(oid);
  const auto* const text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string{} : *text;
}

Sample sample_of(const RecordedAgent& agent, const Expected& each) {
  Sample sample;
  sample.quantity = each.quantity;
  sample.name = each.name_oid.empty() ? each.name : text_at(agent, each.name_oid);
  const Value* value = nullptr;
  if (each.oid.ends_with(".*")) {
    const auto column = config::parse_oid(each.oid.substr(0, each.oid.size() - 2)).value();
    const auto index = agent.walk(column).at(each.row).oid;
    sample.name = each.name == kNoLabel ? "" : config::to_string(index);
    value = agent.find(column.with(index.arcs()));
  } else {
    value = agent.find(each.oid);
  }
  const auto raw = value == nullptr ? std::nullopt : number_of(*value);
  EXPECT_TRUE(raw) << each.oid;
  sample.number = each.meaning(raw.value_or(0));
  return sample;
}

std::vector<std::string> lines_of(const RecordedAgent& agent, const std::vector<Expected>& all) {
  std::vector<std::string> lines;
  lines.reserve(all.size());
  for (const auto& each : all) {
    lines.push_back(line_of(sample_of(agent, each)));
  }
  return lines;
}

bool is_measured(const Sample& sample) {
  const auto subject = config::traits_of(sample.quantity).subject;
  return subject != config::Subject::agent && subject != config::Subject::interface;
}

TEST(Recordings, GiveTheNumbersThatTheyHold) {
  if (!std::filesystem::is_directory(recordings())) {
    GTEST_SKIP() << "no recordings in " << recordings();
  }
  for (const auto& [file, profile, expected] : cases()) {
    SCOPED_TRACE(file);
    const RecordedAgent agent(recordings() / (file + ".snmprec"));
    const auto chosen = agent.choose(plan_of_built_in_profiles().profiles);
    ASSERT_NE(chosen, nullptr);
    EXPECT_EQ(chosen->id, profile);
    auto samples = interpret(agent.poll(chosen, {}));
    std::erase_if(samples, [](const Sample& sample) { return !is_measured(sample); });
    EXPECT_THAT(snmp::lines_of(samples),
                testing::UnorderedElementsAreArray(lines_of(agent, expected)));
  }
}

/// Every interface of every recording, by ifName, else by ifDescr. Of two with one name the first.
TEST(Recordings, CountWhatTheirInterfacesCount) {
  if (!std::filesystem::is_directory(recordings())) {
    GTEST_SKIP() << "no recordings in " << recordings();
  }
  for (const auto& entry : std::filesystem::directory_iterator(recordings())) {
    if (entry.path().extension() != ".snmprec") {
      continue;
    }
    SCOPED_TRACE(entry.path());
    const RecordedAgent agent(entry.path());
    auto rows = agent.walk({1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1});
    if (rows.empty()) {
      rows = agent.walk({1, 3, 6, 1, 2, 1, 2, 2, 1, 2});
    }
    std::set<std::string> seen;
    for (const auto& row : rows) {
      const auto name = std::get<std::string>(row.value);
      if (!seen.insert(name).second) {
        continue;
      }
      const auto index = row.oid;
      const auto* received = agent.find(Oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6}.with(index.arcs()));
      if (received == nullptr) {
        received = agent.find(Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 10}.with(index.arcs()));
      }
      const auto chosen = agent.choose(plan_of_built_in_profiles().profiles);
      const auto samples = interpret(agent.poll(chosen, {name}));
      const auto found = std::find_if(samples.begin(), samples.end(), [](const Sample& sample) {
        return sample.quantity == Quantity::interface_receive_bytes;
      });
      ASSERT_EQ(found != samples.end(), received != nullptr) << name;
      if (received != nullptr) {
        EXPECT_EQ(found->counter, std::get<Counter>(*received)) << name;
        EXPECT_EQ(found->name, name);
      }
    }
  }
}

}  // namespace
}  // namespace pantau::snmp
