-- A book of version 1 with something in every table, as the first pantau wrote it.
PRAGMA page_size = 1024;
PRAGMA journal_mode = DELETE;
PRAGMA application_id = 1886675317;
BEGIN;
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

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
INSERT INTO meta VALUES('link_pace', 1793491380);
INSERT INTO meta VALUES('mark', 1793491380);
INSERT INTO meta VALUES('schema_version', 1);
INSERT INTO meta VALUES('site_pace', 1793491380);
INSERT INTO links VALUES(1, 'l000');
INSERT INTO links VALUES(2, 'l001');
INSERT INTO sites VALUES(1, 's000');
INSERT INTO sites VALUES(2, 's001');
INSERT INTO minutes VALUES(29891520, 1, 60, 0, 0, 0, 480000, 520000, 640000, 700000);
INSERT INTO minutes VALUES(29891520, 2, 60, 0, 0, 0, 480000, 520000, 640000, 700000);
INSERT INTO minutes VALUES(29891521, 1, 60, 0, 0, 0, 480000, 520000, 640000, 700000);
INSERT INTO minutes VALUES(29891521, 2, 60, 60, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO minutes VALUES(29891522, 1, 60, 0, 0, 0, 480000, 520000, 640000, 700000);
INSERT INTO minutes VALUES(29891522, 2, 60, 0, 0, 0, 480000, 520000, 640000, 700000);
INSERT INTO link_spans VALUES(1, 1793491200, 1);
INSERT INTO link_spans VALUES(1, 1793491300, 4);
INSERT INTO link_spans VALUES(1, 1793491370, 1);
INSERT INTO link_spans VALUES(2, 1793491200, 1);
INSERT INTO site_spans VALUES(1, 1793491200, 1);
INSERT INTO site_spans VALUES(2, 1793491200, 1);
INSERT INTO site_spans VALUES(2, 1793491370, 4);
INSERT INTO link_books VALUES(1, 1793491200, 0);
INSERT INTO link_books VALUES(2, 1793491200, 0);
INSERT INTO site_books VALUES(1, 1793491200, 0);
INSERT INTO site_books VALUES(2, 1793491200, 0);
INSERT INTO link_marks VALUES(1, 1793491379000, 4, 0);
INSERT INTO link_sla VALUES(1, 60, 7, 5, 1, 1793491260, 0);
INSERT INTO outages VALUES(1, 1, 1, 1793491300, 1793491330, 1793491700, 'answers');
INSERT INTO segments VALUES(1, 0, 1793491300, 1793491400, 3, 'hub-1 hub-2', 'upstream', 0);
INSERT INTO segments VALUES(1, 1, 1793491400, 1793491700, 4, 'l000', 'planned_work', 1);
INSERT INTO evidence VALUES(1, 0, 0, 'root', 1793491290, 'hub-1');
INSERT INTO evidence VALUES(1, 0, 1, 'root', 1793491295, 'hub-2');
INSERT INTO evidence VALUES(1, 1, 0, 'window', 1793491350, 'ganti modem — "baru"');
INSERT INTO corrections VALUES(1, 1, 1793492100, 'engineer', 'fuel_out', 'genset kosong', 'BA-7', 1793491500, 'T-12');
INSERT INTO windows VALUES(1, 1793492200, 1793493200, 'modem', 1793491700, 'B-112', 'engineer', 1793493200, NULL, NULL);
INSERT INTO window_names VALUES(1, 'link', 0, 'l000');
INSERT INTO devices VALUES('router', 1793491299000, NULL, 3, 1793491200);
INSERT INTO month_bytes VALUES('router', 0, 'l000', 5000);
INSERT INTO configurations VALUES(1, 1793491201, '# the old one' || char(10));
INSERT INTO hours VALUES(498000, 1, 60, 3600, 5, 1, 0, 470000, 521000, 660000, 990000);
INSERT INTO link_apart VALUES(2, 1793491375);
INSERT INTO site_apart VALUES(2, 1793491375);
INSERT INTO device_restarts VALUES('router', 1793491210, 1793491250, 's000');
INSERT INTO power_readings VALUES('ups', 's000', 1793491300, 1, 0, 0.5, 47.5, 46.0);
COMMIT;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
