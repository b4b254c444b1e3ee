// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/site_heads.hpp"

#include "daemon/metrics/label.hpp"

namespace pantau::metrics {

SiteHeads::SiteHeads(const config::Plan& plan) {
  labels_.reserve(plan.sites.size());
  for (const config::Site& site : plan.sites) {
    append_label(labels_.emplace_back(), "site", site.id);
  }
}

}  // namespace pantau::metrics
