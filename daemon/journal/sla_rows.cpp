// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/sla_rows.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

using availability::SlaSeconds;
constexpr std::int64_t kNone = -1;

/// In the order of the column `running`.
constexpr std::array kClasses{
    &SlaSeconds::up, &SlaSeconds::down, &SlaSeconds::maintenance, &SlaSeconds::unknown};

SlaSeconds grown(SlaSeconds seconds, std::int64_t running, std::int64_t by) {
  if (running >= 0 && running < static_cast<std::int64_t>(kClasses.size())) {
    seconds.*kClasses[static_cast<std::size_t>(running)] += std::max<std::int64_t>(0, by);
  }
  return seconds;
}

/// The class that grew most; none when nothing did, as when the contract is over.
std::int64_t running_class(const SlaSeconds& before, const SlaSeconds& now) {
  std::int64_t running = kNone;
  std::int64_t most = 0;
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    const std::int64_t growth = now.*kClasses[i] - before.*kClasses[i];
    if (growth > most) {
      most = growth;
      running = static_cast<std::int64_t>(i);
    }
  }
  return running;
}

SlaSeconds seconds_of(const Rows& rows, int column) {
  return {.up = rows.integer(column),
          .down = rows.integer(column + 1),
          .maintenance = rows.integer(column + 2),
          .unknown = rows.integer(column + 3)};
}

}  // namespace

SlaRows::SlaRows(Database& database)
    : select_(database.prepare(
          "SELECT link, up, down, maintenance, unknown, as_of, running FROM link_sla")),
      row_(database.prepare("INSERT OR REPLACE INTO link_sla VALUES(?, ?, ?, ?, ?, ?, ?)")) {}

void SlaRows::write(std::int64_t link, const SlaSeconds& seconds, book::Second until) {
  load();
  const auto [place, is_new] = known_.try_emplace(link);
  Known& known = place->second;
  if (!is_new && grown(known.seconds, known.running, (until - known.as_of).count()) == seconds) {
    known.last = seconds;
    return;
  }
  known.running = running_class(known.last, seconds);
  known.seconds = seconds;
  known.last = seconds;
  known.as_of = until;
  save(link, known);
}

void SlaRows::stop(std::int64_t link, book::Second until) {
  load();
  const auto found = known_.find(link);
  if (found == known_.end() || found->second.running == kNone) {
    return;
  }
  Known& known = found->second;
  known.seconds = grown(known.seconds, known.running, (until - known.as_of).count());
  known.last = known.seconds;
  known.as_of = until;
  known.running = kNone;
  save(link, known);
}

void SlaRows::save(std::int64_t link, const Known& known) {
  const SlaSeconds& seconds = known.seconds;
  row_.run(link,
           seconds.up,
           seconds.down,
           seconds.maintenance,
           seconds.unknown,
           stored(known.as_of),
           known.running);
}

void SlaRows::forget() {
  loaded_ = false;
  known_.clear();
}

void SlaRows::load() {
  if (std::exchange(loaded_, true)) {
    return;
  }
  for (Rows rows = select_.query(); rows.next();) {
    Known& known = known_[rows.integer(0)];
    known.seconds = seconds_of(rows, 1);
    known.last = known.seconds;
    known.as_of = second(rows.integer(5));
    known.running = rows.integer(6);
  }
}

std::unordered_map<std::string, SlaSeconds> load_sla(Database& database) {
  std::unordered_map<std::string, SlaSeconds> found;
  Statement statement = database.prepare(
      "SELECT name, up, down, maintenance, unknown, as_of, running, settled_until FROM link_sla "
      "JOIN link_settled USING(link) JOIN links ON links.id = link");
  for (Rows rows = statement.query(); rows.next();) {
    found[rows.text(0)] =
        grown(seconds_of(rows, 1), rows.integer(6), rows.integer(7) - rows.integer(5));
  }
  return found;
}

}  // namespace pantau::journal
