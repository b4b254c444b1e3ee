// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "daemon/metrics/inventory_families.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::metrics {
namespace {

template <typename Write>
void each_link(const LinkHeads& heads, Write write) {
  for (std::size_t i = 0; i < heads.size(); ++i) {
    write(heads.labels(i), heads.plan()->links[i]);
  }
}

void write_thresholds(PageWriter& page, const LinkHeads& heads) {
  page.family(
      "pantau_link_threshold_seconds", Type::gauge, "Degraded from bad on, until under warn.");
  each_link(heads, [&](std::string_view labels, const config::Link& link) {
    const config::ProbeProfile& profile = link.profile;
    page.sample(labels, R"(,measure="rtt",level="warn")", profile.rtt.warn);
    page.sample(labels, R"(,measure="rtt",level="bad")", profile.rtt.bad);
    page.sample(labels, R"(,measure="delay_variation",level="warn")", profile.variation.warn);
    page.sample(labels, R"(,measure="delay_variation",level="bad")", profile.variation.bad);
  });
  page.family(
      "pantau_link_threshold_ratio", Type::gauge, "Degraded from bad on, until under warn.");
  each_link(heads, [&](std::string_view labels, const config::Link& link) {
    page.sample(labels, R"(,measure="loss",level="warn")", link.profile.loss.warn);
    page.sample(labels, R"(,measure="loss",level="bad")", link.profile.loss.bad);
  });
}

void write_capacity(PageWriter& page, const LinkHeads& heads) {
  page.family("pantau_link_capacity_bytes_per_second",
              Type::gauge,
              "Capacity agreed, as the site sees it: receive is towards it.");
  each_link(heads, [&](std::string_view labels, const config::Link& link) {
    if (link.capacity_down_bytes) {
      page.sample(labels, R"(,direction="receive")", *link.capacity_down_bytes);
    }
    if (link.capacity_up_bytes) {
      page.sample(labels, R"(,direction="transmit")", *link.capacity_up_bytes);
    }
  });
  page.family("pantau_link_quota_bytes", Type::gauge, "Bytes agreed for a calendar month.");
  each_link(heads, [&](std::string_view labels, const config::Link& link) {
    if (link.quota_bytes) {
      page.sample(labels, "", *link.quota_bytes);
    }
  });
}

void write_parents(PageWriter& page, const LinkHeads& heads) {
  page.family("pantau_link_parent_info",
              Type::gauge,
              "An edge of the tree: one parent of each group must be up.");
  each_link(heads, [&](std::string_view labels, const config::Link& link) {
    std::set<std::string> edges;  // a group may be written twice
    for (const config::ParentGroup& group : link.parents) {
      for (const std::string& parent : group.links) {
        std::string edge;
        append_label(edge, "parent", parent);
        append_label(edge, "group", group.written);
        if (const auto [written, is_new] = edges.insert("," + edge); is_new) {
          page.sample(labels, *written, std::uint64_t{1});
        }
      }
    }
  });
}

}  // namespace

void write_link_settings(PageWriter& page, const LinkHeads& heads) {
  write_thresholds(page, heads);
  write_capacity(page, heads);
  write_parents(page, heads);
}

}  // namespace pantau::metrics
