// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/site_families.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/book/site_stage.hpp"
#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/metrics/open_outage.hpp"

namespace pantau::metrics {
namespace {

using links::LinkState;
using links::SiteNumbers;

struct Context {
  PageWriter& page;
  const SiteHeads& heads;
  const LinkHeads& links;
  const links::Snapshot& snapshot;
};

/// Calls `write(labels, numbers)` for each site that has links.
template <typename Write>
void each_site(const Context& context, Write write) {
  const auto& sites = context.snapshot.sites;
  const std::size_t count = std::min(context.heads.size(), sites.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (sites[i].measured) {
      write(context.heads.labels(i), sites[i]);
    }
  }
}

void write_state(const Context& context) {
  static const auto states = choices("state", links::kLinkStateNames);
  PageWriter& page = context.page;
  page.family("pantau_site_up",
              Type::gauge,
              "1 up or degraded, 0 down or unreachable, absent while unknown.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    if (site.state != LinkState::unknown) {
      page.sample(labels, "", std::uint64_t{book::is_working(site.state)});
    }
  });
  page.family("pantau_site_state", Type::gauge, "1 for the present state, 0 for the others.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    for (std::size_t state = 0; state < states.size(); ++state) {
      const bool is_present = state == static_cast<std::size_t>(site.state);
      page.sample(labels, states[state], std::uint64_t{is_present});
    }
  });
  page.family(
      "pantau_site_state_code", Type::gauge, "0 unknown, 1 up, 2 degraded, 3 unreachable, 4 down.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    page.sample(labels, "", static_cast<std::uint64_t>(site.state));
  });
}

void write_live(const Context& context) {
  const config::Plan& plan = *context.links.plan();
  const auto today = local_date(context.snapshot.now.wall, plan.daemon.timezone);
  context.page.family(
      "pantau_site_live", Type::gauge, "1 when it may raise alerts: in service and not on hold.");
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    const bool is_live = book::is_live(plan.sites[i], today);
    context.page.sample(context.heads.labels(i), "", std::uint64_t{is_live});
  }
}

void write_flags(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_site_maintenance",
              Type::gauge,
              "1 inside any window, its own or inherited from a root.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    page.sample(labels, "", std::uint64_t{site.in_maintenance});
  });
  page.family("pantau_site_on_backup",
              Type::gauge,
              "1 when a backup is up and every primary is known not to be.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    page.sample(labels, "", std::uint64_t{site.on_backup});
  });
}

void write_outages(const Context& context) {
  PageWriter& page = context.page;
  RootLabel root(context.links);
  page.family("pantau_site_outage_start_timestamp_seconds",
              Type::gauge,
              "Start of the open outage, from its detection to its end.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    if (site.outage) {
      page.sample(labels, "", std::int64_t{site.outage->start.time_since_epoch().count()});
    }
  });
  page.family("pantau_site_outage_info",
              Type::gauge,
              "The open outage: whose failure, its root, effective cause, announced or not.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    if (site.outage) {
      page.sample(labels, outage_labels(*site.outage, root), std::uint64_t{1});
    }
  });
  page.family("pantau_site_root_cause",
              Type::gauge,
              "The link outside the site because of which its primary is not up.");
  each_site(context, [&](std::string_view labels, const SiteNumbers& site) {
    if (site.outside_root < context.links.size()) {
      page.sample(labels, root.of(site.outside_root), std::uint64_t{1});
    }
  });
}

}  // namespace

void write_site_verdicts(PageWriter& page,
                         const SiteHeads& heads,
                         const LinkHeads& links,
                         const links::Snapshot& snapshot) {
  const Context context{page, heads, links, snapshot};
  write_state(context);
  write_live(context);
  write_flags(context);
  write_outages(context);
}

}  // namespace pantau::metrics
