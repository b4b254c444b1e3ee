// SPDX-License-Identifier: Apache-2.0
// Which series of devices exist when, and that nothing a device says can spoil a page.
#include <chrono>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/metrics/exposition.hpp"
#include "daemon/metrics/label.hpp"
#include "tests/daemon/metrics/page_parser.hpp"
#include "tests/daemon/metrics/small_county.hpp"

namespace pantau::metrics {
namespace {

using Labels = std::map<std::string, std::string>;

constexpr const char* kRouter = "jila-router";
constexpr const char* kUps = "jila-ups";
constexpr const char* kModem = "timika-modem";

class DevicePresence : public testing::Test {
 protected:
  [[nodiscard]] test::Page page(Format format = Format::text_0_0_4) const {
    auto parsed = test::parse_page(
        render(snapshot_, {}, format),
        format == Format::text_0_0_4 ? test::Syntax::text : test::Syntax::openmetrics);
    EXPECT_EQ(parsed.errors, std::vector<std::string>{});
    return parsed;
  }

  [[nodiscard]] std::optional<double> of(const std::string& device,
                                         const std::string& name,
                                         Labels labels = {}) const {
    labels["device"] = device;
    return page().value(name, labels);
  }

  devices::DeviceNumbers& router() { return snapshot_.devices[test::kRouter]; }

  /// The router's last reading, for tests that change it.
  devices::DeviceValues& values() {
    auto copy = std::make_shared<devices::DeviceValues>(*router().values);
    router().values = copy;
    return *copy;
  }

  /// Values of one label in the samples of this family, in the order of the page.
  [[nodiscard]] std::vector<std::string> label_values(const std::string& name,
                                                      const std::string& label) const {
    std::vector<std::string> found;
    const test::Page now = page();
    const test::Family* const family = now.family(name);
    if (family == nullptr) {
      return found;
    }
    for (const test::Sample& sample : family->samples) {
      const auto value = sample.labels.find(label);
      found.push_back(value == sample.labels.end() ? "absent" : value->second);
    }
    return found;
  }

  links::Snapshot snapshot_ = test::small_snapshot();
};

TEST_F(DevicePresence, CountersExistFromTheStart) {
  for (const char* name : {"pantau_snmp_requests_total",
                           "pantau_snmp_retries_total",
                           "pantau_snmp_timeouts_total",
                           "pantau_device_restarts_total"}) {
    EXPECT_EQ(of(kUps, name), 0.0) << name;
    EXPECT_EQ(page().count(name), 2U) << name;
  }
}

TEST_F(DevicePresence, ADeviceThatIsNotAskedHasNoSeries) {
  for (const test::Family& family : page().families) {
    for (const test::Sample& sample : family.samples) {
      const auto device = sample.labels.find("device");
      EXPECT_TRUE(device == sample.labels.end() || device->second != kModem) << family.name;
    }
  }
}

TEST_F(DevicePresence, UpAndCompleteNeedAPollThatEnded) {
  EXPECT_EQ(of(kRouter, "pantau_snmp_up"), 1.0);
  EXPECT_EQ(of(kUps, "pantau_snmp_up"), std::nullopt);
  EXPECT_EQ(of(kUps, "pantau_snmp_complete"), std::nullopt);
  router().complete = false;
  EXPECT_EQ(of(kRouter, "pantau_snmp_up"), 1.0);
  EXPECT_EQ(of(kRouter, "pantau_snmp_complete"), 0.0);
  router().up = false;
  EXPECT_EQ(of(kRouter, "pantau_snmp_up"), 0.0);
}

TEST_F(DevicePresence, DurationAndLastSuccessNeedAnAnswer) {
  EXPECT_EQ(of(kRouter, "pantau_snmp_poll_duration_seconds"), 0.655);
  EXPECT_EQ(of(kRouter, "pantau_snmp_last_success_timestamp_seconds"), 1796083169.75);
  EXPECT_EQ(page().count("pantau_snmp_poll_duration_seconds"), 1U);
  EXPECT_EQ(page().count("pantau_snmp_last_success_timestamp_seconds"), 1U);
}

TEST_F(DevicePresence, ErrorsComeWithTheirFirstOccurrence) {
  EXPECT_EQ(of(kRouter, "pantau_snmp_errors_total", {{"reason", "timeout"}}), 1.0);
  EXPECT_EQ(of(kRouter, "pantau_snmp_errors_total", {{"reason", "too_big"}}), 2.0);
  EXPECT_EQ(page().count("pantau_snmp_errors_total"), 2U);
}

TEST_F(DevicePresence, ErrorsHaveTheReasonsOfTheContract) {
  router().polls.faults.fill(1);
  const std::vector<std::string> expected{"timeout",
                                          "auth",
                                          "unknown_engine",
                                          "no_such_name",
                                          "too_big",
                                          "decode",
                                          "wrong_source",
                                          "other"};
  EXPECT_EQ(label_values("pantau_snmp_errors_total", "reason"), expected);
}

TEST_F(DevicePresence, WhatWasReadGoesWithItsReading) {
  const std::set<std::string> stay{"pantau_snmp_up",
                                   "pantau_snmp_complete",
                                   "pantau_snmp_poll_duration_seconds",
                                   "pantau_snmp_last_success_timestamp_seconds",
                                   "pantau_snmp_requests_total",
                                   "pantau_snmp_retries_total",
                                   "pantau_snmp_timeouts_total",
                                   "pantau_snmp_errors_total",
                                   "pantau_device_boot_timestamp_seconds",
                                   "pantau_device_restarts_total"};
  router().values = nullptr;
  std::set<std::string> found;
  for (const test::Family& family : page().families) {
    for (const test::Sample& sample : family.samples) {
      if (sample.labels.contains("device")) {
        found.insert(family.name);
      }
    }
  }
  EXPECT_EQ(found, stay);
}

TEST_F(DevicePresence, CountersOfAnInterfaceAreNotMixedUp) {
  const std::vector<std::pair<std::string, double>> expected{{"receive_bytes", 4e12},
                                                             {"transmit_bytes", 5e11},
                                                             {"receive_packets", 3e9},
                                                             {"transmit_packets", 2e9},
                                                             {"receive_errors", 1},
                                                             {"transmit_errors", 2},
                                                             {"receive_discards", 3},
                                                             {"transmit_discards", 4}};
  for (const auto& [name, value] : expected) {
    const std::string family = "pantau_interface_" + name + "_total";
    EXPECT_EQ(of(kRouter, family, {{"interface", "ether1"}, {"link", "jila-vsat"}}), value) << name;
    EXPECT_EQ(page().count(family), name == "receive_bytes" ? 2U : 1U) << name;
  }
  EXPECT_EQ(
      of(kRouter, "pantau_interface_receive_bytes_total", {{"interface", "wlan1"}, {"link", ""}}),
      17.0);
}

TEST_F(DevicePresence, WhatAnInterfaceDoesNotSayIsAbsent) {
  const Labels wlan{{"interface", "wlan1"}};
  EXPECT_EQ(of(kRouter, "pantau_interface_up", wlan), 0.0);
  EXPECT_EQ(of(kRouter, "pantau_interface_admin_up", wlan), std::nullopt);
  EXPECT_EQ(of(kRouter, "pantau_interface_speed_bytes_per_second", wlan), std::nullopt);
  EXPECT_EQ(of(kRouter, "pantau_interface_last_change_timestamp_seconds", wlan), std::nullopt);
  const Labels ether{{"interface", "ether1"}};
  EXPECT_EQ(of(kRouter, "pantau_interface_up", ether), 1.0);
  EXPECT_EQ(of(kRouter, "pantau_interface_admin_up", ether), 1.0);
  EXPECT_EQ(of(kRouter, "pantau_interface_speed_bytes_per_second", ether), 12500000.0);
  EXPECT_EQ(of(kRouter, "pantau_interface_last_change_timestamp_seconds", ether), 1795996800.0);
}

TEST_F(DevicePresence, AttributesNotKnownAreEmptyLabels) {
  EXPECT_EQ(of(kRouter,
               "pantau_interface_info",
               {{"interface", "wlan1"}, {"alias", ""}, {"if_type", ""}}),
            1.0);
  values().identity = {
      .sysname = {}, .model = {}, .firmware = {}, .sysobjectid = {}, .profile = "ups"};
  EXPECT_EQ(of(kRouter,
               "pantau_device_info",
               {{"sysname", ""},
                {"model", ""},
                {"firmware", ""},
                {"sysobjectid", ""},
                {"profile", "ups"}}),
            1.0);
}

TEST_F(DevicePresence, PowerIsShownAsRead) {
  const std::map<std::string, double> expected{{"pantau_power_on_battery", 1},
                                               {"pantau_power_battery_low", 0},
                                               {"pantau_power_battery_charge_ratio", 0.75},
                                               {"pantau_power_battery_volts", 24.5},
                                               {"pantau_power_battery_low_volts", 23},
                                               {"pantau_power_battery_remaining_seconds", 3600}};
  for (const auto& [name, value] : expected) {
    EXPECT_EQ(of(kRouter, name), value) << name;
  }
  EXPECT_EQ(of(kRouter, "pantau_power_input_volts", {{"line", "2"}}), 231.0);
  values().power = {};
  for (const auto& [name, value] : expected) {
    EXPECT_EQ(page().count(name), 0U) << name;
  }
  EXPECT_EQ(page().count("pantau_power_input_volts"), 0U);
}

TEST_F(DevicePresence, RadioIsShownAsRead) {
  const std::map<std::string, double> expected{
      {"pantau_radio_signal_dbm", -71},
      {"pantau_radio_noise_dbm", -95.5},
      {"pantau_radio_snr_decibels", 24.5},
      {"pantau_radio_receive_rate_bytes_per_second", 8125000},
      {"pantau_radio_transmit_rate_bytes_per_second", 16250000}};
  for (const auto& [name, value] : expected) {
    EXPECT_EQ(of(kRouter, name, {{"radio", "wlan1"}}), value) << name;
  }
  values().radios = {{.radio = {},
                      .signal_dbm = -60,
                      .noise_dbm = {},
                      .snr_decibels = {},
                      .receive_bytes_per_second = {},
                      .transmit_bytes_per_second = {}}};
  EXPECT_EQ(label_values("pantau_radio_signal_dbm", "radio"), (std::vector<std::string>{"absent"}));
  EXPECT_EQ(page().count("pantau_radio_noise_dbm"), 0U);
}

TEST_F(DevicePresence, OnlySensorsKeepAnEmptyName) {
  values().celsius = {{"", 40}};
  values().power.input_volts = {{"", 230}};
  EXPECT_EQ(label_values("pantau_sensor_celsius", "sensor"), (std::vector<std::string>{""}));
  EXPECT_EQ(label_values("pantau_power_input_volts", "line"), (std::vector<std::string>{"absent"}));
}

TEST_F(DevicePresence, SensorsAreShownAsRead) {
  EXPECT_EQ(of(kRouter, "pantau_sensor_celsius", {{"sensor", "cpu"}}), 53.5);
  EXPECT_EQ(of(kRouter, "pantau_sensor_celsius", {{"sensor", "board"}}), -2.0);
  EXPECT_EQ(of(kRouter, "pantau_sensor_volts", {{"sensor", "board"}}), 24.25);
}

TEST_F(DevicePresence, NumbersThatAreNoneAreAbsent) {
  values().celsius = {{"a", std::numeric_limits<double>::quiet_NaN()},
                      {"b", std::numeric_limits<double>::infinity()},
                      {"c", 1}};
  values().power.battery_volts = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(label_values("pantau_sensor_celsius", "sensor"), (std::vector<std::string>{"c"}));
  EXPECT_EQ(page().count("pantau_power_battery_volts"), 0U);
}

TEST_F(DevicePresence, QuotaUsedNeedsAQuotaAndAReading) {
  EXPECT_EQ(page().value("pantau_link_quota_used_bytes", {{"link", "jila-vsat"}}), 123456789012.0);
  EXPECT_EQ(page().count("pantau_link_quota_used_bytes"), 1U);  // fibre carries, without a quota
  snapshot_.carried_this_month[test::kVsat].reset();
  EXPECT_EQ(page().count("pantau_link_quota_used_bytes"), 0U);
}

TEST_F(DevicePresence, EqualNamesStayApart) {
  values().interfaces[1].interface = "ether1\x07";
  values().interfaces[1].link = "jila-vsat";
  values().power.input_volts = {{"", 1}, {"", 2}, {"#2", 3}};
  values().radios = {values().radios[0], values().radios[0], values().radios[0]};
  values().celsius = {{"\n", 1}, {"", 2}, {"x", 3}};
  const std::vector<std::string> interfaces{"ether1", "ether1#2"};
  EXPECT_EQ(label_values("pantau_interface_receive_bytes_total", "interface"), interfaces);
  EXPECT_EQ(label_values("pantau_interface_info", "interface"), interfaces);
  EXPECT_EQ(label_values("pantau_power_input_volts", "line"),
            (std::vector<std::string>{"absent", "#2", "#2#2"}));
  EXPECT_EQ(label_values("pantau_radio_signal_dbm", "radio"),
            (std::vector<std::string>{"wlan1", "wlan1#2", "wlan1#3"}));
  EXPECT_EQ(label_values("pantau_sensor_celsius", "sensor"),
            (std::vector<std::string>{"", "#2", "x"}));
}

TEST_F(DevicePresence, EqualNamesStayApartAlsoWhenCut) {
  std::string name;
  while (name.size() + 3 <= kMaxLabelBytes) {
    name += "\xE2\x82\xAC";  // a euro sign: three bytes
  }
  values().celsius = {{name + "\xE2\x82\xAC 1", 1}, {name + "\xE2\x82\xAC 2", 2}};
  // Two bytes of "#2" find place beside 126; three more would not.
  EXPECT_EQ(label_values("pantau_sensor_celsius", "sensor"),
            (std::vector<std::string>{name, name + "#2"}));
  const std::string full = std::string(kMaxLabelBytes - 3, 'x') + "\xE2\x82\xAC";
  values().celsius = {{full, 1}, {full + "y", 2}};
  EXPECT_EQ(label_values("pantau_sensor_celsius", "sensor"),
            (std::vector<std::string>{full, std::string(kMaxLabelBytes - 3, 'x') + "#2"}));
}

TEST_F(DevicePresence, MoreOrFewerNumbersThanDevicesDoNoHarm) {
  snapshot_.devices.pop_back();
  snapshot_.devices.pop_back();
  snapshot_.carried_this_month.clear();
  EXPECT_EQ(page().count("pantau_snmp_requests_total"), 1U);
  snapshot_.devices.resize(9);
  snapshot_.carried_this_month.resize(9, 5);
  EXPECT_EQ(page().count("pantau_snmp_requests_total"), 2U);
}

std::vector<std::string> hostile_texts() {
  return {"\n",
          "a\"b",
          "back\\slash\\",
          "\xFF\xFE",
          "\x1B[2Jcleared",
          "\xE2\x80\xAEgnp.exe",
          std::string(65536, 'x'),
          std::string(65536, '\xFF'),
          "<script>alert(1)</script>",
          "\"} 1\npantau_link_up{link=\"x\"} 0\n",
          std::string("nul\0inside", 10),
          "\xE2\x82"};
}

class HostileDevice : public testing::TestWithParam<Format> {};

TEST_P(HostileDevice, SpoilsNoPage) {
  auto snapshot = test::small_snapshot();
  const auto syntax =
      GetParam() == Format::text_0_0_4 ? test::Syntax::text : test::Syntax::openmetrics;
  const auto sound = test::parse_page(render(snapshot, {}, GetParam()), syntax);
  for (const std::string& text : hostile_texts()) {
    auto values = std::make_shared<devices::DeviceValues>(*snapshot.devices[test::kRouter].values);
    values->identity = {text, text, text, text, text};
    for (auto& interface : values->interfaces) {
      interface.interface = text;
      interface.link = text;
      interface.alias = text;
      interface.if_type = text;
    }
    for (auto* list : {&values->celsius, &values->volts, &values->power.input_volts}) {
      for (auto& number : *list) {
        number.name = text;
      }
    }
    values->radios[0].radio = text;
    snapshot.devices[test::kRouter].values = values;
    const auto page = test::parse_page(render(snapshot, {}, GetParam()), syntax);
    EXPECT_EQ(page.errors, std::vector<std::string>{}) << text.substr(0, 40);
    ASSERT_EQ(page.families.size(), sound.families.size());
    for (std::size_t i = 0; i < page.families.size(); ++i) {
      EXPECT_EQ(page.families[i].samples.size(), sound.families[i].samples.size())
          << page.families[i].name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(BothFormats,
                         HostileDevice,
                         testing::Values(Format::text_0_0_4, Format::openmetrics_1_0));

TEST(DeviceSeries, FollowANewPlan) {
  Exposition exposition;
  auto snapshot = test::small_snapshot();
  const auto first = exposition.render(snapshot, {}, Format::text_0_0_4);
  EXPECT_NE(first.find("device=\"jila-ups\""), std::string::npos);
  auto plan = test::small_plan();
  plan.devices.erase(plan.devices.begin() + test::kUps);
  snapshot = test::small_snapshot(plan);
  snapshot.devices.erase(snapshot.devices.begin() + test::kUps);
  const auto second = exposition.render(snapshot, {}, Format::text_0_0_4);
  EXPECT_EQ(second.find("device=\"jila-ups\""), std::string::npos);
  EXPECT_NE(second.find("device=\"jila-router\""), std::string::npos);
}

}  // namespace
}  // namespace pantau::metrics
