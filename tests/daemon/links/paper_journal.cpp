// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/links/paper_journal.hpp"

#include <algorithm>
#include <set>

namespace pantau::links::test {

book::Seconds PaperBook::seconds_in(book::LinkState state) const {
  book::Seconds sum{0};
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (spans[i].state == state) {
      sum += (i + 1 < spans.size() ? spans[i + 1].start : until) - spans[i].start;
    }
  }
  return sum;
}

book::LinkState PaperBook::last_state() const {
  return spans.empty() ? book::LinkState::unknown : spans.back().state;
}

void PaperJournal::expect(bool holds, const std::string& what) {
  if (!holds) {
    breaches.push_back(what);
  }
}

void PaperJournal::write(const book::Batch& batch) {
  expect(batch.mark >= mark_, "the mark goes back");
  mark_ = std::max(mark_, batch.mark);
  write_spans(batch.link_spans, batch.links, true, *batch.plan);
  write_spans(batch.site_spans, batch.sites, false, *batch.plan);
  for (const book::MinuteRow& row : batch.minutes) {
    const std::string& id = batch.plan->links.at(row.link).id;
    std::optional<net::WallTime>& last = links[id].last_minute;
    expect(!last || *last < row.minute.start, id + ": a minute is written twice");
    last = row.minute.start;
  }
  for (const book::LinkMark& mark : batch.marks) {
    PaperBook& book = links[batch.plan->links.at(mark.link).id];
    expect(mark.outages_opened >= book.outages_opened, "outages opened go back");
    book.outages_opened = mark.outages_opened;
    book.last_reply = mark.last_reply;
  }
  for (const book::Outage& outage : batch.outages) {
    write_outage(outage);
  }
  std::set<std::string> open;
  for (const auto& [id, outage] : outages) {
    expect(outage.end || open.insert(outage.link).second, outage.link + ": two open outages");
  }
  for (const std::string& id : batch.removed) {
    links[id].removed = true;
  }
}

void PaperJournal::write_spans(const std::vector<book::SpanRow>& spans,
                               const std::vector<book::SettledRow>& settled,
                               bool of_links,
                               const config::Plan& plan) {
  std::map<std::string, PaperBook>& books = of_links ? links : sites;
  const auto name = [&](std::uint32_t place) -> const std::string& {
    return of_links ? plan.links.at(place).id : plan.sites.at(place).id;
  };
  for (const book::SpanRow& row : spans) {
    PaperBook& book = books[name(row.place)];
    expect(row.span.start >= book.until, name(row.place) + ": what has settled changes");
    book.spans.push_back(row.span);
  }
  std::set<std::uint32_t> places;
  for (const book::SettledRow& row : settled) {
    expect(places.insert(row.place).second, name(row.place) + ": settles twice in a batch");
    PaperBook& book = books[name(row.place)];
    expect(book.until == book::Second{} || book.first == row.first,
           name(row.place) + ": first configured anew");
    expect(row.until > book.until, name(row.place) + ": settles backwards");
    book.first = row.first;
    book.until = row.until;
    book.removed = false;
    check(name(row.place), book);
  }
}

void PaperJournal::check(const std::string& name, const PaperBook& book) {
  // Conservation (semantics.md 5): as spans follow one another, it is enough that the first one
  // begins with the book and the last one before its end.
  if (book.until == book.first) {
    expect(book.spans.empty(), name + ": a span before the beginning");
    return;
  }
  expect(!book.spans.empty() && book.spans.front().start == book.first,
         name + ": the book does not begin where it was first configured");
  expect(!book.spans.empty() && book.spans.back().start < book.until,
         name + ": a span begins beyond what has settled");
  for (std::size_t i = 1; i < book.spans.size(); ++i) {
    expect(book.spans[i - 1].start < book.spans[i].start, name + ": spans out of order");
    expect(book.spans[i - 1].state != book.spans[i].state, name + ": a span that is none");
  }
}

void PaperJournal::write_outage(const book::Outage& outage) {
  expect(outages.contains(outage.id) || outages.empty() || outage.id > outages.rbegin()->first,
         outage.link + ": an outage with an old id");
  outages.insert_or_assign(outage.id, outage);
}

std::vector<book::Outage> PaperJournal::outages_of(const std::string& link) const {
  std::vector<book::Outage> found;
  for (const auto& [id, outage] : outages) {
    if (outage.link == link) {
      found.push_back(outage);
    }
  }
  return found;
}

book::LinkMemory PaperJournal::memory_of(const std::string& id, const PaperBook& book) const {
  book::LinkMemory link;
  link.link = id;
  link.first = book.first;
  link.settled_until = book.until;
  link.state = book.last_state();
  for (const book::Span& span : book.spans) {
    link.decided = span.state == book::LinkState::unknown ? link.decided : span.state;
  }
  for (const book::Outage& outage : outages_of(id)) {
    link.open = outage.end ? link.open : outage;
  }
  link.outages_opened = book.outages_opened;
  link.last_reply = book.last_reply;
  link.removed = book.removed;
  return link;
}

book::Memory PaperJournal::memory() const {
  book::Memory memory;
  memory.mark = mark_;
  memory.last_outage = outages.empty() ? 0 : outages.rbegin()->first;
  for (const auto& [id, book] : links) {
    if (book.until == book::Second{}) {
      continue;
    }
    memory.links.push_back(memory_of(id, book));
  }
  for (const auto& [id, book] : sites) {
    memory.sites.push_back({.site = id,
                            .first = book.first,
                            .settled_until = book.until,
                            .state = book.last_state(),
                            .outage_start = {}});
    std::optional<book::Second>& start = memory.sites.back().outage_start;
    for (const book::Span& span : book.spans) {
      if (book::is_working(span.state)) {
        start.reset();
      } else if (book::is_failed(span.state) && !start) {
        start = span.start;
      }
    }
  }
  return memory;
}

}  // namespace pantau::links::test
