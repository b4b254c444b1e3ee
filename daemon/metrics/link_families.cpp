// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/link_families.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::metrics {
namespace {

using links::LinkNumbers;
using links::MinuteSummary;

struct Context {
  PageWriter& page;
  const LinkHeads& heads;
  const std::vector<LinkNumbers>& links;
};

/// Calls `write(i, numbers)` for each link.
template <typename Write>
void each_link(const Context& context, Write write) {
  const std::size_t count = std::min(context.heads.size(), context.links.size());
  for (std::size_t i = 0; i < count; ++i) {
    write(i, context.links[i]);
  }
}

struct CounterFamily {
  std::string_view name;
  std::string_view help;
  std::uint64_t LinkNumbers::*value;
};

constexpr std::array<CounterFamily, 8> kCounters{{
    {"pantau_icmp_probes_total", "Echoes decided: answered or lost.", &LinkNumbers::probes},
    {"pantau_icmp_probes_lost_total",
     "Echoes without a valid reply within the timeout.",
     &LinkNumbers::lost},
    {"pantau_icmp_probes_unsent_total",
     "Echoes that this machine could not send; they are in no other count.",
     &LinkNumbers::unsent},
    {"pantau_icmp_probes_void_total",
     "Echoes sent whose fate was hidden from us; they are in no other count.",
     &LinkNumbers::voided},
    {"pantau_icmp_replies_late_total",
     "Replies after the timeout, within the late window; their echoes are lost.",
     &LinkNumbers::late},
    {"pantau_icmp_replies_duplicate_total",
     "Valid replies beyond the first of an echo.",
     &LinkNumbers::duplicates},
    {"pantau_icmp_replies_reordered_total",
     "Replies older than one already seen.",
     &LinkNumbers::reordered},
    {"pantau_icmp_replies_corrupt_total",
     "Replies of ours with a wrong checksum, length or payload; they answer nothing.",
     &LinkNumbers::corrupt},
}};

void write_counters(const Context& context) {
  for (const CounterFamily& counter : kCounters) {
    context.page.family(counter.name, Type::counter, counter.help);
    each_link(context, [&](std::size_t i, const LinkNumbers& link) {
      context.page.sample(context.heads.labels(i), "", link.*counter.value);
    });
  }
}

void write_errors(const Context& context) {
  static const auto reasons = choices("reason", icmp::kIcmpErrorReasonNames);
  context.page.family("pantau_icmp_errors_total",
                      Type::counter,
                      "ICMP errors that quoted an echo of ours, once one has occurred.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    for (std::size_t reason = 0; reason < reasons.size(); ++reason) {
      if (link.icmp_errors[reason] > 0) {
        context.page.sample(context.heads.labels(i), reasons[reason], link.icmp_errors[reason]);
      }
    }
  });
}

const std::vector<std::string>& rtt_ends() {
  static const std::vector<std::string> ends = [] {
    constexpr double kTenthMsASecond = 10000;
    std::vector<double> bounds;
    bounds.reserve(links::RttHistogram::kBounds);
    for (const std::uint32_t bound : links::kRttBoundsTenthMs) {
      bounds.push_back(bound / kTenthMsASecond);
    }
    bounds.push_back(links::kRttLastBoundTenthMs / kTenthMsASecond);
    return bucket_ends(bounds);
  }();
  return ends;
}

void write_rtt(const Context& context, const links::Snapshot& snapshot) {
  context.page.family(
      "pantau_icmp_rtt_seconds", Type::histogram, "Round trips of answered echoes.");
  if (snapshot.plan->metrics.rtt_histogram == config::RttHistogram::link) {
    each_link(context, [&](std::size_t i, const LinkNumbers& link) {
      context.page.histogram(context.heads.labels(i),
                             context.heads.technology(i),
                             {link.rtt.counts, rtt_ends(), link.rtt.sum_seconds});
    });
    return;
  }
  for (const links::PooledRtt& pooled : snapshot.pooled) {
    std::string labels;
    append_label(labels, "site", pooled.site);
    append_label(labels, "technology", pooled.technology);
    context.page.histogram(labels, "", {pooled.rtt.counts, rtt_ends(), pooled.rtt.sum_seconds});
  }
}

void write_loss_runs(const Context& context) {
  static const auto ends =
      bucket_ends(std::vector<double>(links::kLossRunBounds.begin(), links::kLossRunBounds.end()));
  context.page.family(
      "pantau_icmp_loss_run_probes", Type::histogram, "Length of each run of consecutive losses.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    context.page.histogram(
        context.heads.labels(i),
        "",
        {link.loss_runs.counts, ends, static_cast<double>(link.loss_runs.sum_probes)});
  });
}

void write_latest(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_icmp_reply_hop_limit", Type::gauge, "TTL or hop limit of the last reply.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    if (link.reply_hop_limit > 0) {
      page.sample(context.heads.labels(i), "", std::uint64_t{link.reply_hop_limit});
    }
  });
  page.family("pantau_link_jitter_seconds",
              Type::gauge,
              "Interarrival jitter as RFC 3550 estimates it, over round trips.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    if (link.jitter_samples > 0) {
      page.sample(context.heads.labels(i), "", link.jitter_seconds);
    }
  });
  page.family("pantau_link_last_reply_timestamp_seconds",
              Type::gauge,
              "When the last valid reply was received.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    if (link.last_reply) {
      // A double holds no more of a present date than some tenths of a microsecond.
      page.sample(context.heads.labels(i),
                  "",
                  net::Nanoseconds(std::chrono::floor<std::chrono::microseconds>(
                      link.last_reply->time_since_epoch())));
    }
  });
}

struct MinuteFamily {
  std::string_view name;
  std::string_view help;
  net::Nanoseconds MinuteSummary::*value;
};

constexpr std::array<MinuteFamily, 4> kMinuteFamilies{{
    {"pantau_link_rtt_min_seconds",
     "Shortest round trip of the last complete minute.",
     &MinuteSummary::min},
    {"pantau_link_rtt_median_seconds",
     "Median round trip of the last complete minute.",
     &MinuteSummary::median},
    {"pantau_link_rtt_p95_seconds",
     "95th percentile of round trips of the last complete minute.",
     &MinuteSummary::p95},
    {"pantau_link_rtt_max_seconds",
     "Longest round trip of the last complete minute.",
     &MinuteSummary::max},
}};

void write_minute(const Context& context) {
  PageWriter& page = context.page;
  for (const MinuteFamily& family : kMinuteFamilies) {
    page.family(family.name, Type::gauge, family.help);
    each_link(context, [&](std::size_t i, const LinkNumbers& link) {
      if (link.minute && link.minute->answered()) {
        page.sample(context.heads.labels(i), "", (*link.minute).*family.value);
      }
    });
  }
  page.family("pantau_link_delay_variation_seconds",
              Type::gauge,
              "95th percentile less minimum of the last complete minute (RFC 5481).");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    if (link.minute && link.minute->answered()) {
      page.sample(context.heads.labels(i), "", link.minute->variation());
    }
  });
  page.family("pantau_link_loss_ratio", Type::gauge, "Lost echoes of the last complete minute.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    if (link.minute && link.minute->decided()) {
      page.sample(
          context.heads.labels(i), "", static_cast<double>(link.minute->lost) / link.minute->sent);
    }
  });
}

void write_physics(const Context& context) {
  context.page.family("pantau_link_rtt_below_physics",
                      Type::gauge,
                      "1 when a reply came faster than a geostationary satellite allows.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    const bool was_answered = link.probes > link.lost;
    if (context.heads.crosses_geostationary(i) && (was_answered || link.rtt_below_physics)) {
      context.page.sample(context.heads.labels(i), "", std::uint64_t{link.rtt_below_physics});
    }
  });
}

void write_traffic(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_link_probe_bytes_total",
              Type::counter,
              "Bytes of probing with IP headers, as the site sees it: receive is towards it.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    page.sample(context.heads.labels(i), R"(,direction="receive")", link.bytes_to_site);
    page.sample(context.heads.labels(i), R"(,direction="transmit")", link.bytes_from_site);
  });
  page.family(
      "pantau_dns_failures_total", Type::counter, "Failed look-ups of the host name of a link.");
  each_link(context, [&](std::size_t i, const LinkNumbers& link) {
    if (context.heads.has_host_name(i)) {
      page.sample(context.heads.labels(i), "", link.dns_failures);
    }
  });
}

}  // namespace

void write_link_numbers(PageWriter& page, const LinkHeads& heads, const links::Snapshot& snapshot) {
  const Context context{page, heads, snapshot.links};
  write_counters(context);
  write_errors(context);
  write_rtt(context, snapshot);
  write_loss_runs(context);
  write_latest(context);
  write_minute(context);
  write_physics(context);
  write_traffic(context);
}

}  // namespace pantau::metrics
