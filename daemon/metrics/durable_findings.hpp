// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the journal says of the acceptance tests of a snapshot's sites, by their places in its
/// plan.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "daemon/links/snapshot.hpp"
#include "daemon/rollout/acceptance.hpp"

namespace pantau::metrics {

/// After a reload the findings are of the plan before for a moment, as with DurableAccounts. The
/// snapshot must outlive it.
class DurableFindings {
 public:
  explicit DurableFindings(const links::Snapshot& snapshot);

  /// Whether the journal has been read: before, nothing is known of any test.
  [[nodiscard]] bool known() const { return known_; }

  /// Null: no test was ever started.
  [[nodiscard]] const rollout::Acceptance* acceptance(std::size_t site) const {
    return site < acceptance_.size() ? acceptance_[site] : nullptr;
  }

 private:
  bool known_ = false;
  std::vector<const rollout::Acceptance*> acceptance_;
};

/// Met or not by all links together. Nothing while there is still a link to judge and none has
/// failed it.
[[nodiscard]] std::optional<bool> judged(const rollout::Acceptance& acceptance,
                                         rollout::Criterion criterion);

}  // namespace pantau::metrics
