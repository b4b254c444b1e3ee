// SPDX-License-Identifier: Apache-2.0
/// \file
/// semantics.md 5 (unreachable) second by second, with all lines known from the first second to the
/// last: slow, and with nothing of the daemon's own way to work it out.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "daemon/book/link_state.hpp"

namespace pantau::verdicts::test {

struct OracleLink {
  std::vector<book::LinkState> line;  ///< a state a second
  std::vector<std::vector<std::size_t>> groups;  ///< places of parents
  std::size_t detection = 20;
};

struct OracleSecond {
  book::LinkState state = book::LinkState::unknown;
  std::set<std::size_t> roots;

  friend bool operator==(const OracleSecond&, const OracleSecond&) = default;
};

using OracleCourse = std::vector<OracleSecond>;

/// Parents stand before their children.
[[nodiscard]] std::vector<OracleCourse> oracle(const std::vector<OracleLink>& links);

}  // namespace pantau::verdicts::test
