// SPDX-License-Identifier: Apache-2.0
// What is shown of a device, and for how long.
#include <gtest/gtest.h>

#include "daemon/devices/device_values.hpp"
#include "tests/daemon/devices/device_fixture.hpp"

namespace pantau::devices::test {
namespace {

TEST(DeviceValues, AreThoseOfTheAnswer) {
  OneDevice one;
  one.agent.scalars[Quantity::sys_name] = std::string("gw-jila");
  one.agent.scalars[Quantity::model] = std::string("RB");
  one.agent.scalars[Quantity::firmware] = std::string("7.1");
  one.agent.scalars[Quantity::sys_object_id] = config::Oid{1, 3, 6, 1, 4, 1, 9};
  one.agent.scalars[Quantity::on_battery] = std::int64_t{1};
  one.agent.scalars[Quantity::battery_charge] = 0.5;
  one.agent.scalars[Quantity::battery_remaining] = std::int64_t{600};
  one.agent.scalars[Quantity::radio_signal] = std::int64_t{-71};
  one.agent.scalars[Quantity::radio_noise] = std::int64_t{-95};
  one.agent.scalars[Quantity::sensor_celsius] = std::int64_t{40};
  one.agent.scalars[Quantity::sensor_volts] = 13.2;
  const DeviceNumbers numbers = one.answer();
  EXPECT_TRUE(numbers.polled && numbers.up && numbers.complete);
  EXPECT_EQ(numbers.poll_duration, 1s);
  EXPECT_EQ(numbers.last_success, one.time.now().wall);
  ASSERT_NE(numbers.values, nullptr);
  const DeviceValues& values = *numbers.values;
  EXPECT_EQ(values.read, one.time.now().wall);
  EXPECT_EQ(values.identity, (Identity{"gw-jila", "RB", "7.1", "1.3.6.1.4.1.9", "full"}));
  EXPECT_EQ(values.power.on_battery, true);
  EXPECT_EQ(values.power.charge_ratio, 0.5);
  EXPECT_EQ(values.power.remaining_seconds, 600.0);
  EXPECT_EQ(values.power.battery_low, std::nullopt);
  ASSERT_EQ(values.radios.size(), 1U);
  EXPECT_EQ(values.radios[0].signal_dbm, -71.0);
  EXPECT_EQ(values.radios[0].noise_dbm, -95.0);
  ASSERT_EQ(values.celsius.size(), 1U);
  EXPECT_EQ(values.celsius[0].value, 40.0);
  ASSERT_EQ(values.volts.size(), 1U);
  EXPECT_EQ(values.volts[0].value, 13.2);
}

TEST(PowerReading, IsWhatThePollSaid) {
  OneDevice one;
  one.agent.scalars[Quantity::on_battery] = std::int64_t{1};
  one.agent.scalars[Quantity::battery_charge] = 0.15;
  one.answer();
  const auto readings = one.book.take_power();
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings[0].device, "router");
  EXPECT_EQ(readings[0].site, "s");
  EXPECT_EQ(readings[0].time, floor<std::chrono::seconds>(one.time.now().wall));
  EXPECT_EQ(readings[0].on_battery, true);
  EXPECT_EQ(readings[0].charge_ratio, 0.15);
  EXPECT_EQ(readings[0].battery_low, std::nullopt);
  EXPECT_TRUE(one.book.take_power().empty());
}

TEST(PowerReading, IsNotMadeOfWhatAnOlderPollSaid) {
  OneDevice one;
  one.agent.scalars[Quantity::on_battery] = std::int64_t{1};
  one.answer();
  (void)one.book.take_power();
  one.agent.scalars.erase(Quantity::on_battery);
  one.answer();
  EXPECT_TRUE(one.book.take_power().empty());
}

TEST(DeviceValues, TypeBeyondAllIntegersIsNone) {
  OneDevice one;
  one.agent.indices = {{"wan", 9}};
  for (const double type : {1e300, -1e300, 3e9}) {
    one.agent.interfaces["wan"][Quantity::interface_type] = type;
    EXPECT_EQ(one.answer().values->interfaces.at(0).if_type, "");
  }
}

TEST(DeviceValues, HaveInterfacesInTheOrderOfTheConfiguration) {
  OneDevice one;
  one.agent.indices = {{"wan", 9}, {"lan", 3}};
  auto& wan = one.agent.interfaces["wan"];
  wan[Quantity::interface_alias] = std::string("VSAT 1");
  wan[Quantity::interface_type] = std::int64_t{6};
  wan[Quantity::interface_up] = std::int64_t{1};
  wan[Quantity::interface_admin_up] = std::int64_t{0};
  wan[Quantity::interface_speed] = std::int64_t{12'500'000};
  wan[Quantity::interface_transmit_discards] = Counter{8, 32};
  one.agent.interfaces["lan"][Quantity::interface_type] = std::int64_t{999};
  const auto values = one.answer().values;
  ASSERT_EQ(values->interfaces.size(), 2U);
  const InterfaceNumbers& first = values->interfaces[0];
  EXPECT_EQ(first.interface, "wan");
  EXPECT_EQ(first.link, "l");
  EXPECT_EQ(first.alias, "VSAT 1");
  EXPECT_EQ(first.if_type, "ethernetCsmacd");
  EXPECT_EQ(first.up, true);
  EXPECT_EQ(first.admin_up, false);
  EXPECT_EQ(first.speed_bytes_per_second, 12'500'000.0);
  EXPECT_EQ(first.counters[0], std::nullopt);
  EXPECT_EQ(first.counters[7], 8U);
  EXPECT_EQ(values->interfaces[1].interface, "lan");
  EXPECT_EQ(values->interfaces[1].link, "");
  EXPECT_EQ(values->interfaces[1].if_type, "999");
}

TEST(DeviceValues, LeaveOutAnInterfaceThatWasNotFound) {
  OneDevice one;
  one.agent.interfaces["lan"][Quantity::interface_up] = std::int64_t{1};
  const auto values = one.answer().values;
  ASSERT_EQ(values->interfaces.size(), 1U);
  EXPECT_EQ(values->interfaces[0].interface, "lan");
}

TEST(DeviceValues, FollowANewPlanAtOnce) {
  OneDevice one;
  one.agent.interfaces["wan"][Quantity::interface_up] = std::int64_t{1};
  one.agent.interfaces["lan"][Quantity::interface_up] = std::int64_t{1};
  (void)one.answer();
  config::Plan next = one.plan;
  next.devices[0].interfaces = {"lan"};
  next.devices[0].links = {{"lan", "k"}};
  (void)one.apply(next);
  const auto values = one.numbers().values;
  ASSERT_EQ(values->interfaces.size(), 1U);
  EXPECT_EQ(values->interfaces[0].link, "k");
}

TEST(DeviceValues, GoWhenTheyAreOlderThanThreeIntervals) {
  OneDevice one;
  (void)one.answer();
  one.pass(180s);
  EXPECT_NE(one.numbers().values, nullptr);
  one.pass(1ns);
  EXPECT_EQ(one.numbers().values, nullptr);
  EXPECT_TRUE(one.numbers().polled);
}

TEST(DeviceValues, GrowOldWhileOurMachineIsSuspended) {
  OneDevice one;
  (void)one.answer();
  one.time.suspend(181s);
  EXPECT_EQ(one.numbers().values, nullptr);
}

TEST(DeviceValues, DoNotAgeByAStepOfTheWallClock) {
  OneDevice one;
  (void)one.answer();
  one.time.step_wall(1000h);
  EXPECT_NE(one.numbers().values, nullptr);
}

TEST(DeviceValues, StayThroughASilentPoll) {
  OneDevice one;
  const auto read = one.answer().values->read;
  one.pass(60s);
  const DeviceNumbers numbers = one.keep_silent();
  EXPECT_FALSE(numbers.up);
  EXPECT_FALSE(numbers.complete);
  EXPECT_EQ(numbers.poll_duration, 1s);
  EXPECT_EQ(numbers.last_success, read);
  ASSERT_NE(numbers.values, nullptr);
  EXPECT_EQ(numbers.values->read, read);
}

TEST(DeviceValues, OfAnIncompletePollStandBesideOlderOnes) {
  OneDevice one;
  one.agent.scalars[Quantity::battery_volts] = 12.5;
  one.agent.scalars[Quantity::sensor_celsius] = std::int64_t{40};
  (void)one.answer();
  Answers part;
  part.scalars[Quantity::sensor_celsius] = std::int64_t{41};
  for (int i = 0; i < 3; ++i) {
    one.pass(60s);
    const auto values = one.answer_part(part).values;
    EXPECT_EQ(values->celsius.at(0).value, 41.0);
    EXPECT_EQ(values->celsius.size(), 1U);
    EXPECT_EQ(values->power.battery_volts, 12.5);
  }
  one.pass(1s);  // now the voltage is too old, and the temperature is not
  ASSERT_NE(one.numbers().values, nullptr);
  EXPECT_EQ(one.numbers().values->power.battery_volts, std::nullopt);
  EXPECT_EQ(one.numbers().values->celsius.at(0).value, 41.0);
}

TEST(DeviceValues, AreGoneWhenACompletePollLacksThem) {
  OneDevice one;
  one.agent.scalars[Quantity::battery_volts] = 12.5;
  (void)one.answer();
  one.agent.scalars.erase(Quantity::battery_volts);
  one.pass(60s);
  EXPECT_EQ(one.answer().values->power.battery_volts, std::nullopt);
}

TEST(DeviceValues, ARefusalIsAnAnswerWithoutValues) {
  OneDevice one;
  snmp::PollResult result = silence(one.id, one.time.now());
  result.answered = true;
  result.fault = snmp::Fault::auth;
  one.book.record(result, {});
  EXPECT_TRUE(one.numbers().up);
  EXPECT_FALSE(one.numbers().complete);
  EXPECT_EQ(one.numbers().values, nullptr);
  EXPECT_EQ(one.numbers().last_success, std::nullopt);
}

/// With a threshold of 11.5 V.
PowerNumbers power_at(std::map<Quantity, Value> scalars) {
  OneDevice one;
  config::Plan plan = one.plan;
  plan.devices[0].low_volts = 11.5;
  (void)one.apply(plan);
  one.agent.scalars.merge(scalars);
  return one.answer().values->power;
}

TEST(DevicePower, IsLowBelowTheConfiguredVoltage) {
  EXPECT_EQ(power_at({{Quantity::battery_volts, 11.4}}).battery_low, true);
  EXPECT_EQ(power_at({{Quantity::battery_volts, 11.5}}).battery_low, false);
  EXPECT_EQ(power_at({{Quantity::battery_volts, 11.5}}).battery_low_volts, 11.5);
  EXPECT_EQ(power_at({}).battery_low, std::nullopt);
}

TEST(DevicePower, IsLowWhenTheDeviceSaysSo) {
  const Value yes = std::int64_t{1};
  const Value no = std::int64_t{0};
  EXPECT_EQ(power_at({{Quantity::battery_low, yes}, {Quantity::battery_volts, 13.0}}).battery_low,
            true);
  EXPECT_EQ(power_at({{Quantity::battery_low, no}, {Quantity::battery_volts, 11.0}}).battery_low,
            true);
  EXPECT_EQ(power_at({{Quantity::battery_low, no}}).battery_low, false);
}

TEST(DevicePower, TheSupplyOfARouterIsTheBatteryWhenAThresholdSaysSo) {
  const PowerNumbers power = power_at({{Quantity::input_volts, 11.0}});
  EXPECT_EQ(power.battery_volts, 11.0);
  EXPECT_EQ(power.battery_low, true);
  EXPECT_EQ(
      power_at({{Quantity::input_volts, 230.0}, {Quantity::battery_volts, 27.0}}).battery_volts,
      27.0);
  OneDevice without;
  without.agent.scalars[Quantity::input_volts] = 11.0;
  const auto values = without.answer().values;
  EXPECT_EQ(values->power.battery_volts, std::nullopt);
  EXPECT_EQ(values->power.battery_low, std::nullopt);
  EXPECT_EQ(values->power.input_volts.at(0).value, 11.0);
}

snmp::Sample sample(Quantity quantity, const std::string& name, double number) {
  snmp::Sample made;
  made.quantity = quantity;
  made.name = name;
  made.number = number;
  return made;
}

TEST(DeviceValues, KeepRadiosAndLinesApartAndTheFirstOfTwoBatteries) {
  SampleShelf shelf;
  shelf.put({sample(Quantity::battery_volts, "a", 27),
             sample(Quantity::battery_volts, "b", 12),
             sample(Quantity::input_volts, "1", 230),
             sample(Quantity::input_volts, "2", 231),
             sample(Quantity::radio_signal, "wlan1", -70),
             sample(Quantity::radio_signal, "wlan2", -60),
             sample(Quantity::radio_snr, "wlan2", 30)},
            true,
            net::BootTime{});
  const auto values = make_values(device(), {}, shelf);
  EXPECT_EQ(values->power.battery_volts, 27.0);
  ASSERT_EQ(values->power.input_volts.size(), 2U);
  EXPECT_EQ(values->power.input_volts[1].name, "2");
  ASSERT_EQ(values->radios.size(), 2U);
  EXPECT_EQ(values->radios[0].radio, "wlan1");
  EXPECT_EQ(values->radios[0].snr_decibels, std::nullopt);
  EXPECT_EQ(values->radios[1].signal_dbm, -60.0);
  EXPECT_EQ(values->radios[1].snr_decibels, 30.0);
}

/// The interface "wan" with a change at `ticks` of sysUpTime.
std::optional<net::WallTime> last_change(OneDevice& one, std::uint32_t ticks) {
  one.agent.interfaces["wan"][Quantity::interface_last_change] = Ticks{ticks};
  return one.answer().values->interfaces.at(0).last_change;
}

TEST(InterfaceLastChange, IsWallTimeThatDoesNotTremble) {
  OneDevice one;  // up for 10,000 s
  const auto change = last_change(one, 400'000);
  EXPECT_EQ(change, one.time.now().wall - 6000s);
  one.time.pass(60s);
  one.up_ticks += 6000 + 77;
  EXPECT_EQ(last_change(one, 400'000), change);
  one.time.step_wall(5h);
  EXPECT_EQ(last_change(one, 400'000), change);
  EXPECT_EQ(last_change(one, static_cast<std::uint32_t>(one.up_ticks) - 100),
            one.time.now().wall - 1s);
}

TEST(InterfaceLastChange, IsUnknownFromBeforeTheAgentBegan) {
  OneDevice one;
  EXPECT_EQ(last_change(one, 0), std::nullopt);
}

TEST(InterfaceLastChange, IsRightOverTheWrapOfSysUpTime) {
  OneDevice one;
  one.up_ticks = 6000;
  EXPECT_EQ(last_change(one, 0xffffffffU - 5999), one.time.now().wall - 120s);
}

TEST(InterfaceLastChange, IsAnotherOneAfterARestart) {
  OneDevice one;
  one.up_ticks = 500;
  (void)last_change(one, 300);
  one.pass(60s);
  one.up_ticks = 400;
  EXPECT_EQ(last_change(one, 300), one.time.now().wall - 1s);
}

TEST(InterfaceLastChange, IsUnknownWithoutSysUpTime) {
  OneDevice one;
  one.agent.scalars.clear();
  EXPECT_EQ(last_change(one, 400'000), std::nullopt);
}

}  // namespace
}  // namespace pantau::devices::test
