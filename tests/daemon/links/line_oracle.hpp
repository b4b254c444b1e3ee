// SPDX-License-Identifier: Apache-2.0
/// \file
/// semantics.md 5 once more, slowly and from the end of history: states of each second by run rule,
/// ratio rule and degraded. Without blindness, unsent echoes and steps of the clock.
#pragma once

#include <vector>

#include "tests/daemon/links/line_fixture.hpp"

namespace pantau::links::test {

/// From settings.start up to `until`. Each minute has four echoes or is the first.
[[nodiscard]] std::vector<LinkState> states_by_definition(const LineSettings& settings,
                                                          const std::vector<LineFeed::Sent>& sent,
                                                          int until);

}  // namespace pantau::links::test
