// SPDX-License-Identifier: Apache-2.0
// semantics.md 10, 1, 4, 6 and 8 over random timelines of links with parents, written to a journal.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <array>
#include <memory>
#include <ostream>

#include "tests/daemon/links/book_fixture.hpp"
#include "tests/daemon/links/paper_journal.hpp"

namespace pantau::links::test {
namespace {

enum class Then : std::uint8_t {
  nothing,
  stall,
  suspend,
  step_back,  ///< two hours
  step_forward,  ///< a day
  reload,
  change_address,
  remove,
  crash,
  stop,
  kinds
};

/// What happens to whom, how long, and what comes at its end.
struct Act {
  std::size_t who = 0;  ///< index in kNames
  Behaviour::Kind does = Behaviour::Kind::answers;
  net::Nanoseconds lasts = 1s;
  Then then = Then::nothing;
};

constexpr std::array<const char*, 6> kNames{"anchor", "a", "b", "c", "d", "e"};

// NOLINTNEXTLINE(readability-identifier-naming): the name by which rapidcheck finds it
void showValue(const Act& act, std::ostream& out) {
  out << "{who " << kNames.at(act.who) << ", does " << static_cast<int>(act.does) << ", "
      << act.lasts / 1s << "s, then " << static_cast<int>(act.then) << '}';
}

rc::Gen<std::vector<Act>> timelines() {
  const auto act = rc::gen::apply(
      [](std::size_t who, int does, int seconds, int then) {
        return Act{who,
                   static_cast<Behaviour::Kind>(does),
                   std::chrono::seconds{seconds},
                   static_cast<Then>(then)};
      },
      rc::gen::inRange<std::size_t>(0, kNames.size()),
      rc::gen::weightedElement<int>({{4, 0}, {6, 1}, {1, 2}, {1, 3}}),
      rc::gen::weightedOneOf<int>({{6, rc::gen::inRange(1, 40)}, {2, rc::gen::inRange(60, 400)}}),
      rc::gen::weightedOneOf<int>(
          {{5, rc::gen::just(0)}, {3, rc::gen::inRange(1, static_cast<int>(Then::kinds))}}));
  return rc::gen::container<std::vector<Act>>(10, act);
}

/// a and d carry c and, through c, e; b hangs on a alone. a and b share a site.
config::Plan tree() {
  std::vector<config::Link> links{
      link("a"), link("b"), link("c", "site-c"), link("d", "site-d"), link("e", "site-e")};
  links[1].role = config::Role::backup;
  links[1].profile.interval = 700ms;
  links[2].profile.down_after = 5;
  links[3].profile.interval = 5s;
  links[3].profile.timeout = 5s;
  config::Plan plan = plan_with_anchor(std::move(links));
  hang(plan, "b", {"a"});
  hang(plan, "c", {"a", "d"});
  hang(plan, "e", {"c"});
  add_sites(plan);
  return plan;
}

/// A daemon that is stopped, killed and started again, with its journal.
class Life {
 public:
  explicit Life(config::Plan plan) : plan_(std::move(plan)) {
    fake_ = std::make_unique<FakeProber>(plan_);
    connect();
  }

  void live_through(const Act& act) {
    fake_->behave(kNames.at(act.who), {act.does, 20ms});
    behaviours_[kNames.at(act.who)] = {act.does, 20ms};
    fake_->run(act.lasts);
    interrupt(act);
  }

  void finish() {
    fake_->write();
    journal.write(fake_->book.finish(fake_->now()));
  }

  [[nodiscard]] FakeProber& fake() { return *fake_; }

  PaperJournal journal;
  bool opened_while_blind = false;

 private:
  void connect() {
    for (const auto& [name, behaviour] : behaviours_) {
      fake_->behave(name, behaviour);
    }
    blind_ = !fake_->sees();
    fake_->journal = [this](const book::Batch& batch) {
      const std::size_t before = journal.outages.size();
      journal.write(batch);
      const bool blind = !fake_->sees();
      opened_while_blind =
          opened_while_blind || (blind && blind_ && journal.outages.size() > before);
      blind_ = blind;
    };
  }

  void interrupt(const Act& act) {
    const net::Now before = fake_->now();
    switch (act.then) {
      case Then::stall:
        fake_->stall(act.lasts);
        fake_->book.record_blind_time(before, fake_->now());
        break;
      case Then::suspend:
        fake_->suspend(act.lasts);
        break;
      case Then::step_back:
        fake_->step_wall(-2h);
        break;
      case Then::step_forward:
        fake_->step_wall(24h);
        break;
      default:
        change(act);
    }
  }

  void change(const Act& act) {
    config::Plan next = plan_;
    config::Link& concerned = next.links.at(act.who % next.links.size());
    switch (act.then) {
      case Then::reload:
        (void)fake_->apply(next);
        break;
      case Then::change_address:
        concerned.address = concerned.address == "198.18.0.9" ? "198.18.0.10" : "198.18.0.9";
        plan_ = next;
        (void)fake_->apply(next);
        break;
      case Then::remove:
        remove(concerned.id);
        break;
      case Then::crash:
        restart();
        break;
      case Then::stop:
        finish();
        restart();
        break;
      default:
        break;
    }
  }

  void remove(const std::string& id) {
    config::Plan next = plan_;
    std::erase_if(next.links, [&id](const config::Link& link) { return link.id == id; });
    for (config::Link& link : next.links) {
      for (config::ParentGroup& group : link.parents) {
        std::erase(group.links, id);
      }
      std::erase_if(link.parents, [](const auto& group) { return group.links.empty(); });
    }
    (void)fake_->apply(next);
    fake_->run(20s);
    (void)fake_->apply(plan_);
  }

  void restart() {
    net::Now now = fake_->now();
    now = {now.steady + 7s, now.wall + 7s, now.boot + 7s};
    fake_ = std::make_unique<FakeProber>(plan_, now, journal.memory());
    connect();
  }

  config::Plan plan_;
  std::unique_ptr<FakeProber> fake_;
  std::map<std::string, Behaviour> behaviours_;
  bool blind_ = false;
};

/// What the journal says, for the message of a property that fails.
void log_journal(const PaperJournal& journal) {
  const auto second = [](book::Second time) {
    return (time - std::chrono::floor<book::Seconds>(kStart)).count();
  };
  std::ostream& out = RC_LOG();
  for (const auto& [id, book] : journal.links) {
    out << id << " until " << second(book.until) << ':';
    for (const book::Span& span : book.spans) {
      out << ' ' << second(span.start) << ' ' << book::name(span.state);
    }
    out << '\n';
  }
  for (const auto& [id, outage] : journal.outages) {
    out << id << ' ' << outage.link << " from " << second(outage.start) << " to "
        << (outage.end ? second(*outage.end) : -1) << ':';
    for (const book::Segment& segment : outage.segments) {
      out << ' ' << book::name(segment.state) << ' ' << second(segment.start) << ".."
          << (segment.end ? second(*segment.end) : -1);
    }
    out << '\n';
  }
}

void check(const PaperJournal& journal) {
  if (!journal.breaches.empty()) {
    log_journal(journal);
    RC_FAIL(journal.breaches.front());
  }
  for (const auto* books : {&journal.links, &journal.sites}) {
    for (const auto& [id, book] : *books) {
      book::Seconds sum{0};
      for (const book::LinkState state : {LinkState::unknown,
                                          LinkState::up,
                                          LinkState::degraded,
                                          LinkState::unreachable,
                                          LinkState::down}) {
        sum += book.seconds_in(state);
      }
      RC_ASSERT(sum == book.until - book.first);
    }
  }
}

RC_GTEST_PROP(BookProperty, EverySecondHasOneStateAndNothingSettledChanges, ()) {
  const auto timeline = *timelines();
  Life life{tree()};
  for (const Act& act : timeline) {
    life.live_through(act);
    check(life.journal);
  }
  life.finish();
  check(life.journal);
  RC_ASSERT_FALSE(life.opened_while_blind);
}

/// Failed time in the journal of a link and in its outages is the same time. Only a crash may part
/// them: what an outage said at once stays said, what had not settled is unknown.
RC_GTEST_PROP(BookProperty, OutagesAreTheFailedSecondsOfTheBook, ()) {
  auto timeline = *timelines();
  Life life{tree()};
  for (Act& act : timeline) {
    act.then = act.then == Then::crash ? Then::stop : act.then;
    life.live_through(act);
  }
  life.finish();
  for (const auto& [id, book] : life.journal.links) {
    book::Seconds told{0};
    for (const book::Outage& outage : life.journal.outages_of(id)) {
      for (const book::Segment& segment : outage.segments) {
        const book::Second end = std::min(segment.end.value_or(book.until), book.until);
        told += std::max(book::Seconds{0}, end - segment.start);
      }
    }
    log_journal(life.journal);
    RC_ASSERT(told == book.seconds_in(LinkState::down) + book.seconds_in(LinkState::unreachable));
  }
}

RC_GTEST_PROP(BookProperty, DependsNotOnTheOrderOfLinksInTheFile, ()) {
  auto timeline = *timelines();
  config::Plan shuffled = tree();
  std::rotate(shuffled.links.begin(),
              shuffled.links.begin() + *rc::gen::inRange(0, 5),
              shuffled.links.end());
  Life one{tree()};
  Life other{shuffled};
  for (Act& act : timeline) {
    // These look for a link by its place, or by its id in a list that has to be sorted.
    const bool by_place =
        act.then == Then::change_address || act.then == Then::remove || act.then == Then::crash;
    act.then = by_place ? Then::nothing : act.then;
    one.live_through(act);
    other.live_through(act);
  }
  one.finish();
  other.finish();
  log_journal(one.journal);
  log_journal(other.journal);
  for (const auto& [id, book] : one.journal.links) {
    const PaperBook& same = other.journal.links[id];
    RC_ASSERT(book.spans == same.spans);
    RC_ASSERT(book.until == same.until);
    const std::vector<book::Outage> outages = one.journal.outages_of(id);
    std::vector<book::Outage> others = other.journal.outages_of(id);
    RC_ASSERT(outages.size() == others.size());
    for (std::size_t i = 0; i < outages.size(); ++i) {
      others[i].id = outages[i].id;
      RC_ASSERT(outages[i] == others[i]);
    }
  }
  for (const auto& [id, book] : one.journal.sites) {
    RC_ASSERT(book.spans == other.journal.sites[id].spans);
  }
}

}  // namespace
}  // namespace pantau::links::test
