// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/outage_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "daemon/journal/values.hpp"
#include "daemon/journal/words.hpp"

namespace pantau::journal {

namespace {

book::EndedBy ended_by(const std::string& text) {
  const auto* const found = std::find(book::kEndedByNames.begin(), book::kEndedByNames.end(), text);
  return found == book::kEndedByNames.end()
             ? book::EndedBy::open
             : static_cast<book::EndedBy>(found - book::kEndedByNames.begin());
}

book::Cause cause_of(const std::string& text) {
  return book::find_cause(text).value_or(book::Cause::unknown);
}

book::Outage outage_of(const Rows& rows) {
  book::Outage outage;
  outage.id = static_cast<std::uint64_t>(rows.integer(0));
  outage.link = rows.text(1);
  outage.site = rows.text(2);
  outage.start = second(rows.integer(3));
  outage.detected = second(rows.integer(4));
  outage.end = second(rows.maybe_integer(5));
  outage.ended_by = ended_by(rows.text(6));
  return outage;
}

book::Segment segment_of(const Rows& rows) {
  book::Segment segment;
  segment.start = second(rows.integer(1));
  segment.end = second(rows.maybe_integer(2));
  segment.state = link_state(rows.integer(3));
  segment.roots = words_of(rows.text(4));
  segment.proposed = cause_of(rows.text(5));
  segment.planned = rows.integer(6) != 0;
  return segment;
}

constexpr const char* kCorrectionColumns =
    "SELECT time, user, cause, note, document, reported, ticket, id, outage FROM corrections";

book::Correction correction_of(const Rows& rows) {
  return book::Correction{.time = second(rows.integer(0)),
                          .user = rows.text(1),
                          .cause = cause_of(rows.text(2)),
                          .note = rows.text(3),
                          .document = rows.text(4),
                          .reported = second(rows.maybe_integer(5)),
                          .ticket = rows.text(6)};
}

/// A condition that is not asked for is true, because nothing is bound to its parameter.
std::string outage_query(const OutageFilter& filter) {
  const auto when = [](bool asked, const char* condition, int parameter) {
    return asked ? std::string{condition} : fmt::format("?{} IS NULL", parameter);
  };
  return fmt::format(
      "SELECT o.id, l.name, s.name, o.start, o.detected, o.\"end\", o.ended_by FROM outages o "
      "JOIN links l ON l.id = o.link JOIN sites s ON s.id = o.site "
      "WHERE {} AND {} AND {} AND {} {} ORDER BY o.start, o.id",
      when(filter.id.has_value(), "o.id = ?1", 1),
      when(filter.since.has_value(), "(o.\"end\" >= ?2 OR o.\"end\" IS NULL)", 2),
      when(filter.until.has_value(), "o.start < ?3", 3),
      when(filter.link.has_value(), "o.link = (SELECT id FROM links WHERE name = ?4)", 4),
      filter.open ? "AND o.\"end\" IS NULL" : "");
}

/// What belongs to an outage; statements are prepared once for many outages.
class Details {
 public:
  explicit Details(Database& database)
      : segments_(database.prepare("SELECT number, start, \"end\", state, roots, proposed, planned "
                                   "FROM segments WHERE outage = ? ORDER BY number")),
        evidence_(database.prepare("SELECT segment, kind, time, value FROM evidence "
                                   "WHERE outage = ? ORDER BY segment, number")),
        corrections_(database.prepare(
            fmt::format("{} WHERE outage = ? AND id <= ? ORDER BY id", kCorrectionColumns))) {}

  void load(book::Outage& outage, std::int64_t newest_correction) {
    for (Rows rows = segments_.query(outage.id); rows.next();) {
      outage.segments.push_back(segment_of(rows));
    }
    for (Rows rows = evidence_.query(outage.id); rows.next();) {
      const auto segment = static_cast<std::size_t>(rows.integer(0));
      if (segment < outage.segments.size()) {
        outage.segments[segment].evidence.push_back(
            {.kind = rows.text(1), .time = second(rows.integer(2)), .value = rows.text(3)});
      }
    }
    for (Rows rows = corrections_.query(outage.id, newest_correction); rows.next();) {
      outage.corrections.push_back(correction_of(rows));
    }
  }

 private:
  Statement segments_;
  Statement evidence_;
  Statement corrections_;
};

}  // namespace

OutageWriter::OutageWriter(Database& database)
    : outage_(database.prepare("INSERT OR REPLACE INTO outages VALUES(?, ?, ?, ?, ?, ?, ?)")),
      clear_segments_(database.prepare("DELETE FROM segments WHERE outage = ?")),
      clear_evidence_(database.prepare("DELETE FROM evidence WHERE outage = ?")),
      segment_(database.prepare("INSERT INTO segments VALUES(?, ?, ?, ?, ?, ?, ?, ?)")),
      evidence_(database.prepare("INSERT INTO evidence VALUES(?, ?, ?, ?, ?, ?)")) {}

void OutageWriter::save(const book::Outage& outage, PlaceIds& ids) {
  outage_.run(outage.id,
              ids.link(outage.link),
              ids.site(outage.site),
              stored(outage.start),
              stored(outage.detected),
              stored(outage.end),
              book::kEndedByNames[static_cast<std::size_t>(outage.ended_by)]);
  clear_segments_.run(outage.id);
  clear_evidence_.run(outage.id);
  for (std::size_t i = 0; i < outage.segments.size(); ++i) {
    save(outage.id, i, outage.segments[i]);
  }
}

void OutageWriter::save(std::uint64_t outage, std::size_t number, const book::Segment& segment) {
  segment_.run(outage,
               number,
               stored(segment.start),
               stored(segment.end),
               static_cast<int>(segment.state),
               fmt::format("{}", fmt::join(segment.roots, " ")),
               book::name(segment.proposed),
               segment.planned);
  for (std::size_t i = 0; i < segment.evidence.size(); ++i) {
    const book::Evidence& evidence = segment.evidence[i];
    evidence_.run(outage, number, i, evidence.kind, stored(evidence.time), evidence.value);
  }
}

OutageFilter filter_of(const book::OutageQuery& query) {
  OutageFilter filter;
  filter.since = query.since;
  filter.until = query.until;
  if (!query.link.empty()) {
    filter.link = query.link;
  }
  return filter;
}

std::vector<book::Outage> load_outages(Database& database, const OutageFilter& filter) {
  std::vector<book::Outage> outages;
  Statement statement = database.prepare(outage_query(filter));
  for (Rows rows =
           statement.query(filter.id, stored(filter.since), stored(filter.until), filter.link);
       rows.next();) {
    outages.push_back(outage_of(rows));
  }
  Details details{database};
  for (book::Outage& outage : outages) {
    details.load(outage, filter.newest_correction);
  }
  // Their rows stay, so that their numbers are never used again (book::Outage).
  std::erase_if(outages, [](const book::Outage& outage) { return outage.taken_back(); });
  return outages;
}

std::vector<EnteredCorrection> load_corrections(Database& database, std::int64_t after) {
  std::vector<EnteredCorrection> corrections;
  Statement statement =
      database.prepare(fmt::format("{} WHERE id > ? ORDER BY id", kCorrectionColumns));
  for (Rows rows = statement.query(after); rows.next();) {
    corrections.push_back({.id = rows.integer(7),
                           .outage = static_cast<std::uint64_t>(rows.integer(8)),
                           .correction = correction_of(rows)});
  }
  return corrections;
}

void add_correction(Database& database, std::uint64_t outage, const book::Correction& correction) {
  database
      .prepare(
          "INSERT INTO corrections(outage, time, user, cause, note, document, reported, "
          "ticket) VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
      .run(outage,
           stored(correction.time),
           correction.user,
           book::name(correction.cause),
           correction.note,
           correction.document,
           stored(correction.reported),
           correction.ticket);
}

}  // namespace pantau::journal
