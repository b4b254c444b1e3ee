// SPDX-License-Identifier: Apache-2.0
/// \file
/// A site over its links (semantics.md 5, Site). Pure functions of courses.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/verdicts/course.hpp"

namespace pantau::verdicts {

/// One link of a site.
struct SiteLink {
  bool primary = true;  ///< without any primary all count as such
  const Course* course = nullptr;
  LinkKey key = 0;
};

/// State of a link at one time.
struct SiteLinkState {
  bool primary = true;
  book::LinkState state = book::LinkState::unknown;
  const Roots* roots = nullptr;
};

/// `inside`: keys of all links of the site, sorted. `links` is not empty.
[[nodiscard]] book::LinkState site_state(std::span<const SiteLinkState> links,
                                         std::span<const LinkKey> inside);
/// A backup works and every primary is known not to.
[[nodiscard]] bool is_on_backup(std::span<const SiteLinkState> links);
/// How the site's state went, from `since` (where all courses have begun) on.
[[nodiscard]] std::vector<book::Span> site_course(std::span<const SiteLink> links,
                                                  book::Second since);

}  // namespace pantau::verdicts
