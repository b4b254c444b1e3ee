// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the journal says of the links and sites of a snapshot, by their places in its plan.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "daemon/availability/accounts.hpp"
#include "daemon/links/snapshot.hpp"

namespace pantau::metrics {

/// After a reload the accounts are of the plan before for a moment: they are found by id then, so
/// that no counter is gone for a scrape or stands under another link. The snapshot must outlive it.
class DurableAccounts {
 public:
  explicit DurableAccounts(const links::Snapshot& snapshot);

  /// Null: nothing durable of it yet.
  [[nodiscard]] const availability::LinkAccount* link(std::size_t place) const {
    return place < links_.size() ? links_[place] : nullptr;
  }

  [[nodiscard]] const availability::SiteAccount* site(std::size_t place) const {
    return place < sites_.size() ? sites_[place] : nullptr;
  }

  [[nodiscard]] bool shows(std::string_view month) const { return month >= shown_since_; }

 private:
  std::string_view shown_since_;
  std::vector<const availability::LinkAccount*> links_;
  std::vector<const availability::SiteAccount*> sites_;
};

}  // namespace pantau::metrics
