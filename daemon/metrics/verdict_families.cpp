// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/verdict_families.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/book/site_stage.hpp"
#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/metrics/open_outage.hpp"

namespace pantau::metrics {
namespace {

using links::LinkNumbers;
using links::LinkState;

struct Context {
  PageWriter& page;
  const LinkHeads& heads;
  const links::Snapshot& snapshot;
};

/// Calls `write(labels, numbers)` for each link.
template <typename Write>
void each_link(const Context& context, Write write) {
  const auto& links = context.snapshot.links;
  const std::size_t count = std::min(context.heads.size(), links.size());
  for (std::size_t i = 0; i < count; ++i) {
    write(context.heads.labels(i), links[i]);
  }
}

void write_state(const Context& context) {
  static const auto states = choices("state", links::kLinkStateNames);
  PageWriter& page = context.page;
  page.family("pantau_link_up",
              Type::gauge,
              "1 up or degraded, 0 down or unreachable, absent while unknown.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    if (link.state != LinkState::unknown) {
      page.sample(labels, "", std::uint64_t{book::is_working(link.state)});
    }
  });
  page.family("pantau_link_state", Type::gauge, "1 for the present state, 0 for the others.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    for (std::size_t state = 0; state < states.size(); ++state) {
      const bool is_present = state == static_cast<std::size_t>(link.state);
      page.sample(labels, states[state], std::uint64_t{is_present});
    }
  });
  page.family(
      "pantau_link_state_code", Type::gauge, "0 unknown, 1 up, 2 degraded, 3 unreachable, 4 down.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    page.sample(labels, "", static_cast<std::uint64_t>(link.state));
  });
}

void write_degraded(const Context& context) {
  struct Reason {
    links::DegradedReason bit;
    std::string_view label;
  };

  constexpr std::array<Reason, 3> kReasons{{
      {links::DegradedReason::loss, R"(,reason="loss")"},
      {links::DegradedReason::rtt, R"(,reason="rtt")"},
      {links::DegradedReason::delay_variation, R"(,reason="delay_variation")"},
  }};
  context.page.family("pantau_link_degraded", Type::gauge, "1 for what makes the link degraded.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    for (const Reason& reason : kReasons) {
      const bool is_set = (link.degraded & static_cast<std::uint8_t>(reason.bit)) != 0;
      context.page.sample(labels, reason.label, std::uint64_t{is_set});
    }
  });
}

void write_live(const Context& context) {
  const config::Plan& plan = *context.heads.plan();
  const auto today = local_date(context.snapshot.now.wall, plan.daemon.timezone);
  std::vector<bool> live;
  live.reserve(plan.sites.size());
  for (const config::Site& site : plan.sites) {
    live.push_back(book::is_live(site, today));
  }
  context.page.family("pantau_link_live",
                      Type::gauge,
                      "1 when its site may raise alerts: in service, not on hold.");
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    const config::Site* site = context.heads.site(i);
    const bool is_live =
        site != nullptr && live[static_cast<std::size_t>(site - plan.sites.data())];
    context.page.sample(context.heads.labels(i), "", std::uint64_t{is_live});
  }
}

void write_maintenance(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_link_maintenance",
              Type::gauge,
              "1 inside any window, its own or inherited from a root.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    page.sample(labels, "", std::uint64_t{link.in_maintenance});
  });
  const auto write = [&](std::string_view name,
                         std::string_view help,
                         std::optional<book::Second> LinkNumbers::*time) {
    page.family(name, Type::gauge, help);
    each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
      if (const auto& value = link.*time; value) {
        page.sample(labels, "", std::int64_t{value->time_since_epoch().count()});
      }
    });
  };
  write("pantau_link_maintenance_start_timestamp_seconds",
        "Start of the present or next window.",
        &LinkNumbers::window_start);
  write("pantau_link_maintenance_end_timestamp_seconds",
        "End of the present or next window.",
        &LinkNumbers::window_end);
}

void write_outages(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_link_outages_opened_total",
              Type::counter,
              "Outages detected, ever; kept across restarts.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    page.sample(labels, "", link.outages_opened);
  });
  page.family("pantau_link_outage_start_timestamp_seconds",
              Type::gauge,
              "Start of the open outage, from its detection to its end.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    if (link.outage) {
      page.sample(labels, "", std::int64_t{link.outage->start.time_since_epoch().count()});
    }
  });
  page.family("pantau_link_outage_info",
              Type::gauge,
              "The open outage: whose failure, its root, effective cause, announced or not.");
  RootLabel root(context.heads);
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    if (link.outage) {
      page.sample(labels, outage_labels(*link.outage, root), std::uint64_t{1});
    }
  });
}

void write_roots(const Context& context) {
  RootLabel root(context.heads);
  context.page.family("pantau_link_root_cause",
                      Type::gauge,
                      "The link whose failure makes this one down or unreachable; a root names "
                      "itself.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    if (book::is_failed(link.state) && link.root < context.heads.size()) {
      context.page.sample(labels, root.of(link.root), std::uint64_t{1});
    }
  });
}

void write_affected(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_link_affected_links", Type::gauge, "Links unreachable because of this one.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    page.sample(labels, "", std::uint64_t{link.affected_links});
  });
  page.family("pantau_link_affected_sites", Type::gauge, "Sites unreachable because of this link.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    page.sample(labels, "", std::uint64_t{link.affected_sites});
  });
  page.family("pantau_link_affected_population",
              Type::gauge,
              "People served by sites that are unreachable because of this link.");
  each_link(context, [&](std::string_view labels, const LinkNumbers& link) {
    page.sample(labels, "", link.affected_population);
  });
}

}  // namespace

void write_verdicts(PageWriter& page, const LinkHeads& heads, const links::Snapshot& snapshot) {
  const Context context{page, heads, snapshot};
  write_state(context);
  write_degraded(context);
  write_live(context);
  write_maintenance(context);
  write_outages(context);
  write_roots(context);
  write_affected(context);
}

}  // namespace pantau::metrics
