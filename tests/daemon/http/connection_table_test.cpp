// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/connection_table.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace pantau::http {
namespace {

TEST(ConnectionTable, GivesTheNewcomerThePlaceOfWhoWaitsLongest) {
  ConnectionTable table(4);
  const auto a = table.admit("a").id;
  const auto b = table.admit("b").id;
  const auto c = table.admit("c").id;
  ASSERT_TRUE(table.admit("d").admitted);
  table.set_busy(a);
  table.set_busy(b);
  table.set_waiting(b);  // waits again, but not for long
  const auto fifth = table.admit("e");
  EXPECT_TRUE(fifth.admitted);
  EXPECT_EQ(fifth.evict, c);
  EXPECT_EQ(table.size(), 4U);
}

TEST(ConnectionTable, RefusesTheNewcomerWhenAllAreBusy) {
  ConnectionTable table(2);
  table.set_busy(table.admit("a").id);
  const auto b = table.admit("b").id;
  table.set_busy(b);
  const auto third = table.admit("c");
  EXPECT_FALSE(third.admitted);
  EXPECT_FALSE(third.evict);
  table.remove(b);
  EXPECT_TRUE(table.admit("c").admitted);
}

TEST(ConnectionTable, LeavesHalfOfThePlacesToOtherAddresses) {
  ConnectionTable table(4);
  const auto other = table.admit("other").id;
  const auto first = table.admit("crowd").id;
  const auto second = table.admit("crowd").id;
  const auto third = table.admit("crowd");
  EXPECT_TRUE(third.admitted);
  EXPECT_EQ(third.evict, first);  // though `other` waits longer
  table.set_busy(second);
  table.set_busy(third.id);
  EXPECT_FALSE(table.admit("crowd").admitted);
  EXPECT_TRUE(table.admit("newcomer").admitted);
  table.remove(other);
  EXPECT_EQ(table.size(), 3U);
}

TEST(ConnectionTable, TakesOneConnectionOfAnAddressEvenWhenTheCapIsOne) {
  ConnectionTable table(1);
  const auto first = table.admit("a");
  ASSERT_TRUE(first.admitted);
  EXPECT_EQ(table.admit("a").evict, first.id);
}

TEST(ConnectionTable, IgnoresConnectionsItHasGivenUp) {
  ConnectionTable table(1);
  const auto first = table.admit("a").id;
  const auto second = table.admit("a").id;
  table.set_waiting(first);
  table.set_busy(first);
  table.remove(first);
  EXPECT_EQ(table.size(), 1U);
  EXPECT_EQ(table.admit("a").evict, second);
}

TEST(ConnectionTable, TakesTheWholeOfAnIpv6NetworkForOneAddress) {
  EXPECT_EQ(client_key("2001:db8:1:2::1"), client_key("2001:db8:1:2:ffff::9"));
  EXPECT_NE(client_key("2001:db8:1:2::1"), client_key("2001:db8:1:3::1"));
  EXPECT_EQ(client_key("fe80::1%1"), client_key("fe80::2"));
  EXPECT_EQ(client_key("198.18.0.1"), "198.18.0.1");
  EXPECT_NE(client_key("198.18.0.1"), client_key("198.18.0.2"));
  EXPECT_EQ(client_key("::ffff:198.18.0.1"), client_key("198.18.0.1"));
}

}  // namespace
}  // namespace pantau::http
