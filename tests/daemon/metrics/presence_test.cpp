// SPDX-License-Identifier: Apache-2.0
// Which series exist when: the contract's "absent while they have no value", one rule a test.
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/metrics/exposition.hpp"
#include "tests/daemon/metrics/page_parser.hpp"
#include "tests/daemon/metrics/small_county.hpp"

namespace pantau::metrics {
namespace {

using Labels = std::map<std::string, std::string>;

class Presence : public testing::Test {
 protected:
  [[nodiscard]] test::Page page() const {
    auto parsed =
        test::parse_page(render(snapshot_, numbers_, Format::text_0_0_4), test::Syntax::text);
    EXPECT_EQ(parsed.errors, std::vector<std::string>{});
    return parsed;
  }

  [[nodiscard]] std::optional<double> of(const std::string& link,
                                         const std::string& name,
                                         Labels labels = {}) const {
    labels["link"] = link;
    return page().value(name, labels);
  }

  /// Samples of jila-vsat with this name, by the values of these labels.
  [[nodiscard]] std::map<std::string, double> by(const std::string& name,
                                                 const std::vector<std::string>& labels) const {
    std::map<std::string, double> found;
    for (const test::Family& family : page().families) {
      for (const test::Sample& sample : family.samples) {
        const auto link = sample.labels.find("link");
        if (sample.name != name || link == sample.labels.end() || link->second != "jila-vsat") {
          continue;
        }
        std::string key;
        for (const std::string& label : labels) {
          key += (key.empty() ? "" : " ") + sample.labels.at(label);
        }
        found[key] = sample.value;
      }
    }
    return found;
  }

  /// The plan once more, for tests that change it.
  void replan(const config::Plan& plan) {
    auto links = std::move(snapshot_.links);
    snapshot_ = test::small_snapshot(plan);
    snapshot_.links = std::move(links);
  }

  links::LinkNumbers& vsat() { return snapshot_.links[test::kVsat]; }

  links::Snapshot snapshot_ = test::small_snapshot();
  DaemonNumbers numbers_ = test::small_numbers();
};

constexpr const char* kVsat = "jila-vsat";
constexpr const char* kFibre = "timika-fibre";
constexpr const char* kPlanned = "timika-lte";

TEST_F(Presence, CountersAndHistogramsExistFromTheStart) {
  const auto now = page();
  for (const char* name : {"pantau_icmp_probes_total",
                           "pantau_icmp_probes_lost_total",
                           "pantau_icmp_probes_unsent_total",
                           "pantau_icmp_probes_void_total",
                           "pantau_icmp_replies_late_total",
                           "pantau_icmp_replies_duplicate_total",
                           "pantau_icmp_replies_reordered_total",
                           "pantau_icmp_replies_corrupt_total",
                           "pantau_icmp_rtt_seconds_count",
                           "pantau_icmp_loss_run_probes_count"}) {
    EXPECT_EQ(now.value(name, {{"link", kPlanned}}), 0.0) << name;
  }
  EXPECT_EQ(now.count("pantau_icmp_rtt_seconds_bucket", {{"link", kPlanned}}), 28U);
  EXPECT_EQ(now.count("pantau_icmp_loss_run_probes_bucket", {{"link", kPlanned}}), 9U);
  EXPECT_EQ(now.count("pantau_link_probe_bytes_total", {{"link", kPlanned}}), 2U);
}

TEST_F(Presence, CountersShowTheirOwnNumbers) {
  const auto now = page();
  const Labels vsat{{"site", "jila-kantor-distrik"}, {"link", kVsat}};
  EXPECT_EQ(now.value("pantau_icmp_probes_total", vsat), 120.0);
  EXPECT_EQ(now.value("pantau_icmp_probes_lost_total", vsat), 3.0);
  EXPECT_EQ(now.value("pantau_icmp_probes_unsent_total", vsat), 4.0);
  EXPECT_EQ(now.value("pantau_icmp_probes_void_total", vsat), 5.0);
  EXPECT_EQ(now.value("pantau_icmp_replies_late_total", vsat), 1.0);
  EXPECT_EQ(now.value("pantau_icmp_replies_duplicate_total", vsat), 2.0);
  EXPECT_EQ(now.value("pantau_icmp_replies_reordered_total", vsat), 6.0);
  EXPECT_EQ(now.value("pantau_icmp_replies_corrupt_total", vsat), 7.0);
}

TEST_F(Presence, ProbeBytesAreSeenFromTheSite) {
  EXPECT_EQ(of(kVsat, "pantau_link_probe_bytes_total", {{"direction", "receive"}}), 10080.0);
  EXPECT_EQ(of(kVsat, "pantau_link_probe_bytes_total", {{"direction", "transmit"}}), 9996.0);
}

TEST_F(Presence, IcmpErrorsComeWithTheirFirstOccurrence) {
  EXPECT_EQ(page().count("pantau_icmp_errors_total"), 2U);
  EXPECT_EQ(of(kVsat, "pantau_icmp_errors_total", {{"reason", "host_unreachable"}}), 2.0);
  EXPECT_EQ(of(kVsat, "pantau_icmp_errors_total", {{"reason", "ttl_exceeded"}}), 1.0);
}

TEST_F(Presence, HistogramIsCumulativeInItsOwnBounds) {
  const auto buckets = by("pantau_icmp_rtt_seconds_bucket", {"technology", "le"});
  const std::map<std::string, double> expected{
      {"geo-vsat 0.001", 0},  {"geo-vsat 0.0025", 0}, {"geo-vsat 0.005", 0},
      {"geo-vsat 0.01", 0},   {"geo-vsat 0.02", 0},   {"geo-vsat 0.03", 0},
      {"geo-vsat 0.05", 0},   {"geo-vsat 0.075", 0},  {"geo-vsat 0.1", 0},
      {"geo-vsat 0.12", 0},   {"geo-vsat 0.15", 0},   {"geo-vsat 0.2", 0},
      {"geo-vsat 0.25", 0},   {"geo-vsat 0.3", 0},    {"geo-vsat 0.4", 0},
      {"geo-vsat 0.5", 0},    {"geo-vsat 0.55", 0},   {"geo-vsat 0.6", 0},
      {"geo-vsat 0.65", 100}, {"geo-vsat 0.7", 116},  {"geo-vsat 0.8", 116},
      {"geo-vsat 1.0", 116},  {"geo-vsat 1.2", 116},  {"geo-vsat 1.5", 116},
      {"geo-vsat 2.0", 116},  {"geo-vsat 3.0", 116},  {"geo-vsat 5.0", 116},
      {"geo-vsat +Inf", 117}};
  EXPECT_EQ(buckets, expected);
  EXPECT_EQ(of(kVsat, "pantau_icmp_rtt_seconds_sum"), 81.25);
  EXPECT_EQ(of(kVsat, "pantau_icmp_rtt_seconds_count"), 117.0);
}

TEST_F(Presence, LossRunsHaveTheirOwnBounds) {
  const std::map<std::string, double> expected{{"1.0", 1},
                                               {"2.0", 2},
                                               {"3.0", 2},
                                               {"5.0", 2},
                                               {"10.0", 2},
                                               {"30.0", 2},
                                               {"60.0", 2},
                                               {"300.0", 2},
                                               {"+Inf", 2}};
  EXPECT_EQ(by("pantau_icmp_loss_run_probes_bucket", {"le"}), expected);
  EXPECT_EQ(of(kVsat, "pantau_icmp_loss_run_probes_sum"), 3.0);
}

TEST_F(Presence, PooledHistogramsStandForTheirLinks) {
  auto plan = test::small_plan();
  plan.metrics.rtt_histogram = config::RttHistogram::technology;
  replan(plan);
  links::PooledRtt pooled{"jila-kantor-distrik", "geo-vsat", {}};
  pooled.rtt.counts[27] = 7;
  snapshot_.pooled = {pooled};
  const auto now = page();
  EXPECT_EQ(now.value("pantau_icmp_rtt_seconds_count"), 7.0);
  EXPECT_EQ(now.count("pantau_icmp_rtt_seconds_bucket",
                      {{"site", "jila-kantor-distrik"}, {"technology", "geo-vsat"}}),
            28U);
  EXPECT_EQ(now.count("pantau_icmp_rtt_seconds_bucket", {{"link", kVsat}}), 0U);
}

TEST_F(Presence, UpIsAbsentWhileUnknown) {
  EXPECT_EQ(of(kPlanned, "pantau_link_up"), std::nullopt);
  EXPECT_EQ(of(kVsat, "pantau_link_up"), 1.0);  // degraded
  EXPECT_EQ(of(kFibre, "pantau_link_up"), 0.0);
  vsat().state = links::LinkState::unreachable;
  EXPECT_EQ(of(kVsat, "pantau_link_up"), 0.0);
  vsat().state = links::LinkState::up;
  EXPECT_EQ(of(kVsat, "pantau_link_up"), 1.0);
}

TEST_F(Presence, ExactlyOneStateIsOne) {
  const std::vector<std::string> names{"unknown", "up", "degraded", "unreachable", "down"};
  for (std::size_t state = 0; state < names.size(); ++state) {
    vsat().state = static_cast<links::LinkState>(state);
    const auto now = page();
    for (const std::string& name : names) {
      EXPECT_EQ(now.value("pantau_link_state", {{"link", kVsat}, {"state", name}}),
                name == names[state] ? 1.0 : 0.0);
    }
    EXPECT_EQ(now.value("pantau_link_state_code", {{"link", kVsat}}), static_cast<double>(state));
  }
}

TEST_F(Presence, RoundTripsOfTheMinuteNeedAnAnswer) {
  const std::map<std::string, double> expected{{"pantau_link_rtt_min_seconds", 0.45},
                                               {"pantau_link_rtt_median_seconds", 0.64},
                                               {"pantau_link_rtt_p95_seconds", 0.66},
                                               {"pantau_link_rtt_max_seconds", 0.7},
                                               {"pantau_link_delay_variation_seconds", 0.21}};
  for (const auto& [name, value] : expected) {
    EXPECT_EQ(of(kVsat, name), value) << name;
    EXPECT_EQ(page().count(name), 1U) << name;  // not of a minute all lost, not without a minute
  }
}

TEST_F(Presence, LossOfTheMinuteNeedsADecidedEcho) {
  EXPECT_EQ(of(kVsat, "pantau_link_loss_ratio"), 0.25);
  EXPECT_EQ(of(kFibre, "pantau_link_loss_ratio"), 1.0);
  EXPECT_EQ(of(kPlanned, "pantau_link_loss_ratio"), std::nullopt);
  vsat().minute = links::MinuteSummary{};
  EXPECT_EQ(of(kVsat, "pantau_link_loss_ratio"), std::nullopt);
}

TEST_F(Presence, LatestValuesNeedAReply) {
  EXPECT_EQ(of(kVsat, "pantau_icmp_reply_hop_limit"), 57.0);
  EXPECT_EQ(of(kFibre, "pantau_icmp_reply_hop_limit"), std::nullopt);
  EXPECT_EQ(of(kVsat, "pantau_link_last_reply_timestamp_seconds"), 1796083198.5);
  EXPECT_EQ(of(kFibre, "pantau_link_last_reply_timestamp_seconds"), std::nullopt);
}

TEST_F(Presence, JitterNeedsTwoReplies) {
  EXPECT_EQ(of(kVsat, "pantau_link_jitter_seconds"), 0.0125);
  vsat().jitter_samples = 0;
  EXPECT_EQ(of(kVsat, "pantau_link_jitter_seconds"), std::nullopt);
}

TEST_F(Presence, PhysicsIsJudgedForGeostationaryLinksThatAnswered) {
  EXPECT_EQ(of(kVsat, "pantau_link_rtt_below_physics"), 1.0);
  snapshot_.links[test::kFibre].lost = 0;  // answered, and rightly fast
  EXPECT_EQ(of(kFibre, "pantau_link_rtt_below_physics"), std::nullopt);
  vsat().rtt_below_physics = false;
  EXPECT_EQ(of(kVsat, "pantau_link_rtt_below_physics"), 0.0);
  vsat().lost = vsat().probes;
  EXPECT_EQ(of(kVsat, "pantau_link_rtt_below_physics"), std::nullopt);
}

TEST_F(Presence, DnsFailuresAreForHostNames) {
  EXPECT_EQ(of(kFibre, "pantau_dns_failures_total"), 8.0);
  EXPECT_EQ(of(kVsat, "pantau_dns_failures_total"), std::nullopt);  // an address
  EXPECT_EQ(of(kPlanned, "pantau_dns_failures_total"), std::nullopt);  // none
}

TEST_F(Presence, CapacityAndQuotaNeedTheirKeys) {
  EXPECT_EQ(of(kVsat, "pantau_link_capacity_bytes_per_second", {{"direction", "receive"}}),
            500000.0);
  EXPECT_EQ(of(kVsat, "pantau_link_capacity_bytes_per_second", {{"direction", "transmit"}}),
            125000.0);
  EXPECT_EQ(of(kVsat, "pantau_link_quota_bytes"), 5e10);
  EXPECT_EQ(page().count("pantau_link_capacity_bytes_per_second"), 2U);
  EXPECT_EQ(page().count("pantau_link_quota_bytes"), 1U);
}

TEST_F(Presence, ThresholdsAreThoseOfTheLink) {
  const std::map<std::string, double> seconds{{"rtt warn", 0.8},
                                              {"rtt bad", 1.2},
                                              {"delay_variation warn", 0.3},
                                              {"delay_variation bad", 0.6}};
  const std::map<std::string, double> ratio{{"loss warn", 0.03}, {"loss bad", 0.1}};
  EXPECT_EQ(by("pantau_link_threshold_seconds", {"measure", "level"}), seconds);
  EXPECT_EQ(by("pantau_link_threshold_ratio", {"measure", "level"}), ratio);
}

TEST_F(Presence, ParentsAreEdgesWithTheirGroup) {
  const Labels fibre{{"parent", kFibre}, {"group", "site:timika-hub"}};
  EXPECT_EQ(of(kVsat, "pantau_link_parent_info", fibre), 1.0);
  EXPECT_EQ(page().count("pantau_link_parent_info"), 2U);
}

TEST_F(Presence, AGroupOfParentsThatIsWrittenTwiceIsShownOnce) {
  auto plan = test::small_plan();
  plan.links[test::kVsat].parents.push_back(plan.links[test::kVsat].parents.front());
  replan(plan);
  EXPECT_EQ(page().count("pantau_link_parent_info"), 2U);
}

TEST_F(Presence, AnEmptyConfigurationHasASoundPage) {
  snapshot_ = test::small_snapshot(config::Plan{});
  snapshot_.links.clear();
  EXPECT_EQ(page().count("pantau_link_state"), 0U);
  EXPECT_EQ(page().count("pantau_gateway_info"), 1U);
}

TEST_F(Presence, AnchorsAreAbsentBeforeTheirFirstVerdict) {
  EXPECT_EQ(page().value("pantau_vantage_anchor_up", {{"anchor", "198.18.0.1"}}), 1.0);
  EXPECT_EQ(page().count("pantau_vantage_anchor_up"), 1U);
  snapshot_.vantage_ok = false;
  snapshot_.anchors[0].up = false;
  EXPECT_EQ(page().value("pantau_vantage_ok"), 0.0);
  EXPECT_EQ(page().value("pantau_vantage_anchor_up"), 0.0);
}

TEST_F(Presence, EveryReasonOfTheDaemonsOwnCountersExistsFromTheStart) {
  snapshot_.icmp = {};
  const auto now = page();
  EXPECT_EQ(now.count("pantau_icmp_send_failures_total"), 8U);
  EXPECT_EQ(now.count("pantau_icmp_void_total"), 3U);
  EXPECT_EQ(now.count("pantau_icmp_socket_drops_total"), 2U);
  EXPECT_EQ(now.count("pantau_icmp_unmatched_total"), 7U);
  EXPECT_EQ(now.value("pantau_clock_steps_total"), 0.0);
  EXPECT_EQ(now.value("pantau_scheduler_lag_seconds_count"), 0.0);
  EXPECT_EQ(now.value("pantau_event_loop_lag_seconds_count"), 0.0);
  EXPECT_EQ(now.count("pantau_icmp_socket_info"), 0U);
}

TEST_F(Presence, ReasonsAndFamiliesAreNotMixedUp) {
  const auto now = page();
  EXPECT_EQ(now.value("pantau_icmp_send_failures_total", {{"reason", "no_route"}}), 1.0);
  EXPECT_EQ(now.value("pantau_icmp_send_failures_total", {{"reason", "other"}}), 8.0);
  EXPECT_EQ(now.value("pantau_icmp_void_total", {{"reason", "suspend"}}), 10.0);
  EXPECT_EQ(now.value("pantau_icmp_socket_drops_total", {{"family", "ipv6"}}), 20.0);
  EXPECT_EQ(now.value("pantau_icmp_unmatched_total", {{"reason", "cookie"}}), 14.0);
  EXPECT_EQ(now.value("pantau_icmp_socket_info",
                      {{"family", "ipv4"},
                       {"kind", "datagram"},
                       {"timestamps", "kernel"},
                       {"receive_buffer", "33554432"}}),
            1.0);
  EXPECT_EQ(now.value("pantau_icmp_socket_info",
                      {{"family", "ipv6"}, {"kind", "raw"}, {"timestamps", "user"}}),
            1.0);
  EXPECT_EQ(now.value("pantau_scheduler_lag_seconds_bucket", {{"le", "0.0001"}}), 100.0);
  EXPECT_EQ(now.value("pantau_scheduler_lag_seconds_bucket", {{"le", "0.001"}}), 101.0);
  EXPECT_EQ(now.value("pantau_event_loop_lag_seconds_bucket", {{"le", "1.0"}}), 0.0);
  EXPECT_EQ(now.value("pantau_event_loop_lag_seconds_sum"), 1.5);
}

TEST_F(Presence, ReloadIsKnownOnceOneSucceeded) {
  EXPECT_EQ(page().value("pantau_config_last_reload_successful"), 1.0);
  EXPECT_EQ(page().value("pantau_config_last_reload_success_timestamp_seconds"), 1796076000.0);
  snapshot_.reload = {.last_successful = false, .last_success = {}};
  EXPECT_EQ(page().value("pantau_config_last_reload_successful"), 0.0);
  EXPECT_EQ(page().count("pantau_config_last_reload_success_timestamp_seconds"), 0U);
}

TEST_F(Presence, ProcessNumbersThatCannotBeReadAreAbsent) {
  EXPECT_EQ(page().value("process_threads"), 3.0);
  EXPECT_EQ(page().value("process_virtual_memory_max_bytes"), 18446744073709551615.0);
  numbers_.process = {};
  for (const test::Family& family : page().families) {
    EXPECT_FALSE(family.name.starts_with("process_")) << family.name;
  }
}

TEST_F(Presence, WebNumbersAreThoseGiven) {
  EXPECT_EQ(page().value("pantau_http_requests_total", {{"path", "/metrics"}, {"code", "200"}}),
            42.0);
  EXPECT_EQ(page().value("pantau_exposition_duration_seconds"), 0.00125);
  numbers_.exposition_duration.reset();
  EXPECT_EQ(page().count("pantau_exposition_duration_seconds"), 0U);
}

}  // namespace
}  // namespace pantau::metrics
