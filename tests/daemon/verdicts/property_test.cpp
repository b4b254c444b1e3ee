// SPDX-License-Identifier: Apache-2.0
// Verdicts, swept and settled at odd times over lines that change their mind beyond what is known,
// against an oracle that knows everything from the start.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/daemon/verdicts/belief.hpp"
#include "tests/daemon/verdicts/county.hpp"
#include "tests/daemon/verdicts/oracle.hpp"

namespace pantau::verdicts::test {
namespace {

using book::LinkState;

/// All links are up in the last seconds, so that everything gets decided.
constexpr std::size_t kCalm = 130;
constexpr LinkKey kFirstKey = 100;

rc::Gen<LinkState> any_state() {
  return rc::gen::elementOf(std::vector(kStates.begin(), kStates.end()));
}

struct Piece {
  std::size_t seconds = 1;
  LinkState state = LinkState::up;
};

rc::Gen<Piece> any_piece() {
  return rc::gen::apply(
      [](std::size_t seconds, LinkState state) {
        return Piece{seconds, state};
      },
      rc::gen::element<std::size_t>(1, 2, 5, 20, 59, 60, 61, 62, 90, 150),
      any_state());
}

std::vector<LinkState> line_of(const std::vector<Piece>& pieces) {
  std::vector<LinkState> line;
  for (const auto& piece : pieces) {
    line.insert(line.end(), piece.seconds, piece.state);
  }
  line.resize(kTruthEnd - kCalm, line.empty() ? LinkState::up : line.back());
  line.resize(kTruthEnd, LinkState::up);
  return line;
}

/// Fails as its parent does, a little earlier or later, and some seconds by itself.
std::vector<LinkState> line_beside(const std::vector<LinkState>& parent) {
  const auto shift = *rc::gen::element<std::ptrdiff_t>(-61, -60, -59, -20, -3, 0, 3, 20, 61);
  auto line = line_of({});
  for (std::size_t t = 0; t < kTruthEnd - kCalm; ++t) {
    const auto from = static_cast<std::ptrdiff_t>(t) - shift;
    if (from >= 0 && from < static_cast<std::ptrdiff_t>(kTruthEnd - kCalm)) {
      line[t] = parent[static_cast<std::size_t>(from)];
    }
  }
  for (const auto& piece :
       *rc::gen::resize(3, rc::gen::container<std::vector<Piece>>(any_piece()))) {
    const auto start = *rc::gen::inRange<std::size_t>(0, kTruthEnd - kCalm);
    std::fill(line.begin() + static_cast<std::ptrdiff_t>(start),
              line.begin() +
                  static_cast<std::ptrdiff_t>(std::min(start + piece.seconds, kTruthEnd - kCalm)),
              piece.state);
  }
  return line;
}

std::vector<std::vector<std::size_t>> any_groups(std::size_t link) {
  std::vector<std::vector<std::size_t>> groups(
      link == 0 ? 0 : *rc::gen::element<std::size_t>(0, 1, 1, 1, 2, 3));
  for (auto& group : groups) {
    const auto members = *rc::gen::element<std::size_t>(1, 1, 2, 3);
    for (std::size_t i = 0; i < members; ++i) {
      group.push_back(*rc::gen::inRange<std::size_t>(link < 4 ? 0 : link - 4, link));
    }
    std::sort(group.begin(), group.end());
    group.erase(std::unique(group.begin(), group.end()), group.end());
  }
  return groups;
}

std::vector<OracleLink> any_links() {
  std::vector<OracleLink> links(*rc::gen::inRange<std::size_t>(1, 8));
  for (std::size_t i = 0; i < links.size(); ++i) {
    auto& link = links[i];
    link.groups = any_groups(i);
    link.detection = *rc::gen::element<std::size_t>(3, 20, 60, 75, 100);
    link.line = link.groups.empty() || *rc::gen::element(0, 1, 1) == 0
                    ? line_of(*rc::gen::container<std::vector<Piece>>(any_piece()))
                    : line_beside(links[link.groups.front().front()].line);
  }
  return links;
}

/// The same links in the order of a file; link i of the oracle stands at places[i].
config::Plan plan_of(const std::vector<OracleLink>& links,
                     const std::vector<std::uint32_t>& places) {
  config::Plan plan;
  plan.links.resize(links.size());
  for (std::size_t i = 0; i < links.size(); ++i) {
    auto& link = plan.links[places[i]];
    link.id = std::to_string(i);
    for (const auto& group : links[i].groups) {
      link.parents.emplace_back();
      for (const auto parent : group) {
        link.parents.back().links.push_back(std::to_string(parent));
      }
    }
  }
  return plan;
}

std::string text(const Course& course) {
  std::string text;
  for (const auto& span : course) {
    text += " " + std::string(book::name(span.state));
    for (const auto root : span.roots) {
      text += "/" + std::to_string(root - kFirstKey);
    }
    text += " " + std::to_string(span.start.time_since_epoch().count());
  }
  return text;
}

Course course_of(const OracleCourse& seconds) {
  Course course;
  for (std::size_t t = 0; t < seconds.size(); ++t) {
    if (t == 0 || seconds[t] != seconds[t - 1]) {
      course.push_back({second(static_cast<std::int64_t>(t)), seconds[t].state, {}});
      for (const auto root : seconds[t].roots) {
        course.back().roots.push_back(kFirstKey + static_cast<LinkKey>(root));
      }
    }
  }
  return course;
}

/// What a course tells of the seconds from `from` up to `until`.
Course cut(const Course& course, std::size_t from, std::size_t until) {
  const auto begin = second(static_cast<std::int64_t>(from));
  RC_ASSERT(course.front().start <= begin);
  Course part;
  for (const auto& span : course) {
    if (span.start <= begin) {
      part.assign(1, {begin, span.state, span.roots});
    } else if (span.start < second(static_cast<std::int64_t>(until))) {
      part.push_back(span);
    }
  }
  return part;
}

void has_different_neighbours(const Course& course) {
  for (std::size_t i = 1; i < course.size(); ++i) {
    RC_ASSERT(course[i - 1].start < course[i].start);
    RC_ASSERT(course[i - 1].state != course[i].state || course[i - 1].roots != course[i].roots);
  }
}

class Run {
 public:
  Run(const std::vector<OracleLink>& links, unsigned seed)
      : links_(links), suspects_(seed % 2 == 0), dice_(seed), places_(links.size()) {
    std::iota(places_.begin(), places_.end(), 0U);
    std::shuffle(places_.begin(), places_.end(), dice_);
    settled_.resize(links.size());
    for (const auto& course : oracle(links)) {
      truth_.push_back(course_of(course));
    }
    begin(verdicts_);
    for (const auto& link : links) {
      beliefs_.emplace_back(link, suspects_, dice_);
    }
  }

  void step(std::size_t now) {
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (beliefs_[i].learn(now, settled(i))) {
        verdicts_.touch(places_[i]);
      }
    }
    static_cast<void>(sweep(verdicts_, now));
    // Whether a link is held depends on what was told of it before.
    if (!suspects_) {
      equals_a_sweep_from_the_beginning(now);
    }
    std::vector<std::size_t> order(links_.size());
    std::iota(order.begin(), order.end(), 0U);
    if (dice_() % 3 == 0) {
      std::shuffle(order.begin(), order.end(), dice_);
    }
    for (const auto i : order) {
      settle_some(i);
    }
  }

  void finish() {
    for (std::size_t i = 0; i < links_.size(); ++i) {
      beliefs_[i].learn_all();
      verdicts_.touch(places_[i]);
    }
    static_cast<void>(sweep(verdicts_, 2 * kTruthEnd));
    for (std::size_t i = 0; i < links_.size(); ++i) {
      settle(i, verdicts_.horizon(places_[i], beliefs_[i].view(settled(i))));
      RC_ASSERT(settled(i) == kTruthEnd);
      has_different_neighbours(settled_[i]);
      equals_truth(i, settled_[i], 0, kTruthEnd);
    }
  }

 private:
  void begin(Verdicts& verdicts) const {
    std::vector<LinkKey> keys(links_.size());
    for (std::size_t i = 0; i < links_.size(); ++i) {
      keys[places_[i]] = kFirstKey + static_cast<LinkKey>(i);
    }
    verdicts.apply(
        plan_of(links_, places_), std::vector<std::uint32_t>(links_.size(), UINT32_MAX), keys);
    for (const auto place : places_) {
      verdicts.begin(place, second(0));
    }
  }

  std::vector<std::uint32_t> sweep(Verdicts& verdicts, std::size_t now) {
    return verdicts.sweep(second(static_cast<std::int64_t>(now)), [&](std::uint32_t place) {
      const auto i = std::find(places_.begin(), places_.end(), place) - places_.begin();
      const auto from = verdicts.settled(place).time_since_epoch().count();
      return beliefs_[static_cast<std::size_t>(i)].view(static_cast<std::size_t>(from));
    });
  }

  void equals_a_sweep_from_the_beginning(std::size_t now) {
    Verdicts fresh;
    begin(fresh);
    static_cast<void>(sweep(fresh, now));
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const auto& course = verdicts_.course(places_[i]);
      has_different_neighbours(course);
      const auto told = cut(course, settled(i), now + 1);
      const auto anew = cut(fresh.course(places_[i]), settled(i), now + 1);
      if (told != anew) {
        RC_FAIL(where(i, now) + text(told) + ", anew: " + text(anew));
      }
    }
  }

  void equals_truth(std::size_t i,
                    const Course& course,
                    std::size_t from,
                    std::size_t until) const {
    if (from >= until) {
      return;
    }
    const auto told = cut(course, from, until);
    const auto truth = cut(truth_[i], from, until);
    if (told != truth) {
      RC_FAIL(where(i, until) + text(told) + ", in truth: " + text(truth));
    }
  }

  [[nodiscard]] std::string where(std::size_t i, std::size_t now) const {
    std::string text = "link " + std::to_string(i) + " at " + std::to_string(now) + ", links:\n";
    for (const auto& link : links_) {
      for (const auto& group : link.groups) {
        for (const auto parent : group) {
          text += std::to_string(parent) + " ";
        }
        text += "; ";
      }
      text += std::to_string(link.detection) + " s:";
      for (std::size_t second = 0; second < kTruthEnd; ++second) {
        if (second == 0 || link.line[second] != link.line[second - 1]) {
          text += " " + std::string(book::name(link.line[second])) + " " + std::to_string(second);
        }
      }
      text += "\n";
    }
    return text;
  }

  void settle_some(std::size_t i) {
    const auto from = settled(i);
    const auto until = verdicts_.horizon(places_[i], beliefs_[i].view(from));
    const auto horizon = static_cast<std::size_t>(until.time_since_epoch().count());
    RC_ASSERT(horizon >= from);
    RC_ASSERT(horizon <= std::max(from, beliefs_[i].known()));
    equals_truth(i, verdicts_.course(places_[i]), from, horizon);
    if (const auto way = dice_() % 4; way == 0) {
      settle(i, until);
    } else if (way == 1) {
      settle(i, second(static_cast<std::int64_t>(from + dice_() % (horizon - from + 20))));
    }
  }

  void settle(std::size_t i, book::Second until) {
    const auto horizon = verdicts_.horizon(places_[i], beliefs_[i].view(settled(i)));
    const auto course = verdicts_.settle(places_[i], until);
    RC_ASSERT(course.until <= horizon);
    RC_ASSERT(course.until == verdicts_.settled(places_[i]));
    for (const auto& span : course.begun) {
      RC_ASSERT(span.start < course.until);
    }
    settled_[i].insert(settled_[i].end(), course.begun.begin(), course.begun.end());
  }

  [[nodiscard]] std::size_t settled(std::size_t i) const {
    return static_cast<std::size_t>(verdicts_.settled(places_[i]).time_since_epoch().count());
  }

  const std::vector<OracleLink>& links_;
  bool suspects_;
  std::mt19937 dice_;
  std::vector<Course> truth_;
  std::vector<std::uint32_t> places_;
  std::vector<Belief> beliefs_;
  std::vector<Course> settled_;
  Verdicts verdicts_;
};

RC_GTEST_PROP(VerdictsProperty, SettleAsIfEverythingHadBeenKnownFromTheStart, ()) {
  const auto links = any_links();
  const auto seeds = *rc::gen::container<std::array<unsigned, 4>>(rc::gen::arbitrary<unsigned>());
  for (const auto seed : seeds) {
    Run run(links, seed);
    std::mt19937 dice(seed);
    for (std::size_t now = 0; now < kTruthEnd + 100; now += 1 + dice() % 25) {
      run.step(now);
    }
    run.finish();
  }
}

}  // namespace
}  // namespace pantau::verdicts::test
