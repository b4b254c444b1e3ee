// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/exposition.hpp"

#include <memory>
#include <utility>

#include "daemon/metrics/account_families.hpp"
#include "daemon/metrics/daemon_families.hpp"
#include "daemon/metrics/device_families.hpp"
#include "daemon/metrics/durable_accounts.hpp"
#include "daemon/metrics/inventory_families.hpp"
#include "daemon/metrics/link_families.hpp"
#include "daemon/metrics/site_families.hpp"
#include "daemon/metrics/verdict_families.hpp"

namespace pantau::metrics {

std::string_view content_type(Format format) {
  return format == Format::openmetrics_1_0
             ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
             : "text/plain; version=0.0.4; charset=utf-8";
}

std::string Exposition::render(const links::Snapshot& snapshot,
                               const DaemonNumbers& numbers,
                               Format format) {
  PageWriter page(format, last_bytes_);
  for (const auto& family : DaemonFamilies(snapshot, numbers).Collect()) {
    write_family(page, family);
  }
  if (snapshot.plan != nullptr) {
    if (!heads_ || heads_->plan() != snapshot.plan) {
      heads_.emplace(snapshot.plan);
      device_heads_.emplace(*snapshot.plan);
      site_heads_.emplace(*snapshot.plan);
      rollout_.emplace(snapshot.plan);
    }
    const DurableAccounts accounts(snapshot);
    write_inventory(page, *heads_, snapshot.now.wall);
    write_link_settings(page, *heads_);
    write_verdicts(page, *heads_, snapshot);
    write_link_accounts(page, *heads_, accounts);
    write_site_verdicts(page, *site_heads_, *heads_, snapshot);
    write_site_accounts(page, *site_heads_, accounts);
    rollout_->write(page, *site_heads_, snapshot, accounts);
    write_link_numbers(page, *heads_, snapshot);
    write_quota_used(page, *heads_, snapshot);
    write_devices(page, *device_heads_, snapshot);
  }
  std::string text = page.finish();
  last_bytes_ = text.size();
  return text;
}

std::string render(const links::Snapshot& snapshot, const DaemonNumbers& numbers, Format format) {
  return Exposition().render(snapshot, numbers, format);
}

}  // namespace pantau::metrics
