// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/outages/outage_fixture.hpp"

namespace pantau::outages::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

book::PowerReading reading(const std::string& device, std::int64_t time) {
  book::PowerReading made;
  made.device = device;
  made.site = "jila";
  made.time = at(time);
  return made;
}

book::PowerReading on_battery(std::int64_t time, bool battery = true) {
  book::PowerReading made = reading("ups", time);
  made.on_battery = battery;
  return made;
}

TEST(EvidenceShelf, SaysWhatTheLastReadingShowed) {
  EvidenceShelf shelf;
  book::PowerReading low = reading("ups", 90);
  low.on_battery = true;
  low.battery_low = true;
  low.charge_ratio = 0.18;
  low.battery_volts = 11.4;
  low.low_volts = 11.5;
  shelf.record(low);
  EXPECT_THAT(shelf.power_before("jila", at(100)),
              ElementsAre(book::Evidence{"on_battery", at(90), "ups"},
                          book::Evidence{"battery_low", at(90), "ups"},
                          book::Evidence{"charge", at(90), "ups 0.18"},
                          book::Evidence{"volts", at(90), "ups 11.4"}));
}

TEST(EvidenceShelf, FindsNothingInFiguresAtTheirLimits) {
  EvidenceShelf shelf;
  book::PowerReading well = reading("ups", 90);
  well.on_battery = false;
  well.battery_low = false;
  well.charge_ratio = 0.20;
  well.battery_volts = 11.5;
  well.low_volts = 11.5;
  shelf.record(well);
  book::PowerReading unlimited = reading("charger", 90);
  unlimited.battery_volts = 0.1;
  shelf.record(unlimited);
  EXPECT_THAT(shelf.power_before("jila", at(100)), IsEmpty());
}

TEST(EvidenceShelf, AsksTheLastReadingBeforeTheStartAlone) {
  EvidenceShelf shelf;
  shelf.record(on_battery(10));
  shelf.record(on_battery(50, false));
  shelf.record(on_battery(110));
  EXPECT_THAT(shelf.power_before("jila", at(49)), SizeIs(1));
  EXPECT_THAT(shelf.power_before("jila", at(100)), IsEmpty()) << "it had mains again";
  EXPECT_THAT(shelf.power_before("jila", at(110)), SizeIs(1));
  EXPECT_THAT(shelf.power_before("twin", at(110)), IsEmpty());
}

TEST(EvidenceShelf, LetsAReadingSpeakForFifteenMinutes) {
  EvidenceShelf shelf;
  shelf.record(on_battery(0));
  EXPECT_THAT(shelf.power_before("jila", at(900)), SizeIs(1));
  EXPECT_THAT(shelf.power_before("jila", at(901)), IsEmpty());
}

TEST(EvidenceShelf, AsksEveryDeviceOfTheSite) {
  EvidenceShelf shelf;
  shelf.record(on_battery(0));
  book::PowerReading charger = reading("charger", 5);
  charger.charge_ratio = 0.05;
  shelf.record(charger);
  EXPECT_THAT(shelf.power_before("jila", at(10)), SizeIs(2));
}

TEST(EvidenceShelf, FindsRestartsFromFiveMinutesBeforeTheStart) {
  EvidenceShelf shelf;
  for (const std::int64_t boot : {699, 700, 1400, 2000}) {
    shelf.record({"router", "jila", at(boot), at(2100)});
  }
  EXPECT_THAT(shelf.restarts("jila", at(1000), at(1500)),
              ElementsAre(book::Evidence{"restart", at(700), "router"},
                          book::Evidence{"restart", at(1400), "router"}));
  EXPECT_THAT(shelf.restarts("jila", at(1000), std::nullopt), SizeIs(3));
}

TEST(EvidenceShelf, FindsABootBehindTheEndOfAShortOutage) {
  EvidenceShelf shelf;  // the router forwards before its agent counts
  shelf.record({"router", "jila", at(1070), at(1100)});
  EXPECT_THAT(shelf.restarts("jila", at(1000), at(1060)), SizeIs(1));
  EXPECT_THAT(shelf.restarts("jila", at(600), at(1060)), IsEmpty());
}

TEST(EvidenceShelf, TakesARestartToldTwiceOnce) {
  EvidenceShelf shelf;
  shelf.record({"router", "jila", at(1000), at(1010)});
  shelf.record({"router", "jila", at(1000), at(1020)});
  EXPECT_THAT(shelf.restarts("jila", at(1000), std::nullopt), SizeIs(1));
}

TEST(EvidenceShelf, ForgetsWhatIsTooOldToSpeak) {
  EvidenceShelf shelf;
  shelf.record(on_battery(0));
  shelf.record({"router", "jila", at(0), at(0)});
  shelf.record(on_battery(7200));
  EXPECT_THAT(shelf.power_before("jila", at(10)), SizeIs(1));
  shelf.record(on_battery(7201));
  EXPECT_THAT(shelf.power_before("jila", at(10)), IsEmpty());
  shelf.record({"router", "jila", at(86401), at(86401)});
  EXPECT_THAT(shelf.restarts("jila", at(0), at(10)), IsEmpty());
}

}  // namespace
}  // namespace pantau::outages::test
