// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/verdicts/oracle.hpp"

#include <algorithm>
#include <optional>

namespace pantau::verdicts::test {
namespace {

using book::LinkState;

class Oracle {
 public:
  explicit Oracle(const std::vector<OracleLink>& links) : links_(links) {}

  std::vector<OracleCourse> work_out() {
    for (const auto& link : links_) {
      OracleCourse course;
      own_.assign(link.line.size(), false);
      for (std::size_t t = 0; t < link.line.size(); ++t) {
        course.push_back(link.line[t] == LinkState::down ? failed(link, course, t)
                                                         : OracleSecond{link.line[t], {}});
      }
      told_.push_back(course);
    }
    return told_;
  }

 private:
  [[nodiscard]] bool works(std::size_t parent, std::size_t t) const {
    return told_[parent][t].state == LinkState::up || told_[parent][t].state == LinkState::degraded;
  }

  [[nodiscard]] bool group_met(const std::vector<std::size_t>& group, std::size_t t) const {
    return std::any_of(group.begin(), group.end(), [&](auto parent) { return works(parent, t); });
  }

  [[nodiscard]] bool met(const OracleLink& link, std::size_t t) const {
    return std::all_of(link.groups.begin(), link.groups.end(), [&](const auto& group) {
      return group_met(group, t);
    });
  }

  /// "Over the unmet groups: a down parent itself, for an unreachable parent its roots."
  [[nodiscard]] std::set<std::size_t> roots(const OracleLink& link, std::size_t t) const {
    std::set<std::size_t> found;
    for (const auto& group : link.groups) {
      for (const auto parent : group) {
        if (group_met(group, t)) {
          continue;
        }
        if (told_[parent][t].state == LinkState::down) {
          found.insert(parent);
        } else if (told_[parent][t].state == LinkState::unreachable) {
          found.insert(told_[parent][t].roots.begin(), told_[parent][t].roots.end());
        }
      }
    }
    return found;
  }

  OracleSecond failed(const OracleLink& link, const OracleCourse& course, std::size_t t) {
    OracleSecond own{LinkState::down, {told_.size()}};
    auto first = t;
    while (first > 0 && link.line[first - 1] == LinkState::down) {
      --first;
    }
    auto end = t;
    while (end < link.line.size() && link.line[end] == LinkState::down) {
      ++end;
    }
    const auto taken = taken_at(link, first, end);
    if (own_outage_before(link, first) || (!taken && met(link, first))) {
      own_[t] = true;
      return own;
    }
    return attached(link, course, t, {taken.value_or(first), end});
  }

  /// "A parent that fails at most 60 s after T0 (or had failed already)".
  [[nodiscard]] std::optional<std::size_t> taken_at(const OracleLink& link,
                                                    std::size_t first,
                                                    std::size_t end) const {
    for (auto t = first; t < end && t <= first + 60; ++t) {
      if (!met(link, t) && !roots(link, t).empty()) {
        return t;
      }
    }
    return std::nullopt;
  }

  /// "Unknown time keeps own within the same outage."
  [[nodiscard]] bool own_outage_before(const OracleLink& link, std::size_t first) const {
    while (first > 0 && link.line[first - 1] == LinkState::unknown) {
      --first;
    }
    return first > 0 && link.line[first - 1] == LinkState::down && own_[first - 1];
  }

  struct Attachment {
    std::size_t from = 0;
    std::size_t end = 0;
  };

  OracleSecond attached(const OracleLink& link,
                        const OracleCourse& course,
                        std::size_t t,
                        Attachment stretch) {
    for (auto back = stretch.from + 1; back <= t; ++back) {
      const bool met_again = met(link, back) && !met(link, back - 1);
      if (met_again && stays_down(link, back, stretch.end)) {
        own_[t] = true;
        return {LinkState::down, {told_.size()}};
      }
    }
    const auto asked = std::max(t, stretch.from);
    if (met(link, asked)) {
      return course.back();
    }
    const auto named = roots(link, asked);
    return {named.empty() ? LinkState::unknown : LinkState::unreachable, named};
  }

  /// "Until echoes sent after r were lost for max(60 s, own detection)", C being met all the while.
  [[nodiscard]] bool stays_down(const OracleLink& link, std::size_t back, std::size_t end) const {
    const auto long_enough = back + std::max<std::size_t>(60, link.detection);
    if (end < long_enough) {
      return false;
    }
    for (auto t = back; t < long_enough; ++t) {
      if (!met(link, t)) {
        return false;
      }
    }
    return true;
  }

  const std::vector<OracleLink>& links_;
  std::vector<OracleCourse> told_;
  std::vector<bool> own_;
};

}  // namespace

std::vector<OracleCourse> oracle(const std::vector<OracleLink>& links) {
  return Oracle(links).work_out();
}

}  // namespace pantau::verdicts::test
