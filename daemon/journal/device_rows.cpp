// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/device_rows.hpp"

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

std::optional<bool> flag(std::optional<std::int64_t> value) {
  return value ? std::optional{*value != 0} : std::nullopt;
}

}  // namespace

DeviceWriter::DeviceWriter(Database& database)
    : restart_(database.prepare("INSERT OR REPLACE INTO device_restarts VALUES(?, ?, ?, ?)")),
      reading_(
          database.prepare("INSERT OR REPLACE INTO power_readings VALUES(?, ?, ?, ?, ?, ?, ?, ?)")),
      mark_(database.prepare("INSERT OR REPLACE INTO devices VALUES(?, ?, ?, ?, ?)")),
      clear_bytes_(database.prepare("DELETE FROM month_bytes WHERE device = ?")),
      bytes_(database.prepare("INSERT INTO month_bytes VALUES(?, ?, ?, ?)")) {}

void DeviceWriter::save(const book::DeviceRestart& restart) {
  restart_.run(restart.device, stored(restart.booted), stored(restart.seen), restart.site);
}

void DeviceWriter::save(const book::PowerReading& reading) {
  reading_.run(reading.device,
               reading.site,
               stored(reading.time),
               reading.on_battery,
               reading.battery_low,
               reading.charge_ratio,
               reading.battery_volts,
               reading.low_volts);
}

void DeviceWriter::save(const book::DeviceMark& mark) {
  mark_.run(mark.device,
            stored_ms(mark.last_success),
            stored_ms(mark.boot),
            mark.restarts,
            stored(mark.month));
  clear_bytes_.run(mark.device);
  for (std::size_t i = 0; i < mark.month_bytes.size(); ++i) {
    const auto& [link, bytes] = mark.month_bytes[i];
    bytes_.run(mark.device, i, link, bytes);
  }
}

std::vector<book::DeviceMark> load_device_marks(Database& database) {
  std::vector<book::DeviceMark> marks;
  Statement statement = database.prepare(
      "SELECT device, last_success_ms, boot_ms, restarts, month FROM devices ORDER BY device");
  Statement bytes =
      database.prepare("SELECT link, bytes FROM month_bytes WHERE device = ? ORDER BY number");
  for (Rows rows = statement.query(); rows.next();) {
    book::DeviceMark& mark = marks.emplace_back();
    mark.device = rows.text(0);
    mark.last_success = wall_time(rows.maybe_integer(1));
    mark.boot = wall_time(rows.maybe_integer(2));
    mark.restarts = static_cast<std::uint64_t>(rows.integer(3));
    mark.month = second(rows.integer(4));
    for (Rows each = bytes.query(mark.device); each.next();) {
      mark.month_bytes.emplace_back(each.text(0), static_cast<std::uint64_t>(each.integer(1)));
    }
  }
  return marks;
}

std::vector<book::PowerReading> load_power_readings(Database& database) {
  std::vector<book::PowerReading> readings;
  Statement statement = database.prepare(
      "SELECT device, site, time, on_battery, battery_low, charge_ratio, battery_volts, low_volts "
      "FROM power_readings ORDER BY device");
  for (Rows rows = statement.query(); rows.next();) {
    readings.push_back({.device = rows.text(0),
                        .site = rows.text(1),
                        .time = second(rows.integer(2)),
                        .on_battery = flag(rows.maybe_integer(3)),
                        .battery_low = flag(rows.maybe_integer(4)),
                        .charge_ratio = rows.maybe_real(5),
                        .battery_volts = rows.maybe_real(6),
                        .low_volts = rows.maybe_real(7)});
  }
  return readings;
}

std::vector<book::DeviceRestart> load_restarts(Database& database, book::Second since) {
  std::vector<book::DeviceRestart> restarts;
  Statement statement = database.prepare(
      "SELECT device, site, booted, seen FROM device_restarts WHERE seen >= ? "
      "ORDER BY seen, device, booted");
  for (Rows rows = statement.query(stored(since)); rows.next();) {
    restarts.push_back({.device = rows.text(0),
                        .site = rows.text(1),
                        .booted = second(rows.integer(2)),
                        .seen = second(rows.integer(3))});
  }
  return restarts;
}

}  // namespace pantau::journal
