// SPDX-License-Identifier: Apache-2.0
#include "daemon/verdicts/attribution.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>

namespace pantau::verdicts {
namespace {

using book::LinkState;
using book::Second;
using Mode = Standing::Mode;
constexpr Second kNotYet = kForever;

class Judge {
 public:
  Judge(const Case& the_case, Reach& reach, Judgement& told)
      : case_(the_case),
        reach_(reach),
        told_(told),
        standing_(the_case.standing),
        proof_time_(std::max(kPatience, the_case.line.detection)) {}

  void follow_line() {
    const auto& spans = *case_.line.spans;
    assert(!spans.empty());
    if (spans.front().start > case_.settled) {
      pass(case_.settled, LinkState::unknown);
    }
    for (std::size_t i = 0; i < spans.size();) {
      const auto start = std::max(spans[i].start, case_.settled);
      const auto state = spans[i].state;
      while (++i < spans.size() && spans[i].state == state) {
      }
      const auto end = i < spans.size() ? spans[i].start : kForever;
      if (end > start) {
        state == LinkState::down ? fail(start, end) : pass(start, state);
      }
    }
  }

 private:
  void pass(Second start, LinkState state) {
    const bool own = state == LinkState::unknown && standing_.mode == Mode::own;
    turn(start, {own ? Mode::own : Mode::none, false, {}});
    tell(start, state, {});
  }

  void fail(Second start, Second end) {
    if (!standing_.down) {
      turn(start, standing_.mode == Mode::own ? Standing{Mode::own, true, {}} : decide(start, end));
    }
    if (standing_.mode == Mode::attached) {
      follow_parents(start, end);
    } else if (!told_.held) {
      tell(start, LinkState::down, {case_.key});
    }
  }

  /// Whose is the stretch of the line that began at `start`?
  Standing decide(Second start, Second end) {
    const Standing own{Mode::own, true, {}};
    if (!reach_.has_parents()) {
      return own;
    }
    const bool met = reach_.at(start).met;
    for (auto time = start; time < end && time <= start + kPatience;) {
      const auto& answer = reach_.at(time);
      if (!answer.roots.empty()) {
        told_.doubts.push_back({start, time + book::Seconds{1}});
        return {Mode::attached, true, time};
      }
      time = answer.until;
    }
    const auto needs = std::min(start + kPatience, end) + book::Seconds{1};
    told_.doubts.push_back({start, needs});
    if (!met) {
      return {Mode::attached, true, start};
    }
    if (end == kForever) {
      hold(start);
    }
    return own;
  }

  /// The state that it keeps is the one that was told: a parent that loses one echo while its child
  /// is down must not bring the child up for a moment, and end its outage with it.
  void hold(Second start) {
    if (case_.told_failed) {
      return;
    }
    if (const auto until = reach_.suspects(start + kPatience, case_.now)) {
      stay(start);
      told_.held = Suspicion{start, *until};
      told_.doubts.back().needs = kNotYet;
    }
  }

  void follow_parents(Second start, Second end) {
    told_.leanings.push_back({start, end});
    auto time = start;
    if (time < standing_.first_roots) {
      tell_parents(time, reach_.at(standing_.first_roots));
      time = standing_.first_roots;
    }
    while (time < end) {
      const auto& answer = reach_.at(time);
      if (answer.met) {
        time = wait_for_proof(time, end);
      } else {
        tell_parents(time, answer);
        time = answer.until;
      }
    }
  }

  void tell_parents(Second time, const Reach::Answer& answer) {
    tell(time, answer.roots.empty() ? LinkState::unknown : LinkState::unreachable, answer.roots);
  }

  /// The parents work again at `back`. When to ask them again.
  Second wait_for_proof(Second back, Second end) {
    stay(back);
    const auto proof = back + proof_time_;
    const auto gone = unmet_after(back, std::min(end, proof));
    if (gone < proof) {
      told_.doubts.push_back({back, gone + book::Seconds{1}});
      return gone;
    }
    if (case_.line.proven_until() < proof) {
      told_.doubts.push_back({back, kNotYet});
      told_.proof = proof;
      return end;
    }
    told_.doubts.push_back({back, proof});
    told_.leanings.back().end = back;
    turn(back, {Mode::own, true, {}});
    tell(back, LinkState::down, {case_.key});
    return end;
  }

  /// First time from `time` on at which the parents do not work; at most `limit`.
  Second unmet_after(Second time, Second limit) {
    while (time < limit) {
      const auto& answer = reach_.at(time);
      if (!answer.met) {
        return time;
      }
      time = answer.until;
    }
    return limit;
  }

  void turn(Second start, const Standing& standing) {
    if (standing != standing_) {
      standing_ = standing;
      told_.turns.push_back({start, standing});
    }
  }

  void tell(Second start, LinkState state, const Roots& roots) {
    auto& course = told_.course;
    const auto* before = course.empty() ? case_.last : &course.back();
    const bool goes_on = before != nullptr && before->state == state && before->roots == roots;
    if (course.empty()) {
      course.push_back({goes_on ? before->start : start, state, roots});
    } else if (!goes_on) {
      course.push_back({start, state, roots});
    }
  }

  /// What was told before holds at `start`, too.
  void stay(Second start) {
    if (told_.course.empty()) {
      told_.course.push_back(case_.last != nullptr ? *case_.last
                                                   : CourseSpan{start, LinkState::unknown, {}});
    }
  }

  const Case& case_;
  Reach& reach_;
  Judgement& told_;
  Standing standing_;
  book::Seconds proof_time_;
};

}  // namespace

void Judgement::clear() {
  course.clear();
  turns.clear();
  doubts.clear();
  leanings.clear();
  held.reset();
  proof.reset();
}

void judge(const Case& the_case, Reach& reach, Judgement& judgement) {
  Judge{the_case, reach, judgement}.follow_line();
}

}  // namespace pantau::verdicts
