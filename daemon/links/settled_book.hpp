// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far the book of one link or site has settled, and what it said there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "daemon/book/batch.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::links {

struct SettledBook {
  book::Second first{};  ///< first configured
  book::Second until{};
  book::Span last{};  ///< holds just before `until`
  book::LinkState decided = book::LinkState::unknown;  ///< last state that was not unknown
  bool begun = false;  ///< `last` has been handed over
  bool told = false;  ///< `first` has been handed over

  static SettledBook begin(book::Second first) {
    return {.first = first, .until = first, .last = {first, book::LinkState::unknown}};
  }

  /// Settles up to `to` what `course` says (spans or course spans, from `until` or earlier on) and
  /// adds what is new to `rows`.
  template <typename Course>
  void settle(const Course& course,
              book::Second to,
              std::uint32_t place,
              std::vector<book::SpanRow>& rows) {
    for (std::size_t i = 0; i < course.size() && course[i].start < to; ++i) {
      const book::Second start = std::max(course[i].start, until);
      const book::Second end = i + 1 < course.size() ? std::min(course[i + 1].start, to) : to;
      if (start < end && (!begun || course[i].state != last.state)) {
        last = {start, course[i].state};
        begun = true;
        rows.push_back({place, last});
      }
      if (start < end && last.state != book::LinkState::unknown) {
        decided = last.state;
      }
    }
    until = std::max(until, to);
  }

  /// When the state in which `course` ends began, also before it was settled.
  template <typename Course>
  [[nodiscard]] book::Second since(const Course& course) const {
    std::size_t i = course.size() - 1;
    while (i > 0 && course[i - 1].state == course[i].state) {
      --i;
    }
    const bool goes_on = begun && course[i].start <= until && course[i].state == last.state;
    return goes_on ? last.start : std::max(course[i].start, until);
  }
};

}  // namespace pantau::links
