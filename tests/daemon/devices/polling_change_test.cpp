// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/polling_change.hpp"

#include <gtest/gtest.h>

namespace pantau::devices {
namespace {

config::Plan plan_with(const config::SnmpCredentials& credentials) {
  config::Plan plan;
  plan.credentials.push_back(credentials);
  return plan;
}

config::Device device_with(const std::string& credentials) {
  config::Device device;
  device.credentials = credentials;
  return device;
}

config::SnmpCredentials community() {
  config::SnmpCredentials credentials;
  credentials.id = "field";
  credentials.version = "2c";
  credentials.community = config::Secret("sesame");
  return credentials;
}

TEST(IsPolled, WithCredentialsThatArePresent) {
  EXPECT_TRUE(is_polled(plan_with(community()), device_with("field")));
}

TEST(IsPolled, NotWithoutCredentialsOrWithUnknownOnes) {
  EXPECT_FALSE(is_polled(plan_with(community()), device_with("")));
  EXPECT_FALSE(is_polled(plan_with(community()), device_with("other")));
}

// A secret file that is missing when the configuration is loaded.
TEST(IsPolled, NotWithoutTheSecret) {
  auto credentials = community();
  credentials.community = {};
  EXPECT_FALSE(is_polled(plan_with(credentials), device_with("field")));
}

}  // namespace
}  // namespace pantau::devices
