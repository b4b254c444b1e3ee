// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/line.hpp"

#include <algorithm>

namespace pantau::links {

namespace {

Second second_of(const BookedTime& time) {
  return std::chrono::floor<std::chrono::seconds>(time.book);
}

RunState decision_of(LinkState state) {
  if (book::is_working(state)) {
    return RunState::up;
  }
  return book::is_failed(state) ? RunState::down : RunState::undecided;
}

}  // namespace

Line::Line(Second since) : run_(since), spans_{{since, LinkState::unknown}}, ratio_(since) {}

void Line::take_answer(Second unknown_since) {
  if (ratio_.open() && run_.rule() == Rule::first_answer) {
    end_ratio(unknown_since);
  }
  lay(run_.rule());
}

void Line::lost(const BookedTime& sent, EchoSight sight, const RunLimits& limits) {
  take_run(run_.lost(sent, sight, limits));
}

void Line::skipped(const BookedTime& sent) {
  const bool changed = run_.skipped(sent);
  if (changed && run_.rule() != Rule::not_sent) {
    ratio_.interrupt(second_of(sent));  // never decided: no minute of this series was seen whole
  }
  take_run(changed);
}

void Line::confirm_down() {
  run_.confirm_down();
  lay(Rule::down_after);
}

void Line::lose_sight(const BookedTime& from) {
  ratio_.interrupt(second_of(from));
  if (ratio_.open()) {
    const net::WallTime since = std::max<net::WallTime>(from.book, spans_.back().start);
    take_run(run_.lose_sight_while_down({from.steady, since}));
  } else {
    take_run(run_.lose_sight(from));
  }
}

void Line::blind_time(const BookedTime& from, net::SteadyTime until) {
  ratio_.interrupt(second_of(from));
  take_run(run_.blind_time(from, until));
}

void Line::restart(const BookedTime& now) {
  ratio_.interrupt(second_of(now));
  run_.restart(now.steady);
}

void Line::stop(const BookedTime& now) {
  ratio_.interrupt(second_of(now));
  quality_.forget();
  take_run(run_.stop(now));
}

void Line::restore(Second since, LinkState decided) {
  *this = Line{since};
  run_.restore(since, decision_of(decided));
  rule_ = run_.rule();
}

void Line::take_run(bool changed) {
  if (!changed) {
    return;
  }
  // After unsent echoes the first lost one takes the stretch up again; any other time of not seeing
  // ends it, so that no downtime is invented: the next decision begins another.
  if (run_.state() == LinkState::unknown && run_.rule() != Rule::not_sent && ratio_.open()) {
    end_ratio(run_.since());
  }
  lay(run_.rule());
}

void Line::end_ratio(Second at) {
  ratio_.end();
  const auto open = std::ranges::find_if(marks_, [](const Mark& mark) {
    return mark.kind == Mark::Kind::ratio && mark.to == Second::max();
  });
  if (open == marks_.end()) {
    return;
  }
  open->to = std::max(at, run_.settled());
  if (open->to <= open->from) {
    marks_.erase(open);
  }
}

void Line::complete(const FinalMinute& minute, const MinuteLimits& limits) {
  judge_ratio(minute, limits.loss_threshold);
  judge_quality(minute, limits);
}

void Line::judge_ratio(const FinalMinute& minute, double loss_threshold) {
  switch (ratio_.complete(minute, loss_threshold)) {
    case RatioRule::Turn::none:
      return;
    case RatioRule::Turn::began: {
      const Second from = std::max(ratio_.first(), run_.settled());
      marks_.push_back({.kind = Mark::Kind::ratio, .quality = {}, .from = from});
      (void)run_.found_by_ratio(from);
      break;
    }
    case RatioRule::Turn::ended:
      end_ratio(minute.start);
      break;
    case RatioRule::Turn::ended_unjudged:
      end_ratio(minute.start);
      if (!minute.summary.answered()) {
        (void)run_.doubt(minute.start);
      }
      break;
  }
  lay(Rule::loss_ratio);
}

void Line::judge_quality(const FinalMinute& minute, const MinuteLimits& limits) {
  const QualityJudgement quality = quality_.complete(minute.summary, limits);
  const auto is_quality = [](const Mark& mark) { return mark.kind == Mark::Kind::quality; };
  // What ended the degraded time for now may be dated back yet, to behind this judgement: then it
  // is this one that ends it.
  if (quality.bad == 0 && degraded_ == 0 && settled_degraded_ == 0 &&
      std::ranges::none_of(marks_, is_quality)) {
    return;
  }
  marks_.push_back({.kind = Mark::Kind::quality,
                    .quality = quality,
                    .from = std::max(minute.judged, run_.settled())});
  lay(Rule::minutes);
}

void Line::skip_time(Second from, Second to) {
  from = std::max(from, run_.settled());
  if (from >= to) {
    return;
  }
  marks_.push_back({.kind = Mark::Kind::skipped, .quality = {}, .from = from, .to = to});
  lay(rule_);
}

Second Line::runs_known_until(const Outlook& outlook) const {
  Second until = std::min(outlook.cap, run_.hold());
  if (outlook.open) {
    until = std::min(until, second_of(*outlook.open));
  }
  if (state() == LinkState::down || run_.state() == LinkState::down) {
    until = std::min(until, outlook.seen);
  }
  return std::max(until, run_.settled());
}

Second Line::known_until(const Outlook& outlook) const {
  const Second until =
      std::min(runs_known_until(outlook), ratio_.hold(outlook.minute, outlook.loss_threshold));
  return std::max(until, run_.settled());
}

std::optional<Second> Line::undecided_since() const {
  if (!run_.undecided_losses() || state() == LinkState::down) {
    return std::nullopt;
  }
  return run_.first_lost_second();
}

void Line::settle(Second until) {
  const Second from = run_.settled();
  if (until <= from) {
    return;
  }
  if (marks_.empty() && run_.earlier().empty() && spans_.size() == 1) {
    settled_degraded_ = degraded_;
    run_.settle(until);
    return;
  }
  settled_degraded_ = degraded_before(run_, marks_, from, until, settled_degraded_);
  run_.settle(until);
  std::erase_if(marks_, [until](const Mark& mark) {
    return mark.kind == Mark::Kind::quality ? mark.from < until : mark.to <= until;
  });
  const auto next =
      std::ranges::find_if(spans_, [until](const book::Span& span) { return span.start > until; });
  spans_.erase(spans_.begin(), next - 1);
}

std::size_t Line::memory_bytes() const {
  return marks_.capacity() * sizeof(Mark) + spans_.capacity() * sizeof(book::Span) +
         run_.earlier().capacity() * sizeof(RunSpan);
}

void Line::lay(Rule cause) {
  const LinkState before = state();
  const Second settled = run_.settled();
  spans_.resize(1);
  const CourseEnd end = append_course(run_, marks_, settled, settled_degraded_, spans_);
  if (spans_.size() > 1 && spans_[1].start <= settled) {
    spans_.erase(spans_.begin());
  }
  degraded_ = end.degraded;
  if (end.state == LinkState::down && run_.state() != LinkState::down) {
    rule_ = Rule::loss_ratio;
  } else if (end.state != before || end.state == LinkState::unknown) {
    rule_ = cause;
  }
}

}  // namespace pantau::links
