// SPDX-License-Identifier: Apache-2.0
#include "config/device_quantity.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace pantau::config {
namespace {

TEST(Quantity, StandsAtItsOwnPlaceInTheTable) {
  std::size_t place = 0;
  for (const auto& traits : quantity_traits()) {
    EXPECT_EQ(static_cast<std::size_t>(traits.quantity), place) << traits.name;
    EXPECT_EQ(traits_of(traits.quantity).name, traits.name);
    ++place;
  }
  EXPECT_EQ(place, kQuantities);
}

TEST(Quantity, IsFoundByItsNameAlone) {
  std::set<std::string_view> names;
  for (const auto& traits : quantity_traits()) {
    EXPECT_TRUE(names.insert(traits.name).second) << traits.name;
    EXPECT_EQ(find_quantity(traits.name), traits.quantity);
  }
  for (const auto* name : {"", "sensor", "sensor_celsius ", "pantau_sensor_celsius", "SYSNAME"}) {
    EXPECT_FALSE(find_quantity(name).has_value()) << name;
  }
}

TEST(Quantity, OfACounterIsNamedATotal) {
  for (const auto& traits : quantity_traits()) {
    EXPECT_EQ(traits.kind == ValueKind::counter, traits.name.ends_with("_total")) << traits.name;
  }
}

TEST(Quantity, BelongsToWhatItsNameBeginsWith) {
  for (const auto& traits : quantity_traits()) {
    const auto begins = [&](std::string_view word) { return traits.name.starts_with(word); };
    const auto subject = begins("interface_") ? Subject::interface
                         : begins("power_")   ? Subject::power
                         : begins("radio_")   ? Subject::radio
                         : begins("sensor_")  ? Subject::sensor
                                              : Subject::agent;
    EXPECT_EQ(traits.subject, subject) << traits.name;
  }
}

}  // namespace
}  // namespace pantau::config
