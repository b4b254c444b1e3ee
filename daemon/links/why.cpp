// SPDX-License-Identifier: Apache-2.0
// The reasoning behind the state of one link.
#include <algorithm>

#include "daemon/links/book_state.hpp"

namespace pantau::links {

std::optional<Why> LinkBook::State::why(const std::string& link, const net::Now& now) const {
  const config::Link* const found = plan_ ? plan_->find_link(link) : nullptr;
  if (found == nullptr) {
    return std::nullopt;
  }
  Why why;
  why.plan = plan_;
  why.place = static_cast<std::uint32_t>(found - plan_->links.data());
  why.now = now;
  why.numbers = numbers_[why.place];
  why.rule = links_[why.place].told_by;
  why.vantage_ok = !vantage_.lost();
  for (std::uint32_t group = 0; group < found->parents.size(); ++group) {
    for (const std::string& parent : found->parents[group].links) {
      const config::Link* const place = plan_->find_link(parent);
      if (place != nullptr) {
        const auto index = static_cast<std::size_t>(place - plan_->links.data());
        why.parents.push_back({parent, numbers_[index].state, group});
      }
    }
  }
  for (const verdicts::LinkKey key : verdicts_.course(why.place).back().roots) {
    why.roots.push_back(keys_.id_of(key));
  }
  std::ranges::sort(why.roots);
  why.echoes = links_[why.place].recent.list(clock_);
  why.outage = links_[why.place].outage;
  return why;
}

}  // namespace pantau::links
