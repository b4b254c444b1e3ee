// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/snmp_json.hpp"
#include "daemon/cli/snmp_text.hpp"

namespace pantau::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

SnmpReport report(config::Language language, const std::string& version = "3") {
  auto plan = std::make_shared<config::Plan>();
  plan->daemon.language = language;
  config::SnmpCredentials credentials;
  credentials.id = "field";
  credentials.version = version;
  plan->credentials = {credentials};
  config::Device device;
  device.id = "router";
  device.address = "198.18.6.2";
  device.credentials = "field";
  plan->devices = {device};
  SnmpReport made;
  made.target.plan = std::move(plan);
  made.target.address = net::parse_address("198.18.6.2").value();
  made.numbers.requests = 3;
  return made;
}

SnmpReport refused(const std::string& detail) {
  SnmpReport made = report(config::Language::en);
  made.result.answered = true;
  made.result.fault = snmp::Fault::auth;
  made.result.detail = detail;
  return made;
}

TEST(SnmpFailure, NamesWhatToMendByTheStatisticOfTheReport) {
  const std::vector<std::pair<std::string, std::string>> expected{
      {"usmStatsUnknownUserNames", "does not know the user"},
      {"usmStatsWrongDigests", "`auth_password_file`"},
      {"usmStatsDecryptionErrors", "`privacy_password_file`"},
      {"usmStatsUnsupportedSecLevels", "this level"}};
  for (const auto& [statistic, fix] : expected) {
    const auto text = failure_text(refused(statistic));
    EXPECT_THAT(text, HasSubstr("198.18.6.2: auth (" + statistic + "): "));
    EXPECT_THAT(text, HasSubstr(fix));
  }
  EXPECT_THAT(failure_text(refused("\x1B[2Jodd")), HasSubstr("auth ([2Jodd)"));
}

TEST(SnmpFailure, SaysWhatToLookAtWhenNothingAnswers) {
  auto silent = report(config::Language::en, "2c");
  silent.result.fault = snmp::Fault::timeout;
  const auto text = failure_text(silent);
  EXPECT_THAT(text, HasSubstr("no answer to 3 datagrams"));
  EXPECT_THAT(text, HasSubstr("pantau ping 198.18.6.2"));
  EXPECT_THAT(text, HasSubstr("UDP port 161"));
  EXPECT_THAT(text, HasSubstr("wrong community; is that of the credentials field right"));
  EXPECT_THAT(text, Not(HasSubstr("another address")));
  silent.numbers.faults.at(static_cast<std::size_t>(snmp::Fault::wrong_source)) = 2;
  EXPECT_THAT(failure_text(silent), HasSubstr("2 answers came from another address"));
}

TEST(SnmpFailure, SpeaksTheConfiguredLanguage) {
  auto silent = report(config::Language::id);
  silent.result.fault = snmp::Fault::timeout;
  EXPECT_THAT(failure_text(silent), HasSubstr("tidak ada jawaban atas 3 datagram. Periksa:"));
}

TEST(SnmpFailure, AnAgentThatShowsNothingHasNotSucceeded) {
  auto empty = report(config::Language::en);
  empty.result.answered = true;
  empty.result.complete = true;
  EXPECT_FALSE(succeeded(empty));
  EXPECT_THAT(failure_text(empty), HasSubstr("none of the objects asked for"));
  empty.result.bindings.push_back({config::Oid{1, 3, 6, 1, 2, 1, 1, 3, 0}, snmp::Ticks{1}});
  EXPECT_TRUE(succeeded(empty));
}

TEST(SnmpJson, HasEveryKeyAlsoWhenNothingIsKnown) {
  const auto text = snmp_json(report(config::Language::en));
  for (const char* key : {"device",
                          "address",
                          "poll",
                          "profile",
                          "identity",
                          "clock",
                          "interfaces",
                          "missing_interfaces",
                          "available_interfaces",
                          "power",
                          "radios",
                          "sensor_celsius",
                          "sensor_volts",
                          "battery_charge_ratio",
                          "boot"}) {
    EXPECT_THAT(text, HasSubstr("\"" + std::string{key} + "\": "));
  }
  EXPECT_THAT(text, HasSubstr("\"duration_seconds\": null"));
}

}  // namespace
}  // namespace pantau::cli
