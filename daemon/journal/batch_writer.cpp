// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/batch_writer.hpp"

#include <chrono>
#include <optional>
#include <unordered_set>

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
      links_settled_(database, Subject::link),
      sites_settled_(database, Subject::site),
      sla_(database),
      marks_(database),
      minute_(
          database.prepare("INSERT OR REPLACE INTO minutes VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      link_span_(database.prepare("INSERT OR REPLACE INTO link_spans VALUES(?, ?, ?)")),
      site_span_(database.prepare("INSERT OR REPLACE INTO site_spans VALUES(?, ?, ?)")),
      mark_(database.prepare("INSERT INTO meta VALUES('mark', ?) ON CONFLICT(key) "
                             "DO UPDATE SET value = max(value, excluded.value)")) {}

void BatchWriter::write(const book::Batch& batch, const Sla& sla) {
  ids_.use(batch.plan);
  write_minutes(batch);
  stop_counting(batch, sla);
  write_settled(batch);
  write_spans(batch);
  marks_.write(batch, ids_);
  for (const book::Outage& outage : batch.outages) {
    outages_.save(outage, ids_);
  }
  write_devices(batch);
  for (const auto& [link, seconds] : sla) {
    const std::int64_t id = ids_.link(link);
    sla_.write(id, seconds, links_settled_.until(id).value_or(batch.mark));
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

void BatchWriter::write_settled(const book::Batch& batch) {
  std::vector<SettledRows::Row> rows;
  rows.reserve(batch.links.size());
  for (const book::SettledRow& row : batch.links) {
    rows.push_back({ids_.link(row.place), row.first, row.until});
  }
  links_settled_.write(rows, batch.mark);
  rows.clear();
  for (const book::SettledRow& row : batch.sites) {
    rows.push_back({ids_.site(row.place), row.first, row.until});
  }
  sites_settled_.write(rows, batch.mark);
}

/// The counters of a link run on with what settles, unless the ledger does not speak of it any
/// more.
void BatchWriter::stop_counting(const book::Batch& batch, const Sla& sla) {
  if (sla.size() == batch.links.size()) {
    return;
  }
  std::unordered_set<std::int64_t> counted;
  for (const auto& [link, seconds] : sla) {
    counted.insert(ids_.link(link));
  }
  for (const book::SettledRow& row : batch.links) {
    const std::int64_t id = ids_.link(row.place);
    const auto until = links_settled_.until(id);
    if (until && !counted.contains(id)) {
      sla_.stop(id, *until);
    }
  }
}

void BatchWriter::forget() {
  ids_.forget();
  links_settled_.forget();
  sites_settled_.forget();
  sla_.forget();
  marks_.forget();
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
