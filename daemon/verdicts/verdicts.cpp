// SPDX-License-Identifier: Apache-2.0
#include "daemon/verdicts/verdicts.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <utility>

#include "daemon/verdicts/attribution.hpp"
#include "daemon/verdicts/rank_set.hpp"
#include "daemon/verdicts/reach.hpp"
#include "daemon/verdicts/topology.hpp"

namespace pantau::verdicts {
namespace {

using book::LinkState;
using book::Second;

/// Kept only while the line was down somewhere beyond the settled point.
struct Trouble {
  std::vector<Turn> turns;
  std::vector<Doubt> doubts;
  std::vector<Leaning> leanings;
  std::optional<Second> hold_ends;
  std::optional<Second> proof;

  /// What the parents do may change what is told.
  [[nodiscard]] bool asks_parents() const { return !doubts.empty() || !leanings.empty(); }
};

struct Record {
  Second settled{};
  Second horizon{};  ///< as last worked out; nothing before it is re-dated either
  LinkKey key = 0;
  Standing standing;  ///< in the last settled second
  std::optional<CourseSpan> last;  ///< of that second; it has been handed out
  std::unique_ptr<Trouble> trouble;
  bool is_new = true;  ///< not swept since its book began
  bool waits = false;  ///< in State::waiting

  [[nodiscard]] bool asks_parents() const { return trouble != nullptr && trouble->asks_parents(); }
};

std::optional<Suspicion> suspicion_of(const LineView& line, const std::optional<Suspicion>& held) {
  if (!line.undecided_since) {
    return held;
  }
  const Suspicion own{*line.undecided_since, *line.undecided_since + line.detection};
  return held ? Suspicion{std::min(own.since, held->since), std::max(own.until, held->until)} : own;
}

}  // namespace

struct Verdicts::State {
  Topology topology;
  std::vector<Trail> trails;
  std::vector<Record> records;
  RankSet dirty;
  std::vector<std::uint32_t> waiting;  ///< links that change by time alone
  Judgement judgement;  ///< of the link in hand; here to keep its memory

  void mark(std::uint32_t link) { dirty.add(topology.rank(link)); }

  [[nodiscard]] bool is_marked(std::uint32_t link) const {
    return dirty.contains(topology.rank(link));
  }

  void start(std::uint32_t link, Second since, const Standing& standing) {
    auto& record = records[link];
    const auto key = record.key;
    record = Record{};
    record.key = key;
    record.settled = record.horizon = since;
    record.standing = standing;
    trails[link] = {{}, {{since, LinkState::unknown, {}}}, std::nullopt};
    mark(link);
  }

  void wake(Second now, const LineOf& line) {
    std::erase_if(waiting, [&](std::uint32_t link) {
      const auto* trouble = records[link].trouble.get();
      const bool waits = trouble != nullptr && (trouble->hold_ends || trouble->proof);
      records[link].waits = waits;
      if (waits && is_due(*trouble, now, link, line)) {
        mark(link);
      }
      return !waits;
    });
  }

  static bool is_due(const Trouble& trouble, Second now, std::uint32_t link, const LineOf& line) {
    return (trouble.hold_ends && *trouble.hold_ends <= now) ||
           (trouble.proof && *trouble.proof <= now && *trouble.proof <= line(link).proven_until());
  }

  /// Whether the course is another one now.
  bool judge_anew(std::uint32_t link, Second now, const LineView& line) {
    auto& record = records[link];
    auto& trail = trails[link];
    Reach reach(topology.groups(link), trails);
    judgement.clear();
    judge({line,
           record.key,
           now,
           record.settled,
           record.standing,
           record.last ? &*record.last : nullptr,
           !trail.course.empty() && book::is_failed(trail.course.back().state)},
          reach,
          judgement);
    const auto suspicion = suspicion_of(line, judgement.held);
    const bool changed = trail.course != judgement.course;
    if (changed) {
      trail.course = judgement.course;
      // What settled last may have ended just where it settled, as is known only now.
      if (record.last && trail.course.front().start >= record.settled) {
        remember(link, *record.last);
      }
    }
    if (changed || trail.suspicion != suspicion) {
      trail.suspicion = suspicion;
      mark_children(link);
    }
    keep_trouble(link);
    return std::exchange(record.is_new, false) || changed;
  }

  void mark_children(std::uint32_t link) {
    for (const auto child : topology.children(link)) {
      if (records[child].asks_parents()) {
        mark(child);
      }
    }
  }

  void keep_trouble(std::uint32_t link) {
    auto& record = records[link];
    if (judgement.turns.empty() && !record.standing.down) {
      record.trouble.reset();
      return;
    }
    if (record.trouble == nullptr) {
      record.trouble = std::make_unique<Trouble>();
    }
    auto& trouble = *record.trouble;
    trouble.turns = judgement.turns;
    trouble.doubts = judgement.doubts;
    trouble.leanings = judgement.leanings;
    trouble.hold_ends = judgement.held ? std::optional(judgement.held->until) : std::nullopt;
    trouble.proof = judgement.proof;
    if ((trouble.hold_ends || trouble.proof) && !std::exchange(record.waits, true)) {
      waiting.push_back(link);
    }
  }

  /// How far all parents are certain.
  [[nodiscard]] Second parents_horizon(std::uint32_t link) const {
    auto horizon = kForever;
    for (const auto& group : topology.groups(link)) {
      for (const auto parent : group) {
        horizon = std::min(horizon, records[parent].horizon);
      }
    }
    return horizon;
  }

  [[nodiscard]] Second certain_until(std::uint32_t link, const LineView& line) const {
    auto horizon = line.known_until;
    if (!records[link].asks_parents()) {
      return horizon;
    }
    const auto parents = parents_horizon(link);
    const auto known = std::min(line.known_until, parents);
    for (const auto& doubt : records[link].trouble->doubts) {
      if (known < doubt.needs) {
        horizon = std::min(horizon, doubt.from);
      }
    }
    for (const auto& leaning : records[link].trouble->leanings) {
      if (parents < leaning.end) {
        horizon = std::min(horizon, std::max(leaning.start, parents));
      }
    }
    return horizon;
  }

  void settle_trouble(std::uint32_t link, Second until) {
    auto& record = records[link];
    if (record.trouble == nullptr) {
      return;
    }
    auto& trouble = *record.trouble;
    while (!trouble.turns.empty() && trouble.turns.front().start < until) {
      record.standing = trouble.turns.front().standing;
      trouble.turns.erase(trouble.turns.begin());
    }
    std::erase_if(trouble.doubts, [until](const auto& doubt) { return doubt.from < until; });
    std::erase_if(trouble.leanings, [until](const auto& part) { return part.end <= until; });
    if (trouble.turns.empty() && !record.standing.down) {
      record.trouble.reset();
    }
  }

  /// Hands out what began, and lets the course begin at `until`.
  void settle_course(std::uint32_t link, Second until, std::vector<CourseSpan>& begun) {
    auto& last = records[link].last;
    auto& trail = trails[link];
    auto& course = trail.course;
    const auto end = std::find_if(
        course.begin(), course.end(), [until](const auto& span) { return span.start >= until; });
    assert(end != course.begin());
    const bool known =
        last && last->state == course.front().state && last->roots == course.front().roots;
    begun.assign(course.begin() + (known ? 1 : 0), end);
    last = *std::prev(end);
    const bool cut = end != course.end() && end->start == until;
    const auto over = cut ? end : std::prev(end);
    std::for_each(course.begin(), over, [&](const auto& span) { remember(link, span); });
    course.erase(course.begin(), over);
    forget_past(link);
  }

  void remember(std::uint32_t link, const CourseSpan& span) {
    auto& past = trails[link].past;
    if (past.empty() || past.back().start < span.start) {
      past.push_back(span);
    }
  }

  /// What no child asks about any more.
  void forget_past(std::uint32_t link) {
    auto& past = trails[link].past;
    if (past.empty()) {
      return;
    }
    auto needed = records[link].settled;
    for (const auto child : topology.children(link)) {
      needed = std::min(needed, records[child].settled);
    }
    const auto& course = trails[link].course;
    auto over = past.begin();
    while (over != past.end() && (std::next(over) != past.end() ? std::next(over)->start
                                                                : course.front().start) <= needed) {
      ++over;
    }
    past.erase(past.begin(), over);
  }
};

Verdicts::Verdicts() : state_(std::make_unique<State>()) {}

Verdicts::~Verdicts() = default;

void Verdicts::apply(const config::Plan& plan,
                     std::span<const std::uint32_t> before,
                     std::span<const LinkKey> keys) {
  constexpr auto kNowhere = UINT32_MAX;
  auto& state = *state_;
  assert(before.size() == plan.links.size() && keys.size() == plan.links.size());
  state.topology = Topology(plan);
  state.dirty.resize(plan.links.size());
  state.waiting.clear();
  std::vector<Trail> trails(plan.links.size());
  std::vector<Record> records(plan.links.size());
  trails.swap(state.trails);
  records.swap(state.records);
  for (std::uint32_t link = 0; link < plan.links.size(); ++link) {
    state.records[link].key = keys[link];
    if (before[link] == kNowhere) {
      state.start(link, {}, {});
      continue;
    }
    auto& record = state.records[link] = std::move(records[before[link]]);
    state.trails[link] = std::move(trails[before[link]]);
    record.key = keys[link];
    record.waits = false;
    // What lies beyond is judged by the new parents.
    record.horizon = record.settled;
  }
  state.dirty.fill();
}

void Verdicts::begin(std::uint32_t link, book::Second since) {
  state_->start(link, since, {});
}

void Verdicts::restore(std::uint32_t link, const RestoredLink& memory) {
  const bool own = memory.open_outage && memory.own;
  state_->start(
      link, memory.settled, {own ? Standing::Mode::own : Standing::Mode::none, false, {}});
}

void Verdicts::touch(std::uint32_t link) {
  state_->mark(link);
}

std::vector<std::uint32_t> Verdicts::sweep(book::Second now, const LineOf& line) {
  state_->wake(now, line);
  std::vector<std::uint32_t> changed;
  while (const auto rank = state_->dirty.take()) {
    const auto link = state_->topology.order()[*rank];
    if (state_->judge_anew(link, now, line(link))) {
      changed.push_back(link);
    }
  }
  return changed;
}

const Course& Verdicts::course(std::uint32_t link) const {
  return state_->trails[link].course;
}

book::Second Verdicts::settled(std::uint32_t link) const {
  return state_->records[link].settled;
}

book::Second Verdicts::horizon(std::uint32_t link, const LineView& line) const {
  auto& record = state_->records[link];
  // A link that is to be judged anew can be certain no further than it was.
  if (!state_->is_marked(link)) {
    record.horizon = std::max(record.horizon, state_->certain_until(link, line));
  }
  return record.horizon;
}

SettledCourse Verdicts::settle(std::uint32_t link, book::Second until) {
  auto& record = state_->records[link];
  SettledCourse result;
  result.until = std::min(until, record.horizon);
  if (result.until <= record.settled) {
    result.until = record.settled;
    return result;
  }
  state_->settle_trouble(link, result.until);
  record.settled = result.until;
  state_->settle_course(link, result.until, result.begun);
  return result;
}

}  // namespace pantau::verdicts
