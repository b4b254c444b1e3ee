// SPDX-License-Identifier: Apache-2.0
#include "daemon/verdicts/site_state.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace pantau::verdicts {
namespace {

using book::LinkState;

bool has_primary(std::span<const SiteLinkState> links) {
  return std::any_of(links.begin(), links.end(), [](const auto& link) { return link.primary; });
}

bool any_is(std::span<const SiteLinkState> links, LinkState state) {
  return std::any_of(
      links.begin(), links.end(), [state](const auto& link) { return link.state == state; });
}

/// A link that is down is its own root, so all of them are unreachable then.
bool every_root_is_outside(std::span<const SiteLinkState> links, std::span<const LinkKey> inside) {
  const auto is_inside = [inside](LinkKey root) {
    return std::binary_search(inside.begin(), inside.end(), root);
  };
  return std::all_of(links.begin(), links.end(), [&](const auto& link) {
    return link.state == LinkState::unreachable &&
           (link.roots == nullptr ||
            std::none_of(link.roots->begin(), link.roots->end(), is_inside));
  });
}

/// Walks the courses of a site's links side by side.
class Walk {
 public:
  Walk(std::span<const SiteLink> links, book::Second since)
      : links_(links), places_(links.size()), states_(links.size()) {
    for (std::size_t i = 0; i < links.size(); ++i) {
      states_[i].primary = links[i].primary;
      inside_.push_back(links[i].key);
    }
    std::sort(inside_.begin(), inside_.end());
    go(since);
  }

  /// Each course's span that holds at `time`, which never goes back.
  void go(book::Second time) {
    next_ = book::Second::max();
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const auto& course = *links_[i].course;
      assert(!course.empty());
      while (places_[i] + 1 < course.size() && course[places_[i] + 1].start <= time) {
        ++places_[i];
      }
      states_[i].state = course[places_[i]].state;
      states_[i].roots = &course[places_[i]].roots;
      if (places_[i] + 1 < course.size()) {
        next_ = std::min(next_, course[places_[i] + 1].start);
      }
    }
  }

  [[nodiscard]] LinkState state() const { return site_state(states_, inside_); }

  /// When any of the courses goes on; Second::max(): never.
  [[nodiscard]] book::Second next() const { return next_; }

 private:
  std::span<const SiteLink> links_;
  std::vector<std::size_t> places_;
  std::vector<SiteLinkState> states_;
  std::vector<LinkKey> inside_;
  book::Second next_{};
};

}  // namespace

LinkState site_state(std::span<const SiteLinkState> links, std::span<const LinkKey> inside) {
  assert(!links.empty());
  const bool all_primary = !has_primary(links);
  if (std::any_of(links.begin(), links.end(), [all_primary](const auto& link) {
        return (all_primary || link.primary) && link.state == LinkState::up;
      })) {
    return LinkState::up;
  }
  if (any_is(links, LinkState::up) || any_is(links, LinkState::degraded)) {
    return LinkState::degraded;
  }
  if (any_is(links, LinkState::unknown)) {
    return LinkState::unknown;
  }
  return every_root_is_outside(links, inside) ? LinkState::unreachable : LinkState::down;
}

bool is_on_backup(std::span<const SiteLinkState> links) {
  return has_primary(links) &&
         std::all_of(
             links.begin(),
             links.end(),
             [](const auto& link) { return !link.primary || book::is_failed(link.state); }) &&
         std::any_of(links.begin(), links.end(), [](const auto& link) {
           return !link.primary && book::is_working(link.state);
         });
}

std::vector<book::Span> site_course(std::span<const SiteLink> links, book::Second since) {
  assert(!links.empty());
  Walk walk(links, since);
  std::vector<book::Span> course{{since, walk.state()}};
  while (walk.next() != book::Second::max()) {
    const auto time = walk.next();
    walk.go(time);
    if (const auto state = walk.state(); state != course.back().state) {
      course.push_back({time, state});
    }
  }
  return course;
}

}  // namespace pantau::verdicts
