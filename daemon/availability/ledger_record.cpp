// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/ledger_record.hpp"

#include <algorithm>

namespace pantau::availability {

void Course::load(LedgerEntry entry) {
  history = std::move(entry.history);
  total = entry.before;
  begun = true;
  if (!history.spans.empty()) {
    const StateSeconds since =
        state_seconds(history, {history.spans.front().start, history.settled_until});
    for (std::size_t state = 0; state < total.size(); ++state) {
      total.at(state) += since.at(state);
    }
  }
}

void Course::add(const book::Span& span) {
  auto& spans = history.spans;
  if (spans.empty() || (spans.back().start < span.start && spans.back().state != span.state)) {
    spans.push_back(span);
  } else if (spans.back().start == span.start) {
    spans.back().state = span.state;
  }
}

Period Course::settle(book::Second first, book::Second until) {
  if (!begun) {
    begun = true;
    history.first = first;
    history.settled_until = first;
    // The states of a book add up to its length (semantics.md 5, conservation).
    if (history.spans.empty() || history.spans.front().start > first) {
      history.spans.insert(history.spans.begin(), {first, book::LinkState::unknown});
    }
  }
  const Period settled{history.settled_until, std::max(history.settled_until, until)};
  history.settled_until = settled.to;
  const StateSeconds grown = state_seconds(history, settled);
  for (std::size_t state = 0; state < total.size(); ++state) {
    total.at(state) += grown.at(state);
  }
  return settled;
}

void Course::forget_before(book::Second time) {
  auto& spans = history.spans;
  const auto later = std::partition_point(
      spans.begin(), spans.end(), [time](const book::Span& span) { return span.start <= time; });
  if (later - spans.begin() > 1) {
    spans.erase(spans.begin(), later - 1);
  }
  std::erase_if(history.outages,
                [time](const book::Outage& outage) { return outage.end && *outage.end <= time; });
}

std::optional<book::Second> Course::last_working(Period settled) const {
  book::Second end = settled.to;
  for (auto span = history.spans.rbegin(); span != history.spans.rend(); ++span) {
    const book::Second from = std::max(span->start, settled.from);
    if (from < end) {
      if (book::is_working(span->state)) {
        return end;
      }
      end = from;
    }
    if (span->start <= settled.from) {
      break;
    }
  }
  return std::nullopt;
}

bool Course::knows_since(book::Second time) const {
  return !history.spans.empty() && history.spans.front().start <= std::max(time, history.first);
}

bool knows(const LinkRecord& record, const Month& month) {
  book::Second from = month.period.from;
  for (const JudgedTerms& judged : record.judged.of(month.month)) {
    from = std::min(from, judged.runs.front().from);
  }
  return record.course.knows_since(from);
}

}  // namespace pantau::availability
