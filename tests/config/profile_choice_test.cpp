// SPDX-License-Identifier: Apache-2.0
#include "config/profile_choice.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Oid vendor() {
  return {1, 3, 6, 1, 4, 1, 99999};
}

Oid model() {
  return {1, 3, 6, 1, 4, 1, 99999, 1, 2};
}

Oid object() {
  return {1, 3, 6, 1, 4, 1, 99999, 7, 0};
}

std::shared_ptr<const DeviceProfile> profile(std::string id, ProfileMatch match = {}) {
  DeviceProfile result;
  result.id = std::move(id);
  result.match = std::move(match);
  return std::make_shared<const DeviceProfile>(std::move(result));
}

std::string chosen(const ProfileList& profiles,
                   const Oid& sys_object_id,
                   std::vector<Oid> objects = {}) {
  const auto choice = choose_profile(profiles, sys_object_id, [&](const Oid& oid) {
    return std::find(objects.begin(), objects.end(), oid) != objects.end();
  });
  return choice ? choice->id : "none";
}

TEST(ProfileChoice, IsThatWithTheLongestPrefix) {
  const ProfileList profiles{profile("all", {{vendor()}, {}}),
                             profile("generic"),
                             profile("model", {{Oid{1, 3, 6, 1, 4, 1, 88888}, model()}, {}}),
                             profile("sibling", {{Oid{1, 3, 6, 1, 4, 1, 99999, 1, 3}}, {}})};
  EXPECT_EQ(chosen(profiles, model()), "model");
  EXPECT_EQ(chosen(profiles, model().with(std::vector<std::uint32_t>{5})), "model");
  EXPECT_EQ(chosen(profiles, {1, 3, 6, 1, 4, 1, 99999, 1}), "all");
  EXPECT_EQ(chosen(profiles, {1, 3, 6, 1, 4, 1, 99999, 1, 20}), "all");
}

TEST(ProfileChoice, IsTheFirstByIdWhenPrefixesAreAlike) {
  EXPECT_EQ(chosen({profile("a", {{vendor()}, {}}), profile("b", {{vendor()}, {}})}, model()), "a");
}

TEST(ProfileChoice, PrefersAPrefixToAnObject) {
  const ProfileList profiles{profile("by-object", {{}, {object()}}),
                             profile("by-prefix", {{vendor()}, {}})};
  EXPECT_EQ(chosen(profiles, model(), {object()}), "by-prefix");
  EXPECT_EQ(chosen(profiles, {1, 3, 6, 1, 4, 1, 8072, 3, 2, 10}, {object()}), "by-object");
}

TEST(ProfileChoice, OfAnObjectIsTheFirstById) {
  const ProfileList profiles{
      profile("generic"), profile("x", {{}, {model(), object()}}), profile("y", {{}, {object()}})};
  EXPECT_EQ(chosen(profiles, {}, {object()}), "x");
  EXPECT_EQ(chosen(profiles, {}, {vendor()}), "generic");
}

TEST(ProfileChoice, FallsBackToGenericOrToNothing) {
  EXPECT_EQ(chosen({profile("generic"), profile("x", {{model()}, {}})}, vendor()), "generic");
  EXPECT_EQ(chosen({profile("x", {{model()}, {}})}, vendor()), "none");
  EXPECT_EQ(chosen({}, vendor()), "none");
}

TEST(ProfileChoice, AsksForEachDecidingObjectOnce) {
  const ProfileList profiles{profile("a", {{vendor()}, {object(), model()}}),
                             profile("b", {{}, {object()}})};
  EXPECT_THAT(deciding_objects(profiles), ElementsAre(model(), object()));
  EXPECT_THAT(deciding_objects({}), IsEmpty());
}

}  // namespace
}  // namespace pantau::config
