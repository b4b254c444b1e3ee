// SPDX-License-Identifier: Apache-2.0
// The built-in device profiles of UPS and solar controllers, as profiles_test.cpp.
#include <gtest/gtest.h>

#include "tests/probes/snmp/profile_plan.hpp"

namespace pantau::snmp {
namespace {

TEST(Profiles, UpsOnTheMainsKnowsNoTimeLeft) {
  expect_lines("ups-mains",
               "ups",
               {},
               {
                   "sysdescr Example card",
                   "sysobjectid 1.3.6.1.4.1.99999.2",
                   "model Example 3000",
                   "firmware fw 7",
                   "power_on_battery 0",
                   "power_battery_low 0",
                   "power_battery_charge_ratio 0.97",
                   "power_battery_volts 54.7",
                   "power_input_volts [1] 231",
                   "sensor_celsius [battery] 29",
               });
}

TEST(Profiles, UpsOnBatteryShowsThatTheMainsAreGone) {
  expect_lines("ups-battery",
               "ups",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.99999.2",
                   "power_on_battery 1",
                   "power_battery_low 1",
                   "power_battery_charge_ratio 0",
                   "power_battery_remaining_seconds 0",
                   "power_input_volts [1] 0",
               });
}

TEST(Profiles, UpsThatWritesTextsAndTenthsIsUnderstood) {
  expect_lines("ups-odd",
               "ups",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.99999.3",
                   "power_on_battery 1",
                   "power_battery_low 1",
                   "power_battery_volts 27.3",
                   "power_battery_remaining_seconds 2460",
                   "power_input_volts [1] 228.7",
               });
}

TEST(Profiles, ApcPrefersHighPrecision) {
  expect_lines("apc-smart",
               "apc",
               {},
               {
                   "sysdescr Example management card",
                   "sysobjectid 1.3.6.1.4.1.318.1.3.27",
                   "model Example-UPS 750",
                   "firmware UPS 99.0",
                   "power_on_battery 0",
                   "power_battery_low 0",
                   "power_battery_charge_ratio 0.875",
                   "power_battery_volts 27.4",
                   "power_battery_remaining_seconds 1234.56",
                   "power_input_volts 228.7",
                   "sensor_celsius [battery] 26.8",
                   "sensor_celsius [Rack] 33",
               });
}

TEST(Profiles, ApcWithThreePhasesShowsEach) {
  expect_lines("apc-old",
               "apc",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.318.1.3.4.5",
                   "power_on_battery 1",
                   "power_battery_low 1",
                   "power_battery_charge_ratio 0.17",
                   "power_battery_volts 382",
                   "power_battery_remaining_seconds 60",
                   "power_input_volts [1.1.1] 0",
                   "power_input_volts [1.1.2] 228",
               });
}

TEST(Profiles, MorningstarSunsaverDisconnectsItsLoad) {
  expect_lines("morningstar-sunsaver",
               "morningstar",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.33333",
                   "model EX-SS",
                   "firmware v9.1",
                   "power_battery_low [battery] 1",
                   "power_battery_volts [battery] 12.5",
                   "power_input_volts [array] 0",
                   "sensor_celsius [battery] 25",
                   "sensor_celsius [heatsink] 31",
                   "sensor_celsius [ambient] 24",
               });
}

TEST(Profiles, MorningstarTristarMpptHasNoLoad) {
  expect_lines("morningstar-tristar-mppt",
               "morningstar",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.33333",
                   "power_battery_volts [battery] 45",
                   "power_input_volts [array] 90",
                   "sensor_celsius [battery] 27",
               });
}

TEST(Profiles, MorningstarTristarAsLoadControllerHasNoArray) {
  expect_lines("morningstar-tristar",
               "morningstar",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.33333",
                   "power_battery_low [battery] 1",
                   "power_battery_volts [battery] 24.16675",
                   "sensor_celsius [battery] 26",
               });
}

TEST(Profiles, MorningstarProstarWritesTexts) {
  expect_lines("morningstar-prostar",
               "morningstar",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.33333",
                   "power_battery_volts [battery] 12.25",
                   "power_input_volts [array] 17.5",
                   "sensor_celsius [battery] 24.5",
                   "sensor_celsius [heatsink] 30.5",
                   "sensor_celsius [ambient] 23.5",
               });
}

TEST(Profiles, MorningstarGenstarSaysNanForNone) {
  expect_lines("morningstar-genstar",
               "morningstar",
               {},
               {
                   "sysobjectid 1.3.6.1.4.1.33333",
                   "model EX-GS",
                   "firmware hw 9, sw 9",
                   "power_battery_low [battery] 0",
                   "power_battery_volts [battery] 51.125",
                   "power_input_volts [array] 101.5",
                   "sensor_celsius [heatsink] 39.75",
               });
}

}  // namespace
}  // namespace pantau::snmp
