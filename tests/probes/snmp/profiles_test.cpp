// SPDX-License-Identifier: Apache-2.0
// The built-in device profiles (config/snmp/*.toml) of routers and radios against synthetic
// recordings of an agent of each kind: every sample that they give, and no other.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/snmp/interpret.hpp"
#include "tests/probes/snmp/profile_plan.hpp"

namespace pantau::snmp {
namespace {

TEST(Profiles, AllTenAreBuiltIn) {
  std::vector<std::string> ids;
  for (const auto& profile : plan_of_built_in_profiles().profiles) {
    EXPECT_TRUE(profile->built_in) << profile->id;
    EXPECT_FALSE(profile->description.empty()) << profile->id;
    ids.push_back(profile->id);
  }
  EXPECT_THAT(ids,
              testing::ElementsAre("apc",
                                   "cambium-epmp",
                                   "cambium-pmp",
                                   "generic",
                                   "mikrotik",
                                   "mimosa",
                                   "morningstar",
                                   "ubiquiti-airfiber",
                                   "ubiquiti-airmax",
                                   "ups"));
}

/// 1472 bytes of UDP fit an Ethernet packet; what more is needed for version 3 is below 150.
TEST(Profiles, AnAnswerFitsOnePacket) {
  const auto folder = std::filesystem::path(PANTAU_TEST_DATA) / "snmp";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const RecordedAgent agent(entry.path());
    const auto chosen = agent.choose(plan_of_built_in_profiles().profiles);
    const auto size = answer_size(agent.poll(chosen, {"wan0", "ser0", "ether1", "wlan1", "ath0"}));
    EXPECT_LE(size.bytes, 1472U - 150U) << entry.path();
    EXPECT_LE(size.objects, 60U) << entry.path();
  }
}

TEST(Profiles, GenericSaysUnknownOfWhatItDoesNotKnow) {
  const auto agent = synthetic("generic-router");
  const auto chosen = agent.choose(plan_of_built_in_profiles().profiles);
  // ifOperStatus dormant, ifAdminStatus testing, ifHighSpeed as bit/s; then unknown, and no speed.
  EXPECT_THAT(
      lines_of(interpret(agent.poll(chosen, {"tun0", "spare"}))),
      testing::AllOf(testing::Contains("interface_up [tun0] 0"),
                     testing::Contains("interface_admin_up [tun0] 0"),
                     testing::Contains("interface_speed_bytes_per_second [tun0] 2500000"),
                     testing::Contains("interface_admin_up [spare] 1"),
                     testing::Not(testing::Contains(testing::StartsWith("interface_up [spare]"))),
                     testing::Not(testing::Contains(
                         testing::StartsWith("interface_speed_bytes_per_second [spare]")))));
}

TEST(Profiles, GenericFindsAnInterfaceByAlias) {
  const auto agent = synthetic("generic-router");
  const auto chosen = agent.choose(plan_of_built_in_profiles().profiles);
  EXPECT_THAT(lines_of(interpret(agent.poll(chosen, {"CIRCUIT 4711"}))),
              testing::Contains("interface_name [CIRCUIT 4711] wan0"));
}

TEST(Profiles, GenericTakesTheWideCountersAndScalesSensors) {
  expect_lines("generic-router",
               "generic",
               {"wan0", "ser0"},
               {
                   "sysdescr Example router, software 4.2",
                   "sysobjectid 1.3.6.1.4.1.99999.1",
                   "sysname example-router",
                   "sysuptime 8640000",
                   "host_uptime 8700000",
                   "engine_boots 17",
                   "engine_time 86400",
                   "interface_name [wan0] wan0",
                   "interface_name [ser0] ser0",
                   "interface_alias [wan0] CIRCUIT 4711",
                   "interface_type [wan0] 6",
                   "interface_type [ser0] 53",
                   "interface_up [wan0] 1",
                   "interface_up [ser0] 0",
                   "interface_admin_up [wan0] 1",
                   "interface_admin_up [ser0] 0",
                   "interface_speed_bytes_per_second [wan0] 1250000000",
                   "interface_speed_bytes_per_second [ser0] 32000",
                   "interface_last_change [wan0] 12345",
                   "interface_discontinuity [wan0] 777",
                   "interface_receive_bytes_total [wan0] 900000000001 of 64 bits",
                   "interface_receive_bytes_total [ser0] 4000000001 of 32 bits",
                   "interface_transmit_bytes_total [wan0] 900000000002 of 64 bits",
                   "interface_transmit_bytes_total [ser0] 4000000002 of 32 bits",
                   "interface_receive_packets_total [wan0] 700000001 of 64 bits",
                   "interface_receive_packets_total [ser0] 31 of 32 bits",
                   "interface_transmit_packets_total [wan0] 700000002 of 64 bits",
                   "interface_transmit_packets_total [ser0] 32 of 32 bits",
                   "interface_receive_errors_total [wan0] 4 of 32 bits",
                   "interface_transmit_errors_total [wan0] 6 of 32 bits",
                   "interface_receive_discards_total [wan0] 3 of 32 bits",
                   "interface_transmit_discards_total [wan0] 5 of 32 bits",
                   "sensor_celsius [Inlet] 38.7",
                   "sensor_volts [12V rail] 12.034",
                   "sensor_volts [1005] 229",
               });
}

TEST(Profiles, MikrotikReadsHealthGaugesStationAndLte) {
  expect_lines("mikrotik-board",
               "mikrotik",
               {"ether1", "wlan1"},
               {
                   "sysdescr RouterOS EX-1",
                   "sysobjectid 1.3.6.1.4.1.14988.1",
                   "sysname example-board",
                   "model EX-1 rev 2",
                   "firmware 7.99.1",
                   "sysuptime 360000",
                   "host_uptime 360100",
                   "interface_name [ether1] ether1",
                   "interface_name [wlan1] wlan1",
                   "interface_alias [ether1] to the hub",
                   "interface_type [ether1] 6",
                   "interface_type [wlan1] 71",
                   "interface_up [ether1] 1",
                   "interface_up [wlan1] 1",
                   "interface_admin_up [ether1] 1",
                   "interface_admin_up [wlan1] 1",
                   "interface_speed_bytes_per_second [ether1] 125000000",
                   "interface_last_change [ether1] 100",
                   "interface_last_change [wlan1] 200",
                   "interface_receive_bytes_total [ether1] 5000000000 of 64 bits",
                   "interface_receive_bytes_total [wlan1] 6000000000 of 64 bits",
                   "interface_transmit_bytes_total [ether1] 7000000000 of 64 bits",
                   "interface_transmit_bytes_total [wlan1] 8000000000 of 64 bits",
                   "interface_receive_packets_total [ether1] 51 of 64 bits",
                   "interface_receive_packets_total [wlan1] 61 of 64 bits",
                   "interface_transmit_packets_total [ether1] 71 of 64 bits",
                   "interface_transmit_packets_total [wlan1] 81 of 64 bits",
                   "interface_receive_errors_total [ether1] 3 of 32 bits",
                   "interface_receive_errors_total [wlan1] 4 of 32 bits",
                   "interface_transmit_errors_total [ether1] 7 of 32 bits",
                   "interface_transmit_errors_total [wlan1] 8 of 32 bits",
                   "interface_receive_discards_total [ether1] 1 of 32 bits",
                   "interface_receive_discards_total [wlan1] 2 of 32 bits",
                   "interface_transmit_discards_total [ether1] 5 of 32 bits",
                   "interface_transmit_discards_total [wlan1] 6 of 32 bits",
                   "power_input_volts 48.7",
                   "radio_signal_dbm [wlan1] -61",
                   "radio_signal_dbm [lte1] -98",
                   "radio_noise_dbm [wlan1] -113",
                   "radio_snr_decibels [lte1] 0",
                   "radio_receive_rate_bytes_per_second [wlan1] 16250000",
                   "radio_transmit_rate_bytes_per_second [wlan1] 8125000",
                   "sensor_celsius [temperature] 41.5",
                   "sensor_celsius [cpu-temperature] 52",
                   "sensor_volts [voltage] 48.7",
               });
}

TEST(Profiles, MikrotikReadsRegistrationsAndSixtyGigahertz) {
  expect_lines("mikrotik-ap",
               "mikrotik",
               {},
               {
                   "sysdescr RouterOS EX-2",
                   "sysobjectid 1.3.6.1.4.1.14988.1",
                   "model RouterOS EX-2",
                   "firmware 6.49",
                   "sysuptime 4711",
                   "radio_signal_dbm [peer-jila] -66",
                   "radio_signal_dbm [peer-muara] -80",
                   "radio_signal_dbm [wlan60-1] -57",
                   "radio_signal_dbm [41] -58",
                   "radio_signal_dbm [5] -83",
                   "radio_snr_decibels [peer-jila] 41",
                   "radio_receive_rate_bytes_per_second [peer-jila] 6000000",
                   "radio_transmit_rate_bytes_per_second [peer-jila] 6750000",
                   "radio_transmit_rate_bytes_per_second [wlan60-1] 144375000",
                   "radio_transmit_rate_bytes_per_second [41] 96250000",
               });
}

TEST(Profiles, AirmaxStationIsFoundWithoutIfName) {
  expect_lines("airmax-station",
               "ubiquiti-airmax",
               {"ath0"},
               {
                   "sysdescr Linux 2.6.32 mips",
                   "sysobjectid 1.3.6.1.4.1.10002.1",
                   "sysname example-beam",
                   "model Example Beam AC",
                   "firmware EX.v8.0.1",
                   "sysuptime 1000",
                   "interface_type [ath0] 6",
                   "interface_up [ath0] 1",
                   "interface_admin_up [ath0] 1",
                   "interface_receive_bytes_total [ath0] 100001 of 32 bits",
                   "interface_transmit_bytes_total [ath0] 200001 of 32 bits",
                   "interface_receive_packets_total [ath0] 1001 of 32 bits",
                   "interface_transmit_packets_total [ath0] 2001 of 32 bits",
                   "radio_signal_dbm -63",
                   "radio_signal_dbm [hub-sector-2] -64",
                   "radio_noise_dbm -92",
                   "radio_snr_decibels [hub-sector-2] 27",
                   "radio_receive_rate_bytes_per_second 30000000",
                   "radio_transmit_rate_bytes_per_second 22500000",
               });
}

TEST(Profiles, AirmaxZerosAreNoValues) {
  expect_lines("airmax-alone",
               "ubiquiti-airmax",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.10002.1",
                   "model Example Station M5",
                   "firmware EX.v6.3.9",
                   "sensor_celsius [board] 44",
               });
}

TEST(Profiles, AirfiberTakesTheFirstValidChain) {
  expect_lines("airfiber-24",
               "ubiquiti-airfiber",
               {},
               {
                   "sysdescr Linux 2.6.33 ppc",
                   "sysobjectid 1.3.6.1.4.1.10002.1",
                   "firmware EX-v3.9",
                   "radio_signal_dbm -57",
                   "radio_receive_rate_bytes_per_second 87808000",
                   "sensor_celsius [radio0] 48",
               });
}

TEST(Profiles, AirfiberLtuIsNamedByItsFarEnd) {
  expect_lines("airfiber-ltu",
               "ubiquiti-airfiber",
               {},
               {
                   "sysdescr Linux 3.14 armv7l",
                   "sysobjectid 1.3.6.1.4.1.8072.3.2.10",
                   "model Example LTU",
                   "firmware v2.2.0",
                   "radio_signal_dbm [site-jila] -52",
                   "radio_signal_dbm [site-pelangi] -70",
                   "radio_receive_rate_bytes_per_second [site-jila] 20000000",
                   "radio_transmit_rate_bytes_per_second [site-jila] 10000000",
               });
}

TEST(Profiles, AirfiberLtuHasNoLabelForItsOnlyStation) {
  expect_lines("airfiber-ltu-alone",
               "ubiquiti-airfiber",
               {},
               {
                   "sysdescr Linux 3.14 armv7l",
                   "sysobjectid 1.3.6.1.4.1.8072.3.2.10",
                   "model Example LTU",
                   "radio_signal_dbm -61",
               });
}

TEST(Profiles, AirfiberSixtyCountsKilobits) {
  expect_lines("airfiber-60",
               "ubiquiti-airfiber",
               {},
               {
                   "sysdescr Linux 4.4 arm",
                   "sysobjectid 1.3.6.1.4.1.8072.3.2.10",
                   "model Example AF60",
                   "firmware v3.0.0",
                   "radio_signal_dbm [far end] -49",
                   "radio_snr_decibels [far end] 0",
                   "radio_receive_rate_bytes_per_second [far end] 175000000",
                   "radio_transmit_rate_bytes_per_second [far end] 187500000",
               });
}

TEST(Profiles, EpmpSubscriberCountsSpeedInBits) {
  expect_lines("epmp-sm",
               "cambium-epmp",
               {"LAN 1"},
               {
                   "sysdescr Cambium example SM",
                   "sysobjectid 1.3.6.1.4.1.17713.21.9",
                   "model Cambium example SM",
                   "firmware 4.9.9",
                   "interface_name [LAN 1] LAN 1",
                   "interface_up [LAN 1] 1",
                   "interface_speed_bytes_per_second [LAN 1] 12500000",
                   "radio_signal_dbm -58",
                   "radio_snr_decibels 31",
               });
}

TEST(Profiles, EpmpAccessPointShowsItsSubscribers) {
  expect_lines("epmp-ap",
               "cambium-epmp",
               {},
               {
                   "sysdescr Cambium example AP",
                   "sysobjectid 1.3.6.1.4.1.17713.21",
                   "model Cambium example AP",
                   "firmware 4.9.8",
                   "radio_signal_dbm [school] -60",
                   "radio_signal_dbm [2] -73",
                   "radio_snr_decibels [school] 29",
               });
}

TEST(Profiles, PmpSubscriberWritesLevelsAsText) {
  expect_lines("pmp-sm",
               "cambium-pmp",
               {},
               {
                   "sysdescr CANOPY 99.1 SM-DES",
                   "sysobjectid 1.3.6.1.4.1.161.19.250.256",
                   "model 5.4GHz MIMO OFDM - Subscriber Module",
                   "firmware CANOPY 99.1",
                   "radio_signal_dbm -62.5",
                   "radio_snr_decibels 28",
                   "sensor_celsius [board] 36",
               });
}

TEST(Profiles, PmpAccessPointShowsItsSubscribers) {
  expect_lines("pmp-ap",
               "cambium-pmp",
               {},
               {
                   "sysdescr CANOPY 99.1 AP-DES",
                   "sysobjectid 1.3.6.1.4.1.161.19.250.256",
                   "model PMP example",
                   "radio_signal_dbm [health post] -69.5",
                   "radio_snr_decibels [health post] 23",
                   "sensor_celsius [board] 31",
               });
}

TEST(Profiles, MimosaShowsChainsAndStreamsInUse) {
  expect_lines("mimosa",
               "mimosa",
               {},
               {
                   "sysdescr Mimosa EX Firmware v1",
                   "sysobjectid 1.3.6.1.4.1.43356.1.1.1",
                   "model Mimosa EX Firmware v1",
                   "firmware 1.9.9",
                   "radio_signal_dbm [1] -55.3",
                   "radio_signal_dbm [2] -56",
                   "radio_noise_dbm [1] -87.1",
                   "radio_noise_dbm [2] -86.8",
                   "radio_snr_decibels [1] 31.8",
                   "radio_snr_decibels [2] 0",
                   "radio_receive_rate_bytes_per_second [1] 48750000",
                   "radio_transmit_rate_bytes_per_second [1] 32500000",
                   "sensor_celsius [internal] 41.7",
               });
}

}  // namespace
}  // namespace pantau::snmp
