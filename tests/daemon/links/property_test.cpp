// SPDX-License-Identifier: Apache-2.0
// semantics.md 10 over random histories.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <array>
#include <ostream>

#include "tests/daemon/links/book_fixture.hpp"

namespace pantau::links::test {
namespace {

/// What happens to whom, how long, with which interruption at its end.
struct Stretch {
  std::size_t who = 0;  ///< index in kNames
  Behaviour behaviour;
  net::Nanoseconds lasts = 1s;
  int interruption = 0;  ///< 1 stall, 2 suspend, 3 step of the clock, 4 reload; else none
};

// NOLINTNEXTLINE(readability-identifier-naming): the name by which rapidcheck finds it
void showValue(const Stretch& stretch, std::ostream& out) {
  out << "{who " << stretch.who << ", does " << static_cast<int>(stretch.behaviour.kind) << ' '
      << stretch.behaviour.rtt / 1ms << "ms, " << stretch.lasts / 1s << "s, then "
      << stretch.interruption << '}';
}

constexpr std::array<const char*, 5> kNames{"anchor", "a", "b", "c", "d"};

rc::Gen<Stretch> stretches() {
  return rc::gen::apply(
      [](std::size_t who, int kind, int rtt_ms, int seconds, int interruption) {
        return Stretch{who,
                       {static_cast<Behaviour::Kind>(kind), std::chrono::milliseconds{rtt_ms}},
                       std::chrono::seconds{seconds},
                       interruption};
      },
      rc::gen::inRange<std::size_t>(0, kNames.size()),
      rc::gen::inRange(0, 5),
      rc::gen::inRange(1, 3000),
      rc::gen::inRange(1, 40),
      rc::gen::inRange(0, 12));
}

std::vector<config::Link> four_links() {
  std::vector<config::Link> links{link("a"), link("b"), link("c", "site-c"), link("d", "site-d")};
  links[1].profile.interval = 700ms;
  links[1].profile.down_after = 5;
  links[2].profile.interval = 5s;
  links[2].profile.timeout = 5s;
  links[3].profile.up_after = 1;
  links[3].profile.down_after = 1;
  return links;
}

void live_through(FakeProber& fake, const Stretch& stretch) {
  fake.behave(kNames[stretch.who], stretch.behaviour);
  if (stretch.behaviour.kind == Behaviour::Kind::late) {
    fake.behave(kNames[stretch.who], {Behaviour::Kind::late, 5s + stretch.behaviour.rtt});
  }
  fake.run(stretch.lasts);
  const net::Now before = fake.now();
  if (stretch.interruption == 1) {
    fake.stall(stretch.lasts);
    fake.book.record_blind_time(before, fake.now());
  } else if (stretch.interruption == 2) {
    fake.suspend(stretch.lasts * 10);
  } else if (stretch.interruption == 3) {
    fake.step_wall((stretch.behaviour.rtt - 1500ms) * 3600);
  } else if (stretch.interruption == 4) {
    (void)fake.apply(plan_with_anchor(four_links()));
  }
}

void check_counters(const LinkNumbers& now, const LinkNumbers& before) {
  RC_ASSERT(now.probes >= before.probes);
  RC_ASSERT(now.lost >= before.lost);
  RC_ASSERT(now.late >= before.late);
  RC_ASSERT(now.unsent >= before.unsent);
  RC_ASSERT(now.voided >= before.voided);
  RC_ASSERT(now.loss_runs.sum_probes >= before.loss_runs.sum_probes);
  RC_ASSERT(now.late <= now.lost);
  std::uint64_t answered = 0;
  for (std::size_t bucket = 0; bucket < now.rtt.counts.size(); ++bucket) {
    RC_ASSERT(now.rtt.counts[bucket] >= before.rtt.counts[bucket]);
    answered += now.rtt.counts[bucket];
  }
  RC_ASSERT(now.probes == answered + now.lost);
  RC_ASSERT(now.loss_runs.sum_probes <= now.lost);
  RC_ASSERT(now.since >= before.since);
  if (now.minute) {
    RC_ASSERT(now.minute->lost <= now.minute->sent);
    RC_ASSERT(now.minute->late <= now.minute->lost);
    RC_ASSERT(now.minute->min <= now.minute->median);
    RC_ASSERT(now.minute->median <= now.minute->p95);
    RC_ASSERT(now.minute->p95 <= now.minute->max);
  }
}

RC_GTEST_PROP(LinkBookProperty, CountersNeverFallAndAddUp, ()) {
  const auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  FakeProber fake{plan_with_anchor(four_links())};
  std::vector<LinkNumbers> before(4);
  for (const Stretch& stretch : history) {
    live_through(fake, stretch);
    const Snapshot snapshot = fake.book.snapshot(fake.now());
    for (std::size_t index = 0; index < before.size(); ++index) {
      check_counters(snapshot.links[index], before[index]);
    }
    before = snapshot.links;
  }
}

RC_GTEST_PROP(LinkBookProperty, ChangesOfALinkFormAChainThatGoesBackToNothingSettled, ()) {
  const auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  FakeProber fake{plan_with_anchor(four_links())};
  std::map<std::string, Second> settled;
  fake.journal = [&settled](const book::Batch& batch) {
    for (const book::SettledRow& row : batch.links) {
      settled[batch.plan->links[row.place].id] = row.until;
    }
  };
  std::map<std::string, std::vector<StateChange>> told;
  for (const Stretch& stretch : history) {
    const std::map<std::string, Second> before = settled;
    live_through(fake, stretch);
    for (const StateChange& change : fake.book.take_changes()) {
      std::vector<StateChange>& chain = told[change.link];
      RC_ASSERT(change.from == (chain.empty() ? LinkState::unknown : chain.back().to));
      RC_ASSERT(change.from != change.to);
      RC_ASSERT(change.since == std::chrono::floor<std::chrono::seconds>(change.since));
      const bool told_before =
          change.since == net::WallTime{std::chrono::floor<book::Seconds>(kStart)} ||
          std::ranges::count(chain, change.since, &StateChange::since) > 0;
      const bool settled_before =
          before.contains(change.link) && change.since < before.at(change.link);
      RC_ASSERT_FALSE(settled_before && !told_before);
      chain.push_back(change);
    }
  }
  for (const auto& [id, chain] : told) {
    RC_ASSERT(fake.numbers(id).state == chain.back().to);
  }
}

RC_GTEST_PROP(LinkBookProperty, NoLinkGoesDownWhileBlind, ()) {
  const auto history = *rc::gen::container<std::vector<Stretch>>(8, stretches());
  FakeProber fake{plan_with_anchor(four_links())};
  for (const Stretch& stretch : history) {
    fake.behave(kNames[stretch.who], stretch.behaviour);
    for (net::Nanoseconds passed{0}; passed < stretch.lasts; passed += 50ms) {
      const bool blind_before = !fake.sees();
      fake.run(50ms);  // one tick: sight turns at most once in it
      for (const StateChange& change : fake.book.take_changes()) {
        RC_ASSERT(!(blind_before && !fake.sees() && change.to == LinkState::down));
      }
    }
  }
}

RC_GTEST_PROP(LinkBookProperty, ALinkThatAlwaysAnswersIsNeverDown, ()) {
  const auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  const auto reversed = *rc::gen::arbitrary<bool>();
  FakeProber fake{plan_with_anchor(four_links())};
  fake.reverse_events = reversed;
  for (Stretch stretch : history) {
    if (stretch.who == 1) {  // a: answers in time, whenever that is
      stretch.behaviour.kind = Behaviour::Kind::answers;
    }
    live_through(fake, stretch);
    RC_ASSERT(fake.state("a") != LinkState::down);
  }
  RC_ASSERT(fake.numbers("a").lost == 0U);
}

RC_GTEST_PROP(LinkBookProperty, StatesDependNeitherOnTheOrderOfLinksNorOfEventsInACall, ()) {
  const auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  std::vector<config::Link> shuffled = four_links();
  std::rotate(shuffled.begin(), shuffled.begin() + *rc::gen::inRange(0, 4), shuffled.end());
  FakeProber one{plan_with_anchor(four_links())};
  FakeProber other{plan_with_anchor(shuffled)};
  other.reverse_events = true;
  for (Stretch stretch : history) {
    if (stretch.interruption == 4) {
      stretch.interruption = 0;  // live_through reloads in one order only
    }
    live_through(one, stretch);
    live_through(other, stretch);
    for (const char* id : {"a", "b", "c", "d"}) {
      const LinkNumbers first = one.numbers(id);
      const LinkNumbers second = other.numbers(id);
      RC_ASSERT(first.state == second.state);
      RC_ASSERT(first.since == second.since);
      RC_ASSERT(first.probes == second.probes);
      RC_ASSERT(first.lost == second.lost);
      RC_ASSERT(first.losing_run == second.losing_run);
      RC_ASSERT(first.answering_run == second.answering_run);
      RC_ASSERT(first.jitter_seconds == second.jitter_seconds);
      RC_ASSERT(first.loss_runs.counts == second.loss_runs.counts);
      RC_ASSERT(first.last_reply == second.last_reply);
      RC_ASSERT(first.minute.has_value() == second.minute.has_value());
      if (first.minute) {
        RC_ASSERT(first.minute->median == second.minute->median);
        RC_ASSERT(first.minute->lost == second.minute->lost);
      }
    }
  }
}

}  // namespace
}  // namespace pantau::links::test
