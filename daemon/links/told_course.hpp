// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an open outage says about the time behind the settled point, after a stop that nobody had
/// announced. Pure.
#pragma once

#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/book/memory.hpp"

namespace pantau::links {

/// Spans that begin behind memory.settled_until, and how far the link has settled with them.
struct ToldCourse {
  std::vector<book::Span> spans;
  book::Second until{};
};

/// An outage is on disk from its detection on, but settles only when nothing can re-date it any
/// more: during the first five minutes the ratio rule could. After a stop nothing can, so what was
/// told holds, up to `known`: the newest time in the book less timeout and late window of the link,
/// behind which the outage may have ended without our having decided it. Without an open outage
/// nothing is told.
[[nodiscard]] ToldCourse told_course(const book::LinkMemory& memory, book::Second known);

}  // namespace pantau::links
