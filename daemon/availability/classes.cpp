// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/classes.hpp"

#include <algorithm>

#include "daemon/availability/outages_within.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::availability {
namespace {

/// How a failed stretch counts before announced work is looked at.
enum class Failure : std::uint8_t { hidden, too_short, excluded, down };

Failure judge(const book::Outage& outage,
              const book::Segment& segment,
              const config::Contract* contract,
              book::Second settled_until) {
  const book::Cause cause = outage.effective(segment);
  if (cause == book::Cause::monitoring_fault) {
    return Failure::hidden;
  }
  if (contract == nullptr) {
    return Failure::down;
  }
  if (outage.length(settled_until) <= contract->minimum_outage) {
    return Failure::too_short;
  }
  return book::is_excluded(cause, contract->exclude) ? Failure::excluded : Failure::down;
}

/// Adds up the failed stretches of one link within `period`.
class FailedTime {
 public:
  FailedTime(const History& history,
             const config::Contract* contract,
             Period period,
             const std::vector<Period>& announced)
      : contract_(contract), announced_(announced) {
    const auto outages = outages_within(history, period);
    pieces_.reserve(outages.size());  // most have one segment
    for (const book::Outage& outage : outages) {
      for (const book::Segment& segment : outage.segments) {
        pieces_.push_back({{segment.start, segment.end.value_or(period.to)},
                           judge(outage, segment, contract, history.settled_until)});
      }
    }
    part();
  }

  void add_to(Account& account, Period failed) const {
    std::int64_t left = failed.length().count();
    auto piece = std::partition_point(pieces_.begin(), pieces_.end(), [&](const Piece& earlier) {
      return earlier.period.to <= failed.from;
    });
    for (; piece != pieces_.end() && piece->period.from < failed.to; ++piece) {
      const Period common = intersect(piece->period, failed);
      left -= common.length().count();
      add(account, common, piece->failure);
    }
    // The states are the book's word; time that no segment explains is down for no known cause.
    account.down += left;
  }

 private:
  struct Piece {
    Period period;
    Failure failure;
  };

  /// Whatever the journal holds, a second counts once.
  void part() {
    std::stable_sort(pieces_.begin(), pieces_.end(), [](const Piece& one, const Piece& other) {
      return one.period.from < other.period.from;
    });
    book::Second end = book::Second::min();
    for (Piece& piece : pieces_) {
      piece.period = intersect(piece.period, {end, book::Second::max()});
      end = piece.period.to;
    }
  }

  void add(Account& account, Period part, Failure failure) const {
    const std::int64_t seconds = part.length().count();
    switch (failure) {
      case Failure::hidden:
        account.unknown += seconds;
        break;
      case Failure::too_short:
        account.too_short += seconds;
        break;
      case Failure::excluded:
        account.excluded += seconds;
        break;
      case Failure::down:
        const std::int64_t planned = contract_ == nullptr ? 0 : seconds_within(announced_, part);
        account.excluded += planned;
        account.down += seconds - planned;
        break;
    }
  }

  const config::Contract* contract_;
  const std::vector<Period>& announced_;
  std::vector<Piece> pieces_;
};

}  // namespace

void for_each_state(const History& history,
                    Period period,
                    const std::function<void(Period, book::LinkState)>& take) {
  period = intersect(period, {history.first, std::max(history.first, history.settled_until)});
  auto span = std::partition_point(
      history.spans.begin(), history.spans.end(), [&period](const book::Span& candidate) {
        return candidate.start <= period.from;
      });
  if (span != history.spans.begin()) {
    --span;
  }
  for (; span != history.spans.end() && span->start < period.to; ++span) {
    const auto next = std::next(span);
    const Period part =
        intersect({span->start, next == history.spans.end() ? period.to : next->start}, period);
    if (part.from < part.to) {
      take(part, span->state);
    }
  }
}

Account account_under(const ContractClock& clock,
                      const History& history,
                      const config::Link& link,
                      Period period,
                      NamedWindows& windows) {
  Account account;
  const std::vector<Period> announced = announced_under(clock, history, link, period, windows);
  const FailedTime failed(history, clock.contract, period, announced);
  for (const Period& run : clip(clock.runs, period)) {
    // The contract's clock ran, but nobody watched yet.
    account.unknown += intersect(run, {run.from, history.first}).length().count();
    for_each_state(history, run, [&](Period part, book::LinkState state) {
      if (book::is_failed(state)) {
        failed.add_to(account, part);
        return;
      }
      const std::int64_t seconds = part.length().count();
      if (state == book::LinkState::unknown) {
        account.unknown += seconds;
        return;
      }
      const std::int64_t planned = seconds_within(announced, part);
      account.planned += planned;
      account.up += seconds - planned;
    });
  }
  return account;
}

SlaSeconds sla_under(const ContractClock& clock,
                     const History& history,
                     const config::Link& link,
                     Period period,
                     NamedWindows& windows) {
  SlaSeconds sla;
  const std::vector<Period> runs = clip(clock.runs, period);
  if (runs.empty()) {
    return sla;
  }
  const std::vector<Period> announced = announced_under(clock, history, link, period, windows);
  for (const Period& run : runs) {
    for_each_state(history, run, [&](Period part, book::LinkState state) {
      const std::int64_t seconds = part.length().count();
      if (state == book::LinkState::unknown) {
        sla.unknown += seconds;
        return;
      }
      const std::int64_t planned = seconds_within(announced, part);
      sla.maintenance += planned;
      (book::is_failed(state) ? sla.down : sla.up) += seconds - planned;
    });
  }
  return sla;
}

Account account_of(const History& history,
                   const config::Link& link,
                   const Term& term,
                   Period period,
                   const Announced& announced) {
  NamedWindows windows(announced);
  return account_under({term.contract, {term.period}}, history, link, period, windows);
}

StateSeconds state_seconds(const History& history, Period period) {
  StateSeconds seconds{};
  for_each_state(history, period, [&seconds](Period part, book::LinkState state) {
    seconds.at(static_cast<std::size_t>(state)) += part.length().count();
  });
  return seconds;
}

}  // namespace pantau::availability
