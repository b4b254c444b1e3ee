// SPDX-License-Identifier: Apache-2.0
// Bytes of polling against datagrams counted octet by octet: 28 octets of IPv4 and UDP each way.
#include "probes/snmp/poll_cost.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace pantau::snmp {
namespace {

using config::DeviceProfile;
using config::Oid;
using config::Quantity;
using config::Source;

constexpr std::uint64_t kPollsADay = 1440;
constexpr std::uint64_t kBoth = 2;  // question and answer
constexpr std::uint64_t kHeaders = kBoth * (20 + 8);
const Oid sys_uptime_oid{1, 3, 6, 1, 2, 1, 1, 3, 0};

Source source(Quantity quantity, Oid oid) {
  Source made;
  made.quantity = quantity;
  made.oid = std::move(oid);
  return made;
}

DeviceProfile uptime_alone() {
  DeviceProfile profile;
  profile.id = "generic";
  profile.scalars = {source(Quantity::sys_uptime, sys_uptime_oid)};
  return profile;
}

class PollCost : public testing::Test {
 protected:
  PollCost() {
    credentials_.id = "field";
    credentials_.version = "2c";
    credentials_.community = config::Secret{"public"};
    device_.address = "198.18.6.2";
    device_.credentials = "field";
    device_.interval = std::chrono::seconds{60};
  }

  [[nodiscard]] std::uint64_t a_day() const {
    config::Plan plan;
    plan.credentials = {credentials_};
    plan.profiles = {std::make_shared<const DeviceProfile>(profile_)};
    return polling_bytes_per_day(plan, device_);
  }

  [[nodiscard]] std::uint64_t a_poll() const { return a_day() / kPollsADay; }

  DeviceProfile profile_ = uptime_alone();
  config::SnmpCredentials credentials_;
  config::Device device_;
};

TEST_F(PollCost, IsThatOfTheDatagrams) {
  // 30 29  02 01 01  04 06 "public"  a0 1c  02 04 x x x x  02 01 00  02 01 00
  //   30 0e  30 0c  06 08 2b 06 01 02 01 01 03 00  05 00                     = 43 octets
  // The answer has 43 04 t t t t instead of 05 00                            = 47 octets
  EXPECT_EQ(a_day(), kPollsADay * (43 + 47 + kHeaders));
}

TEST_F(PollCost, FollowsTheInterval) {
  const auto minutely = a_day();
  device_.interval = std::chrono::minutes{5};
  EXPECT_EQ(a_day(), minutely / 5);
}

TEST_F(PollCost, CountsTheLongerHeaderOfIpv6) {
  const auto before = a_poll();
  device_.address = "2001:db8::1";
  EXPECT_EQ(a_poll(), before + kBoth * 20);
}

TEST_F(PollCost, IsNothingWithoutCredentialsOrProfile) {
  device_.credentials.clear();
  EXPECT_EQ(a_day(), 0U);
  device_.credentials = "gone";
  EXPECT_EQ(a_day(), 0U);
  device_.credentials = "field";
  profile_.id = "router";
  EXPECT_EQ(a_day(), 0U);
  device_.profile = "router";
  EXPECT_GT(a_day(), 0U);
}

TEST_F(PollCost, CountsLongLengths) {
  // A community of 200 octets: 04 81 c8 ..., and 30 82 .. .. around: 194 + 1 + 1 octets more, and
  // the outer length 2 octets longer in each of the two.
  const auto before = a_poll();
  credentials_.community = config::Secret{std::string(200, 'x')};
  EXPECT_EQ(a_poll(), before + kBoth * (194 + 1 + 1));
}

TEST_F(PollCost, CountsVersion3WithoutSecurity) {
  credentials_.version = "3";
  credentials_.user = "reader";
  // 30 LL  02 01 03
  //   30 11  02 04 x*4  02 03 x*3  04 01 f  02 01 03                        19, headers included
  //   04 LL 30 LL  04 0c e*12  02 01 b  02 03 t*3  04 06 "reader"  04 00  04 00  = 4 + 14+3+5+8+2+2
  //   30 LL  04 0c e*12  04 00  PDU                                          2 + 16 + PDU
  // PDU: 30 octets to ask, 34 to answer
  constexpr std::uint64_t kFrame = 2 + 3 + 19 + (4 + 34) + (2 + 16);
  EXPECT_EQ(a_poll(), (kFrame + 30) + (kFrame + 34) + kHeaders);
}

TEST_F(PollCost, CountsDigestSaltAndPadding) {
  credentials_.version = "3";
  credentials_.user = "reader";
  const auto plain = a_poll();
  credentials_.auth = "SHA";
  EXPECT_EQ(a_poll(), plain + kBoth * 12);
  credentials_.auth = "SHA-512";
  const auto digest = a_poll();
  EXPECT_GT(digest, plain + kBoth * 48 - 1);
  credentials_.privacy = "AES";
  const auto aes = a_poll();
  EXPECT_GE(aes, digest + kBoth * (8 + 2));
  credentials_.privacy = "DES";
  EXPECT_GE(a_poll(), aes);
  EXPECT_LE(a_poll(), aes + kBoth * 7);
}

TEST_F(PollCost, AsksAnAlternativeOnlyWhenTheBetterSourceMayFail) {
  const auto one = a_poll();
  const Oid other{1, 3, 6, 1, 2, 1, 25, 1, 1, 0};
  profile_.scalars.push_back(source(Quantity::sys_uptime, other));
  EXPECT_EQ(a_poll(), one);
  profile_.scalars[0].when = {{other, {1}}};
  EXPECT_GT(a_poll(), one);
}

TEST_F(PollCost, AsksForAnObjectOnce) {
  const auto one = a_poll();
  profile_.scalars.push_back(source(Quantity::host_uptime, sys_uptime_oid));
  EXPECT_EQ(a_poll(), one);
}

TEST_F(PollCost, GrowsWithTheInterfacesOfTheDevice) {
  config::ProfileTable table;
  table.rows = config::RowChoice::interfaces;
  table.find = {Oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1}};
  table.columns = {
      source(Quantity::interface_receive_bytes, Oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6})};
  profile_.tables = {table};
  const auto none = a_poll();
  device_.interfaces = {"ether1"};
  // ifName.1 to ask: 30 0f 06 0b <11> 05 00, to answer 8 of text instead of NULL: 17 + 25
  // ifHCInOctets.1 the same, 5 of a counter: 17 + 22. Lengths over 127 are 1 octet longer.
  const auto one = a_poll();
  EXPECT_NEAR(static_cast<double>(one - none), 17 + 25 + 17 + 22, 6);
  device_.interfaces = {"ether1", "wlan1"};
  EXPECT_NEAR(static_cast<double>(a_poll() - one), static_cast<double>(one - none), 6);
}

TEST_F(PollCost, CountsATableAsOneRow) {
  config::ProfileTable table;
  table.find = {Oid{1, 3, 6, 1, 4, 1, 99999, 1, 1}};
  table.columns = {source(Quantity::sensor_celsius, Oid{1, 3, 6, 1, 4, 1, 99999, 1, 2})};
  profile_.tables = {table};
  const auto without_name = a_poll();
  EXPECT_GT(without_name, 43 + 47 + kHeaders);
  profile_.tables[0].name = table.find[0];
  EXPECT_GT(a_poll(), without_name);
}

}  // namespace
}  // namespace pantau::snmp
