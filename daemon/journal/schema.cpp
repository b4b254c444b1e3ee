// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/schema.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <map>
#include <string>

namespace pantau::journal {

namespace {

// Times are UTC seconds since 1970, `minute` and `hour` count minutes and hours since then, round
// trips are microseconds, states are 0 unknown, 1 up, 2 degraded, 3 unreachable, 4 down. Minutes
// are keyed (minute, link): appended at one place, where (link, minute) would touch a page a link.
constexpr const char* kFirstTables = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

INSERT INTO meta VALUES('mark', 0), ('link_pace', 0), ('site_pace', 0);

CREATE TABLE links(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE sites(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE minutes(
  minute INTEGER NOT NULL, link INTEGER NOT NULL, sent INTEGER NOT NULL, lost INTEGER NOT NULL,
  late INTEGER NOT NULL, duplicates INTEGER NOT NULL,
  min_us INTEGER, median_us INTEGER, p95_us INTEGER, max_us INTEGER,
  PRIMARY KEY(minute, link)) STRICT, WITHOUT ROWID;
-- median_us and p95_us are the medians of the minutes' values
CREATE TABLE hours(
  hour INTEGER NOT NULL, link INTEGER NOT NULL, minutes INTEGER NOT NULL, sent INTEGER NOT NULL,
  lost INTEGER NOT NULL, late INTEGER NOT NULL, duplicates INTEGER NOT NULL,
  min_us INTEGER, median_us INTEGER, p95_us INTEGER, max_us INTEGER,
  PRIMARY KEY(hour, link)) STRICT, WITHOUT ROWID;

-- a span ends where the next one of its link begins, the last one at settled_until
CREATE TABLE link_spans(
  link INTEGER NOT NULL, start INTEGER NOT NULL, state INTEGER NOT NULL,
  PRIMARY KEY(link, start)) STRICT, WITHOUT ROWID;
CREATE TABLE site_spans(
  site INTEGER NOT NULL, start INTEGER NOT NULL, state INTEGER NOT NULL,
  PRIMARY KEY(site, start)) STRICT, WITHOUT ROWID;
CREATE TABLE link_books(link INTEGER PRIMARY KEY, first INTEGER NOT NULL, lag INTEGER NOT NULL) STRICT;
CREATE TABLE site_books(site INTEGER PRIMARY KEY, first INTEGER NOT NULL, lag INTEGER NOT NULL) STRICT;
-- nearly all stand `lag` seconds behind meta's link_pace (site_pace); these do not
CREATE TABLE link_apart(link INTEGER PRIMARY KEY, settled_until INTEGER NOT NULL) STRICT;
CREATE TABLE site_apart(site INTEGER PRIMARY KEY, settled_until INTEGER NOT NULL) STRICT;
CREATE VIEW link_settled AS
  SELECT link, first, coalesce(settled_until, value - lag) AS settled_until
  FROM meta JOIN link_books LEFT JOIN link_apart USING(link) WHERE key = 'link_pace';
CREATE VIEW site_settled AS
  SELECT site, first, coalesce(settled_until, value - lag) AS settled_until
  FROM meta JOIN site_books LEFT JOIN site_apart USING(site) WHERE key = 'site_pace';
CREATE TABLE link_marks(
  link INTEGER PRIMARY KEY, last_reply_ms INTEGER, outages_opened INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
-- what settles after as_of goes to class `running`: -1 none, 0 up, 1 down, 2 maintenance, 3 unknown
CREATE TABLE link_sla(
  link INTEGER PRIMARY KEY, up INTEGER NOT NULL, down INTEGER NOT NULL,
  maintenance INTEGER NOT NULL, unknown INTEGER NOT NULL, as_of INTEGER NOT NULL,
  running INTEGER NOT NULL) STRICT;

CREATE TABLE outages(
  id INTEGER PRIMARY KEY, link INTEGER NOT NULL, site INTEGER NOT NULL, start INTEGER NOT NULL,
  detected INTEGER NOT NULL, end INTEGER, ended_by TEXT NOT NULL) STRICT;
CREATE INDEX outages_of_link ON outages(link, start);
CREATE TABLE segments(
  outage INTEGER NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER,
  state INTEGER NOT NULL, roots TEXT NOT NULL, proposed TEXT NOT NULL, planned INTEGER NOT NULL,
  PRIMARY KEY(outage, number)) STRICT, WITHOUT ROWID;
CREATE TABLE evidence(
  outage INTEGER NOT NULL, segment INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
  time INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY(outage, segment, number)) STRICT, WITHOUT ROWID;
CREATE TABLE corrections(
  id INTEGER PRIMARY KEY AUTOINCREMENT, outage INTEGER NOT NULL, time INTEGER NOT NULL,
  user TEXT NOT NULL, cause TEXT NOT NULL, note TEXT NOT NULL, document TEXT NOT NULL,
  reported INTEGER, ticket TEXT NOT NULL) STRICT;
CREATE INDEX corrections_of_outage ON corrections(outage);

-- ended_at and ended_by: who took it back or ended it, when; planned_end: what was announced
CREATE TABLE windows(
  id INTEGER PRIMARY KEY AUTOINCREMENT, start INTEGER NOT NULL, end INTEGER NOT NULL,
  reason TEXT NOT NULL, announced INTEGER, document TEXT NOT NULL, user TEXT NOT NULL,
  planned_end INTEGER NOT NULL, ended_at INTEGER, ended_by TEXT) STRICT;
CREATE TABLE window_names(
  window INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY(window, kind, number)) STRICT, WITHOUT ROWID;

CREATE TABLE device_restarts(
  device TEXT NOT NULL, booted INTEGER NOT NULL, seen INTEGER NOT NULL, site TEXT NOT NULL,
  PRIMARY KEY(device, booted, seen)) STRICT, WITHOUT ROWID;
CREATE TABLE power_readings(
  device TEXT PRIMARY KEY, site TEXT NOT NULL, time INTEGER NOT NULL, on_battery INTEGER,
  battery_low INTEGER, charge_ratio REAL, battery_volts REAL, low_volts REAL) STRICT, WITHOUT ROWID;
CREATE TABLE devices(
  device TEXT PRIMARY KEY, last_success_ms INTEGER, boot_ms INTEGER, restarts INTEGER NOT NULL,
  month INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE month_bytes(
  device TEXT NOT NULL, number INTEGER NOT NULL, link TEXT NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY(device, number)) STRICT, WITHOUT ROWID;
CREATE TABLE configurations(
  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, text TEXT NOT NULL) STRICT;

-- for people with the sqlite3 command
CREATE VIEW minute_list AS
  SELECT datetime(minute * 60, 'unixepoch') AS utc, name AS link, sent, lost, late, duplicates,
         min_us / 1e6 AS min, median_us / 1e6 AS median, p95_us / 1e6 AS p95, max_us / 1e6 AS max
  FROM minutes JOIN links ON links.id = minutes.link;
CREATE VIEW span_list AS
  SELECT name AS link, datetime(start, 'unixepoch') AS utc,
         CASE state WHEN 0 THEN 'unknown' WHEN 1 THEN 'up' WHEN 2 THEN 'degraded'
                    WHEN 3 THEN 'unreachable' WHEN 4 THEN 'down' END AS state
  FROM link_spans JOIN links ON links.id = link_spans.link;
CREATE VIEW outage_list AS
  SELECT outages.id, links.name AS link, sites.name AS site,
         datetime(outages.start, 'unixepoch') AS start, datetime(outages.end, 'unixepoch') AS end,
         ended_by, group_concat(DISTINCT roots) AS roots, group_concat(DISTINCT proposed) AS proposed,
         (SELECT cause FROM corrections WHERE outage = outages.id ORDER BY id DESC LIMIT 1)
           AS corrected
  FROM outages JOIN links ON links.id = outages.link JOIN sites ON sites.id = outages.site
  LEFT JOIN segments ON segments.outage = outages.id GROUP BY outages.id;
)sql";

/// Since version 2. Dates are days since 1970.
constexpr const char* kRolloutTables = R"sql(
-- a contract as it stood when a month was judged by it; months of many links share one
CREATE TABLE contract_terms(
  id INTEGER PRIMARY KEY, contract TEXT NOT NULL, provider TEXT NOT NULL, number TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER, free_until INTEGER, target REAL NOT NULL,
  minimum_outage_ns INTEGER NOT NULL, loss_threshold REAL NOT NULL, formula INTEGER NOT NULL,
  exclude TEXT NOT NULL, planned_notice_ns INTEGER, planned_hours_per_month REAL,
  fee_per_month INTEGER, restitution INTEGER) STRICT;
CREATE INDEX terms_of_contract ON contract_terms(contract);
-- site and is_primary: of the link then; terms: NULL without a contract; runs: "start-end start-end"; judgement: 0 none,
-- 1 not_enough_data, 2 met, 3 missed
CREATE TABLE judged_months(
  month TEXT NOT NULL, link INTEGER NOT NULL, number INTEGER NOT NULL, terms INTEGER,
  judged INTEGER NOT NULL, judgement INTEGER NOT NULL, up INTEGER NOT NULL, down INTEGER NOT NULL,
  short INTEGER NOT NULL, excluded INTEGER NOT NULL, planned INTEGER NOT NULL,
  unknown INTEGER NOT NULL, runs TEXT NOT NULL, site INTEGER NOT NULL, is_primary INTEGER NOT NULL,
  PRIMARY KEY(month, link, number)) STRICT, WITHOUT ROWID;

-- state: 1 running (noticed at `noticed`, no verdict yet), 2 passed, 3 failed, 4 undecided
CREATE TABLE acceptances(
  site TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, noticed INTEGER NOT NULL,
  state INTEGER NOT NULL, judged_until INTEGER, decided INTEGER,
  PRIMARY KEY(site, start)) STRICT, WITHOUT ROWID;
CREATE TABLE acceptance_links(
  site TEXT NOT NULL, start INTEGER NOT NULL, number INTEGER NOT NULL, link TEXT NOT NULL,
  contract TEXT NOT NULL, known INTEGER NOT NULL, failed INTEGER NOT NULL,
  outages INTEGER NOT NULL, windows INTEGER NOT NULL, good_rtt INTEGER NOT NULL,
  good_variation INTEGER NOT NULL, good_loss INTEGER NOT NULL,
  PRIMARY KEY(site, start, number)) STRICT, WITHOUT ROWID;
CREATE TABLE acceptance_criteria(
  site TEXT NOT NULL, start INTEGER NOT NULL, number INTEGER NOT NULL, criterion TEXT NOT NULL,
  figure REAL, threshold REAL NOT NULL, bad REAL, met INTEGER NOT NULL,
  PRIMARY KEY(site, start, number, criterion)) STRICT, WITHOUT ROWID;

-- weights: 0 site, 1 population, 2 contract_value; stage: 0 proposed to 12 decommissioned
CREATE TABLE baselines(
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, frozen INTEGER NOT NULL,
  user TEXT NOT NULL, weights INTEGER NOT NULL) STRICT;
CREATE TABLE baseline_stages(
  baseline INTEGER NOT NULL, stage INTEGER NOT NULL, weight REAL NOT NULL,
  PRIMARY KEY(baseline, stage)) STRICT, WITHOUT ROWID;
CREATE TABLE baseline_sites(
  baseline INTEGER NOT NULL, site TEXT NOT NULL, phase TEXT NOT NULL, weight REAL NOT NULL,
  PRIMARY KEY(baseline, site)) STRICT, WITHOUT ROWID;
CREATE TABLE baseline_dates(
  baseline INTEGER NOT NULL, site TEXT NOT NULL, stage INTEGER NOT NULL, planned INTEGER NOT NULL,
  PRIMARY KEY(baseline, site, stage)) STRICT, WITHOUT ROWID;

-- what the configuration said and when; until: NULL while it says so; key '': the item itself
CREATE TABLE inventory_items(
  kind TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,
  value TEXT NOT NULL, PRIMARY KEY(kind, id, key, since)) STRICT, WITHOUT ROWID;
CREATE TABLE inventory_changes(
  number INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, kind TEXT NOT NULL,
  id TEXT NOT NULL, key TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL) STRICT;
CREATE INDEX changes_of_item ON inventory_changes(kind, id);

CREATE VIEW judged_list AS
  SELECT month, links.name AS link, coalesce(contract, '') AS contract,
         CASE judgement WHEN 1 THEN 'not_enough_data' WHEN 2 THEN 'met' WHEN 3 THEN 'missed'
                        ELSE 'none' END AS judgement,
         up, down, short, excluded, planned, unknown, datetime(judged, 'unixepoch') AS judged
  FROM judged_months JOIN links ON links.id = judged_months.link
  LEFT JOIN contract_terms ON contract_terms.id = terms;
CREATE VIEW acceptance_list AS
  SELECT a.site, datetime(a.start, 'unixepoch') AS start, datetime(a.end, 'unixepoch') AS end,
         CASE a.state WHEN 1 THEN 'running' WHEN 2 THEN 'passed' WHEN 3 THEN 'failed'
                      WHEN 4 THEN 'undecided' END AS state,
         datetime(a.decided, 'unixepoch') AS decided, link, criterion, figure, threshold, bad, met
  FROM acceptances a LEFT JOIN acceptance_links l USING(site, start)
  LEFT JOIN acceptance_criteria c ON c.site = a.site AND c.start = a.start AND c.number = l.number;
CREATE VIEW change_list AS
  SELECT datetime(time, 'unixepoch') AS utc, kind, id, key, before, after
  FROM inventory_changes ORDER BY number;
-- who was in which phase when
CREATE VIEW phase_list AS
  SELECT value AS phase, id AS site, datetime(since, 'unixepoch') AS since,
         datetime(until, 'unixepoch') AS until
  FROM inventory_items WHERE kind = 'site' AND key = 'phase' ORDER BY phase, site, since;
)sql";

constexpr std::array kMigrations{Migration{1, kRolloutTables}};

/// Columns of each table, and what is unique in it. Indexes that people add are their own affair.
std::map<std::string, std::string> shapes_of(Database& database) {
  std::map<std::string, std::string> shapes;
  for (const char* sql :
       {"SELECT t.name, group_concat(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || "
        "c.pk) "
        "FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' "
        "GROUP BY t.name",
        "SELECT t.name, count(*) || ' indexes, unique ' || sum(i.\"unique\") FROM sqlite_schema t "
        "JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.origin <> 'c' "
        "GROUP BY t.name"}) {
    Statement statement = database.prepare(sql);
    for (Rows rows = statement.query(); rows.next();) {
      shapes[rows.text(0)] += rows.text(1);
    }
  }
  return shapes;
}

std::map<std::string, std::string> shapes_of_a_new_book() {
  Database database{{}, OpenMode::memory};
  create_tables(database);
  return shapes_of(database);
}

}  // namespace

void create_tables(Database& database) {
  Transaction transaction{database};
  database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str());
  database.execute(kFirstTables);
  database.execute(kRolloutTables);
  set_version(database, kSchemaVersion);
  transaction.commit();
}

void set_version(Database& database, std::int64_t version) {
  database.execute(fmt::format("PRAGMA user_version = {};"
                               "INSERT INTO meta VALUES('schema_version', {}) "
                               "ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                               version,
                               version)
                       .c_str());
}

std::int64_t read_version(Database& database) {
  const std::int64_t version = database.integer("PRAGMA user_version");
  const bool ours = database.integer("PRAGMA application_id") == kApplicationId &&
                    database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'") == 1;
  if (!ours || database.integer("SELECT value FROM meta WHERE key = 'schema_version'") != version) {
    throw DatabaseError{SQLITE_NOTADB, "this is no book of pantau"};
  }
  return version;
}

void expect_tables(Database& database) {
  static const std::map<std::string, std::string> expected = shapes_of_a_new_book();
  std::map<std::string, std::string> found = shapes_of(database);
  for (const auto& [table, shape] : expected) {
    if (found[table] != shape) {
      throw DatabaseError{SQLITE_CORRUPT, fmt::format("table {} is not as it should be", table)};
    }
  }
}

std::span<const Migration> migrations() {
  return kMigrations;
}

}  // namespace pantau::journal
