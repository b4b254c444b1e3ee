// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/links/line_oracle.hpp"

#include <algorithm>
#include <cstdint>

namespace pantau::links::test {

namespace {

enum class Run : std::uint8_t { undecided, up, down };

struct Minute {
  int start = 0;
  int sent = 0;
  int lost = 0;
  double fastest = 1e9;
  double slowest = 0;
};

class Oracle {
 public:
  Oracle(const LineSettings& settings, const std::vector<LineFeed::Sent>& sent, int until)
      : settings_(settings),
        sent_(sent),
        end_(sent.empty() ? until : std::max(until, sent.back().second + 1)) {
    const auto seconds = static_cast<std::size_t>(end_ - settings.start);
    runs_.resize(seconds, Run::undecided);
    ratio_.resize(seconds, false);
    judge_runs();
    count_minutes();
    judge_ratio();
  }

  [[nodiscard]] std::vector<LinkState> states(int until) const {
    std::vector<LinkState> states;
    bool decided = false;
    bool degraded = false;
    for (int time = settings_.start; time < until; ++time) {
      const auto at = static_cast<std::size_t>(time - settings_.start);
      decided = decided || ratio_[at] || runs_[at] != Run::undecided;
      const bool up = decided && !ratio_[at] && runs_[at] != Run::down;
      degraded = up && judge_quality(time, degraded);
      const LinkState working = degraded ? LinkState::degraded : LinkState::up;
      const LinkState failed = decided ? LinkState::down : LinkState::unknown;
      states.push_back(up ? working : failed);
    }
    return states;
  }

 private:
  void judge_runs() {
    for (std::size_t at = 0; at < sent_.size(); ++at) {
      std::size_t end = at;
      while (end < sent_.size() && is_lost(end) == is_lost(at)) {
        ++end;
      }
      const std::size_t needed = is_lost(at) ? settings_.runs.down_after : settings_.runs.up_after;
      if (end - at >= needed) {
        const auto from = runs_.begin() + (sent_[at].second - settings_.start);
        std::fill(from, runs_.end(), is_lost(at) ? Run::down : Run::up);
      }
      at = end - 1;
    }
  }

  void count_minutes() {
    for (const LineFeed::Sent& echo : sent_) {
      const int start = echo.second / 60 * 60;
      while (minutes_.empty() || minutes_.back().start < start) {
        minutes_.push_back(
            {.start = minutes_.empty() ? settings_.start / 60 * 60 : minutes_.back().start + 60});
      }
      Minute& minute = minutes_.back();
      ++minute.sent;
      minute.lost += echo.fate == 'L' ? 1 : 0;
      if (echo.fate != 'L') {
        minute.fastest = std::min(minute.fastest, echo.fate == 's' ? 2 : 0.02);
        minute.slowest = std::max(minute.slowest, echo.fate == 's' ? 2 : 0.02);
      }
    }
  }

  void judge_ratio() {
    const auto over = [this](const Minute& minute) {
      return minute.sent >= 4 && minute.lost > settings_.minutes.loss_threshold * minute.sent;
    };
    for (std::size_t at = 0; at < minutes_.size(); ++at) {
      std::size_t end = at;
      while (end < minutes_.size() && over(minutes_[end])) {
        ++end;
      }
      if (end - at >= 5) {
        const int until = end < minutes_.size() ? minutes_[end].start : end_;
        for (int time = std::max(minutes_[at].start, settings_.start); time < until; ++time) {
          ratio_[static_cast<std::size_t>(time - settings_.start)] = true;
        }
        at = end;
      }
    }
  }

  [[nodiscard]] bool judge_quality(int time, bool degraded) const {
    const int last = time - settings_.timeout - settings_.late_window - 60;
    const auto found = std::ranges::find(minutes_, last, &Minute::start);
    if (found == minutes_.end() || found - minutes_.begin() < 4) {
      return degraded;
    }
    const std::vector<Minute> five(found - 4, found + 1);
    const MinuteLimits& limits = settings_.minutes;
    return degraded ? reaches(five, limits.loss.warn, limits.rtt.warn, limits.variation.warn)
                    : reaches(five, limits.loss.bad, limits.rtt.bad, limits.variation.bad);
  }

  [[nodiscard]] static bool reaches(const std::vector<Minute>& five,
                                    double loss,
                                    double rtt,
                                    double variation) {
    int sent = 0;
    int lost = 0;
    std::vector<double> rtts;
    std::vector<double> variations;
    for (const Minute& minute : five) {
      sent += minute.sent;
      lost += minute.lost;
      if (minute.sent > minute.lost) {
        rtts.push_back(minute.slowest);  // as the feed has it
        variations.push_back(minute.slowest - minute.fastest);
      }
    }
    return (sent > 0 && lost >= loss * sent) || median(rtts) >= rtt ||
           median(variations) >= variation;
  }

  [[nodiscard]] static double median(std::vector<double>& values) {
    std::ranges::sort(values);
    return values.empty() ? -1 : values[(values.size() - 1) / 2];
  }

  [[nodiscard]] bool is_lost(std::size_t at) const { return sent_[at].fate == 'L'; }

  const LineSettings& settings_;
  const std::vector<LineFeed::Sent>& sent_;
  int end_;
  std::vector<Run> runs_;
  std::vector<bool> ratio_;
  std::vector<Minute> minutes_;
};

}  // namespace

std::vector<LinkState> states_by_definition(const LineSettings& settings,
                                            const std::vector<LineFeed::Sent>& sent,
                                            int until) {
  return Oracle{settings, sent, until}.states(until);
}

}  // namespace pantau::links::test
