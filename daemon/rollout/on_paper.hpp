// SPDX-License-Identifier: Apache-2.0
/// \file
/// "On paper only" (semantics.md 8): reported as in service, and nobody has seen it work. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "daemon/book/link_state.hpp"
#include "daemon/book/site_stage.hpp"

namespace pantau::rollout {

/// What the book of record says of a site.
struct SiteEvidence {
  bool has_links = false;
  bool is_working = false;  ///< up or degraded now
  std::optional<book::Second> first;  ///< since when it is in the book
  std::optional<book::Second> last_up;  ///< end of its last settled second up or degraded
};

/// In service without links: at once. With links: when its book reaches back 30 days and it worked
/// in none of them; a site that has been watched for a shorter time is not called so. What is held
/// has a side state instead, and infrastructure is part of no promise.
[[nodiscard]] inline bool on_paper_only(const config::Site& site,
                                        config::Date today,
                                        const SiteEvidence& evidence,
                                        book::Second now) {
  constexpr std::chrono::days kWatched{30};
  if (site.phase.empty() || !book::is_live(site, today)) {
    return false;
  }
  if (!evidence.has_links) {
    return true;
  }
  const bool is_watched = evidence.first && *evidence.first <= now - kWatched;
  const bool has_worked =
      evidence.is_working || (evidence.last_up && *evidence.last_up > now - kWatched);
  return is_watched && !has_worked;
}

}  // namespace pantau::rollout
