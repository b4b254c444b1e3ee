// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/history_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/journal/outage_rows.hpp"
#include "daemon/journal/sla_rows.hpp"
#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

/// `{0}` becomes the subject.
std::string for_subject(Subject subject, const char* sql) {
  return fmt::format(fmt::runtime(sql), subject == Subject::link ? "link" : "site");
}

/// Spans of one link or site in any period; statements are prepared once for many of them.
class SpanReader {
 public:
  SpanReader(Database& database, Subject subject)
      : between_(database.prepare(for_subject(
            subject,
            "SELECT start, state FROM {0}_spans WHERE {0} = ?1 AND start < ?3 AND start >= "
            "coalesce((SELECT max(start) FROM {0}_spans WHERE {0} = ?1 AND start <= ?2), ?2) "
            "ORDER BY start"))),
        backwards_(database.prepare(
            for_subject(subject,
                        "SELECT start, state FROM {0}_spans WHERE {0} = ?1 AND start <= ?2 "
                        "ORDER BY start DESC"))) {}

  /// With the one that holds at `from`, or unknown time from `first` on where none does.
  std::vector<book::Span> between(std::int64_t id,
                                  book::Second first,
                                  book::Second from,
                                  book::Second to) {
    std::vector<book::Span> spans;
    for (Rows rows = between_.query(id, stored(from), stored(to)); rows.next();) {
      spans.push_back({second(rows.integer(0)), link_state(rows.integer(1))});
    }
    if (first < to && (spans.empty() || spans.front().start > std::max(first, from))) {
      spans.insert(spans.begin(), {first, book::LinkState::unknown});
    }
    return spans;
  }

  /// Newest first, from the one that began at or before `time`, until `take` says no.
  template <typename Take>
  void backwards(std::int64_t id, book::Second time, Take take) {
    for (Rows rows = backwards_.query(id, stored(time)); rows.next();) {
      if (!take(book::Span{second(rows.integer(0)), link_state(rows.integer(1))})) {
        return;
      }
    }
  }

 private:
  Statement between_;
  Statement backwards_;
};

/// Seconds by state of [first, end).
availability::StateSeconds seconds_before(SpanReader& spans,
                                          std::int64_t id,
                                          book::Second first,
                                          book::Second end) {
  availability::StateSeconds sum{};
  book::Second until = end;
  spans.backwards(id, end, [&](const book::Span& span) {
    const book::Second start = std::max(span.start, first);
    sum[static_cast<std::size_t>(span.state)] += std::max<std::int64_t>(0, (until - start).count());
    until = std::min(until, start);
    return until > first;
  });
  sum[static_cast<std::size_t>(book::LinkState::unknown)] +=
      std::max<std::int64_t>(0, (until - first).count());
  return sum;
}

struct Book {
  std::int64_t id = 0;
  std::string name;
  book::Second first{};
  book::Second settled_until{};
};

Book book_of(const Rows& rows) {
  return {.id = rows.integer(0),
          .name = rows.text(1),
          .first = second(rows.integer(2)),
          .settled_until = second(rows.integer(3))};
}

constexpr const char* kBooks =
    "SELECT {0}, name, first, settled_until FROM {0}_settled JOIN {0}s ON {0}s.id = {0} ";

void add_sla(Database& database, std::vector<availability::LedgerEntry>& entries) {
  const auto counters = load_sla(database);
  for (availability::LedgerEntry& entry : entries) {
    if (const auto found = counters.find(entry.history.id); found != counters.end()) {
      entry.sla = found->second;
    }
  }
}

/// Entries are sorted by their link.
void add_outages(Database& database,
                 std::vector<availability::LedgerEntry>& entries,
                 const OutageFilter& filter) {
  for (book::Outage& outage : load_outages(database, filter)) {
    const auto entry = std::lower_bound(
        entries.begin(), entries.end(), outage.link, [](const auto& each, const auto& link) {
          return each.history.id < link;
        });
    if (entry != entries.end() && entry->history.id == outage.link) {
      entry->history.outages.push_back(std::move(outage));
    }
  }
}

/// The last state, and the last one that was not unknown.
void recall(SpanReader& spans, std::int64_t id, book::LinkMemory& memory) {
  bool newest = true;
  spans.backwards(id, memory.settled_until, [&](const book::Span& span) {
    if (newest) {
      memory.state = span.state;
      newest = false;
    }
    memory.decided = span.state;
    return span.state == book::LinkState::unknown;
  });
}

/// An outage of a site begins with the first failed second after it last worked; unknown time
/// before that is not counted against anybody.
void recall(SpanReader& spans, std::int64_t id, book::SiteMemory& memory) {
  bool newest = true;
  spans.backwards(id, memory.settled_until, [&](const book::Span& span) {
    if (newest) {
      memory.state = span.state;
      newest = false;
    }
    if (book::is_failed(span.state)) {
      memory.outage_start = span.start;
    }
    return !book::is_working(span.state);
  });
}

/// Of one link or site that has settled until `settled_until`.
std::optional<book::Second> last_working(SpanReader& spans,
                                         std::int64_t id,
                                         book::Second settled_until) {
  book::Second end = settled_until;
  std::optional<book::Second> found;
  spans.backwards(id, settled_until, [&](const book::Span& span) {
    if (book::is_working(span.state) && span.start < end) {
      found = end;
    }
    end = span.start;
    return !found;
  });
  return found;
}

}  // namespace

std::optional<book::Second> load_last_up(Database& database, const std::string& site) {
  Statement statement = database.prepare(for_subject(Subject::site, kBooks) + "WHERE name = ?");
  Rows rows = statement.query(site);
  if (!rows.next()) {
    return std::nullopt;
  }
  const Book found = book_of(rows);
  SpanReader spans{database, Subject::site};
  return last_working(spans, found.id, found.settled_until);
}

std::optional<availability::History> load_history(Database& database,
                                                  Subject subject,
                                                  const std::string& id,
                                                  book::Second from,
                                                  book::Second to) {
  Statement statement = database.prepare(for_subject(subject, kBooks) + "WHERE name = ?");
  Rows rows = statement.query(id);
  if (!rows.next()) {
    return std::nullopt;
  }
  const Book found = book_of(rows);
  SpanReader spans{database, subject};
  availability::History history{.id = found.name,
                                .first = found.first,
                                .settled_until = found.settled_until,
                                .spans = spans.between(found.id, found.first, from, to),
                                .outages = {}};
  if (subject == Subject::link) {
    OutageFilter filter;
    filter.link = id;
    filter.since = from + book::Seconds{1};  // one that ended at `from` has no second in the period
    filter.until = to;
    history.outages = load_outages(database, filter);
  }
  return history;
}

std::vector<availability::LedgerEntry> load_entries(Database& database,
                                                    Subject subject,
                                                    book::Second since,
                                                    std::int64_t newest_correction) {
  std::vector<availability::LedgerEntry> entries;
  SpanReader spans{database, subject};
  Statement statement = database.prepare(for_subject(subject, kBooks) + "ORDER BY name");
  for (Rows rows = statement.query(); rows.next();) {
    const Book each = book_of(rows);
    availability::LedgerEntry& entry = entries.emplace_back();
    entry.history = {.id = each.name,
                     .first = each.first,
                     .settled_until = each.settled_until,
                     .spans = spans.between(each.id, each.first, since, book::Second::max()),
                     .outages = {}};
    if (subject == Subject::site) {
      entry.last_up = last_working(spans, each.id, each.settled_until);
    }
    if (!entry.history.spans.empty()) {
      entry.before = seconds_before(
          spans, each.id, each.first, std::max(each.first, entry.history.spans.front().start));
    }
  }
  if (subject == Subject::link) {
    add_sla(database, entries);
    OutageFilter filter;
    filter.since = since + book::Seconds{1};
    filter.newest_correction = newest_correction;
    add_outages(database, entries, filter);
  }
  return entries;
}

std::vector<book::LinkMemory> load_link_memory(Database& database) {
  std::vector<book::LinkMemory> memories;
  SpanReader spans{database, Subject::link};
  Statement statement = database.prepare(
      "SELECT link, name, first, settled_until, outages_opened, last_reply_ms, removed "
      "FROM link_settled LEFT JOIN link_marks USING(link) JOIN links ON links.id = link "
      "ORDER BY name");
  for (Rows rows = statement.query(); rows.next();) {
    const Book each = book_of(rows);
    book::LinkMemory& memory = memories.emplace_back();
    memory.link = each.name;
    memory.first = each.first;
    memory.settled_until = each.settled_until;
    memory.outages_opened = static_cast<std::uint64_t>(rows.integer(4));
    memory.last_reply = wall_time(rows.maybe_integer(5));
    memory.removed = rows.integer(6) != 0;
    recall(spans, each.id, memory);
    if (book::is_working(memory.state)) {  // see mark_rows.hpp
      memory.last_reply = std::max<net::WallTime>(memory.last_reply.value_or(net::WallTime{}),
                                                  memory.settled_until);
    }
  }
  return memories;
}

std::vector<book::SiteMemory> load_site_memory(Database& database) {
  std::vector<book::SiteMemory> memories;
  SpanReader spans{database, Subject::site};
  Statement statement = database.prepare(for_subject(Subject::site, kBooks) + "ORDER BY name");
  for (Rows rows = statement.query(); rows.next();) {
    const Book each = book_of(rows);
    book::SiteMemory& memory = memories.emplace_back();
    memory.site = each.name;
    memory.first = each.first;
    memory.settled_until = each.settled_until;
    recall(spans, each.id, memory);
  }
  return memories;
}

}  // namespace pantau::journal
