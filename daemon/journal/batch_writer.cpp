// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/batch_writer.hpp"

#include <chrono>
#include <optional>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

std::optional<std::int64_t> microseconds(bool answered, net::Nanoseconds time) {
  return answered ? std::optional{std::chrono::floor<std::chrono::microseconds>(time).count()}
                  : std::nullopt;
}

}  // namespace

BatchWriter::BatchWriter(Database& database)
    : ids_(database),
      outages_(database),
      devices_(database),
      minute_(
          database.prepare("INSERT OR REPLACE INTO minutes VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      link_span_(database.prepare("INSERT OR REPLACE INTO link_spans VALUES(?, ?, ?)")),
      site_span_(database.prepare("INSERT OR REPLACE INTO site_spans VALUES(?, ?, ?)")),
      link_gap_(database.prepare("INSERT OR IGNORE INTO link_spans SELECT link, settled_until, 0 "
                                 "FROM link_books WHERE link = ?1 AND settled_until < ?2")),
      site_gap_(database.prepare("INSERT OR IGNORE INTO site_spans SELECT site, settled_until, 0 "
                                 "FROM site_books WHERE site = ?1 AND settled_until < ?2")),
      link_book_(database.prepare(
          "INSERT INTO link_books(link, first, settled_until) VALUES(?, ?, ?) "
          "ON CONFLICT(link) DO UPDATE SET "
          "first = min(coalesce(first, excluded.first), excluded.first), settled_until = "
          "max(coalesce(settled_until, excluded.settled_until), excluded.settled_until), "
          "removed = 0")),
      site_book_(
          database.prepare("INSERT INTO site_books(site, first, settled_until) VALUES(?, ?, ?) "
                           "ON CONFLICT(site) DO UPDATE SET first = min(first, excluded.first), "
                           "settled_until = max(settled_until, excluded.settled_until)")),
      link_mark_(database.prepare(
          "INSERT INTO link_books(link, last_reply_ms, outages_opened) VALUES(?, ?, ?) "
          "ON CONFLICT(link) DO UPDATE SET "
          "last_reply_ms = coalesce(excluded.last_reply_ms, last_reply_ms), "
          "outages_opened = max(outages_opened, excluded.outages_opened)")),
      removed_(database.prepare("UPDATE link_books SET removed = 1 WHERE link = ?")),
      sla_(database.prepare("UPDATE link_books SET sla_up = ?2, sla_down = ?3, "
                            "sla_maintenance = ?4, sla_unknown = ?5 WHERE link = ?1")),
      mark_(database.prepare("INSERT INTO meta VALUES('mark', ?) ON CONFLICT(key) "
                             "DO UPDATE SET value = max(value, excluded.value)")) {}

void BatchWriter::write(const book::Batch& batch, const Sla& sla) {
  ids_.use(batch.plan);
  write_minutes(batch);
  write_settled(batch);
  write_spans(batch);
  write_marks(batch);
  for (const book::Outage& outage : batch.outages) {
    outages_.save(outage, ids_);
  }
  write_devices(batch);
  for (const auto& [link, seconds] : sla) {
    sla_.run(ids_.link(link), seconds.up, seconds.down, seconds.maintenance, seconds.unknown);
  }
  mark_.run(stored(batch.mark));
}

void BatchWriter::write_minutes(const book::Batch& batch) {
  for (const book::MinuteRow& row : batch.minutes) {
    const book::MinuteSummary& minute = row.minute;
    const bool answered = minute.answered();
    minute_.run(std::chrono::floor<std::chrono::minutes>(minute.start).time_since_epoch().count(),
                ids_.link(row.link),
                minute.sent,
                minute.lost,
                minute.late,
                minute.duplicates,
                microseconds(answered, minute.min),
                microseconds(answered, minute.median),
                microseconds(answered, minute.p95),
                microseconds(answered, minute.max));
  }
}

void BatchWriter::write_spans(const book::Batch& batch) {
  for (const book::SpanRow& row : batch.link_spans) {
    link_span_.run(ids_.link(row.place), stored(row.span.start), static_cast<int>(row.span.state));
  }
  for (const book::SpanRow& row : batch.site_spans) {
    site_span_.run(ids_.site(row.place), stored(row.span.start), static_cast<int>(row.span.state));
  }
}

/// A book that begins after the one that is there (this daemon could not read it when it started):
/// what lies between is unknown.
void BatchWriter::write_settled(const book::Batch& batch) {
  for (const book::SettledRow& row : batch.links) {
    const std::int64_t id = ids_.link(row.place);
    link_gap_.run(id, stored(row.first));
    link_book_.run(id, stored(row.first), stored(row.until));
  }
  for (const book::SettledRow& row : batch.sites) {
    const std::int64_t id = ids_.site(row.place);
    site_gap_.run(id, stored(row.first));
    site_book_.run(id, stored(row.first), stored(row.until));
  }
}

void BatchWriter::write_marks(const book::Batch& batch) {
  for (const book::LinkMark& mark : batch.marks) {
    link_mark_.run(ids_.link(mark.link), stored_ms(mark.last_reply), mark.outages_opened);
  }
  for (const std::string& link : batch.removed) {
    removed_.run(ids_.link(link));
  }
}

void BatchWriter::write_devices(const book::Batch& batch) {
  for (const book::DeviceRestart& restart : batch.restarts) {
    devices_.save(restart);
  }
  for (const book::PowerReading& reading : batch.power) {
    devices_.save(reading);
  }
  for (const book::DeviceMark& mark : batch.devices) {
    devices_.save(mark);
  }
}

}  // namespace pantau::journal
