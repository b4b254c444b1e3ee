// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/exposition.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/metrics/page_parser.hpp"
#include "tests/daemon/metrics/small_county.hpp"

namespace pantau::metrics {
namespace {

std::string read_data(const std::string& name) {
  std::ifstream file(std::string(PANTAU_TEST_DATA "/metrics/") + name);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string text_page() {
  return render(test::small_snapshot(), test::small_numbers(), Format::text_0_0_4);
}

std::string openmetrics_page() {
  return render(test::small_snapshot(), test::small_numbers(), Format::openmetrics_1_0);
}

/// Name without `_total`, and type: what the two formats have in common.
std::vector<std::string> families(const test::Page& page) {
  std::vector<std::string> names;
  for (const test::Family& family : page.families) {
    const bool is_total = family.name.ends_with("_total");
    names.push_back(family.name.substr(0, family.name.size() - (is_total ? 6 : 0)) + " " +
                    family.type);
  }
  return names;
}

using Series = std::tuple<std::string, std::map<std::string, std::string>, double>;

std::vector<Series> samples(const test::Page& page) {
  std::vector<Series> all;
  for (const test::Family& family : page.families) {
    for (const test::Sample& sample : family.samples) {
      all.emplace_back(sample.name, sample.labels, sample.value);
    }
  }
  return all;
}

/// Name, type and names of labels, as contract_names.txt has them.
std::string signature(const test::Family& family) {
  std::set<std::string> labels;
  for (const test::Sample& sample : family.samples) {
    for (const auto& [name, value] : sample.labels) {
      labels.insert(name);
    }
  }
  labels.erase("le");
  std::string line = family.name + " " + family.type;
  for (const std::string& name : labels) {
    line += " " + name;
  }
  return line;
}

// After a wanted change: metrics_page text > small.prom, metrics_page openmetrics >
// small.openmetrics.
TEST(Exposition, WritesTheTextFormatAsKept) {
  EXPECT_EQ(text_page(), read_data("small.prom"));
}

TEST(Exposition, WritesOpenMetricsAsKept) {
  EXPECT_EQ(openmetrics_page(), read_data("small.openmetrics"));
}

TEST(Exposition, IsSoundInTheTextFormat) {
  EXPECT_EQ(test::parse_page(text_page(), test::Syntax::text).errors, std::vector<std::string>{});
}

TEST(Exposition, IsSoundInOpenMetrics) {
  EXPECT_EQ(test::parse_page(openmetrics_page(), test::Syntax::openmetrics).errors,
            std::vector<std::string>{});
}

TEST(Exposition, SaysTheSameInBothFormats) {
  const auto text = test::parse_page(text_page(), test::Syntax::text);
  const auto open = test::parse_page(openmetrics_page(), test::Syntax::openmetrics);
  EXPECT_EQ(families(text), families(open));
  EXPECT_EQ(samples(text), samples(open));
}

TEST(Exposition, HasExactlyTheNamesOfTheContract) {
  std::set<std::string> expected;
  std::istringstream list(read_data("contract_names.txt"));
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line.front() != '#') {
      expected.insert(line);
    }
  }
  std::set<std::string> found;
  for (const test::Family& family : test::parse_page(text_page(), test::Syntax::text).families) {
    found.insert(signature(family));
  }
  EXPECT_EQ(found, expected);
}

TEST(Exposition, NamesItsContentTypes) {
  EXPECT_EQ(content_type(Format::text_0_0_4), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(content_type(Format::openmetrics_1_0),
            "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

TEST(Exposition, ShowsTheDaemonAloneBeforeThereIsAPlan) {
  const std::string page = render({}, test::small_numbers(), Format::openmetrics_1_0);
  const auto parsed = test::parse_page(page, test::Syntax::openmetrics);
  EXPECT_EQ(parsed.errors, std::vector<std::string>{});
  EXPECT_EQ(parsed.count("pantau_build_info"), 1U);
  EXPECT_EQ(parsed.count("pantau_gateway_info"), 0U);
}

TEST(Exposition, FollowsANewPlan) {
  Exposition exposition;
  const auto links = [&exposition](const links::Snapshot& snapshot) {
    const auto page = exposition.render(snapshot, {}, Format::text_0_0_4);
    return test::parse_page(page, test::Syntax::text).count("pantau_link_info");
  };
  EXPECT_EQ(links(test::small_snapshot()), 3U);
  auto plan = test::small_plan();
  plan.links.erase(plan.links.begin());
  plan.devices.clear();
  auto smaller = test::small_snapshot(plan);
  smaller.links.erase(smaller.links.begin());
  const auto page = exposition.render(smaller, {}, Format::text_0_0_4);
  EXPECT_EQ(page.find("link=\"jila-vsat\""), std::string::npos);
  EXPECT_EQ(links(smaller), 2U);
}

std::string bad_text() {
  return "\xFF\"\\\n\r\x1B[2J\u202E" + std::string(300, 'x') + "\xE2";
}

links::Snapshot bad_snapshot() {
  const std::string bad = bad_text();
  auto plan = test::small_plan();
  plan.sites[0].name = bad;
  plan.districts[0].name = bad;
  plan.daemon.gateway = bad;
  plan.links[0].address = bad;
  plan.links[0].parents[0].written = bad;
  plan.phases[0].name = bad;
  plan.providers[0].name = bad;
  plan.contracts[1].number = bad;
  plan.sites[0].services = {bad, bad + "y"};
  plan.sites[2].services.clear();
  auto snapshot = test::small_snapshot(plan);
  snapshot.anchors = {{bad, true}, {bad, false}};
  return snapshot;
}

class ExpositionOfBadStrings : public testing::TestWithParam<Format> {};

TEST_P(ExpositionOfBadStrings, LosesNothingElse) {
  auto numbers = test::small_numbers();
  numbers.build.version = bad_text();
  numbers.http_requests[{bad_text(), 200}] = 1;
  const auto page = test::parse_page(
      render(bad_snapshot(), numbers, GetParam()),
      GetParam() == Format::text_0_0_4 ? test::Syntax::text : test::Syntax::openmetrics);
  EXPECT_EQ(page.errors, std::vector<std::string>{});
  EXPECT_EQ(page.count("pantau_link_info"), 3U);
  // What is the same after cleaning is one series.
  EXPECT_EQ(page.count("pantau_site_service_info"), 1U);
  EXPECT_EQ(page.value("pantau_vantage_anchor_up"), 1.0);
}

INSTANTIATE_TEST_SUITE_P(BothFormats,
                         ExpositionOfBadStrings,
                         testing::Values(Format::text_0_0_4, Format::openmetrics_1_0));

TEST(Exposition, KeepsLittleForALink) {
  auto plan = std::make_shared<config::Plan>();
  for (int i = 0; i < 10000; ++i) {
    config::Link link;
    link.id = "jila-kantor-distrik-vsat-" + std::to_string(i);
    link.site = "jila-kantor-distrik-" + std::to_string(i);
    link.technology = "geo-vsat";
    plan->links.push_back(link);
  }
  EXPECT_LE(LinkHeads(plan).memory_bytes() / plan->links.size(), 200U);
}

/// The small county with jila-vsat in an outage, a window ahead and as many months as are shown.
links::Snapshot eventful_snapshot() {
  auto snapshot = test::small_snapshot();
  links::LinkNumbers& link = snapshot.links[test::kVsat];
  link.icmp_errors = {0, 1, 0, 0, 0, 0, 0};
  link.state = links::LinkState::unreachable;
  link.root = static_cast<std::uint32_t>(test::kFibre);
  link.outage = links::OpenOutage{};
  link.window_start = book::Second{};
  link.window_end = book::Second{};
  auto accounts = std::make_shared<availability::Accounts>(*snapshot.accounts);
  availability::LinkAccount& account = accounts->links[test::kVsat].value();
  account.months.resize(4, account.months.front());
  account.months[1].judgement = availability::Judgement::missed;
  account.months[2].month = "2026-09";
  account.months[3].month = "2026-10";
  account.causes.resize(1);
  snapshot.accounts = std::move(accounts);
  return snapshot;
}

TEST(SeriesPerLink, IsWhatAPageHas) {
  const auto plan = test::small_plan();
  const auto page =
      test::parse_page(render(eventful_snapshot(), {}, Format::text_0_0_4), test::Syntax::text);
  EXPECT_EQ(page.errors, std::vector<std::string>{});
  std::size_t found = 0;
  for (const test::Family& family : page.families) {
    for (const test::Sample& sample : family.samples) {
      const auto link = sample.labels.find("link");
      if (sample.labels.contains("device") || sample.name == "pantau_link_quota_used_bytes") {
        continue;  // what SNMP adds
      }
      found += link != sample.labels.end() && link->second == "jila-vsat" ? 1U : 0U;
    }
  }
  EXPECT_EQ(series_per_link(plan, plan.links[test::kVsat]), found);
}

// Default settings: what is shown of a link only when its key is written is not among them.
TEST(SeriesPerLink, StaysWithinTheBudget) {
  const auto plan = test::small_plan();
  auto link = plan.links[test::kVsat];
  link.capacity_down_bytes.reset();
  link.capacity_up_bytes.reset();
  link.quota_bytes.reset();
  EXPECT_EQ(link.parents.at(0).links.size(), 2U);
  EXPECT_LE(series_per_link(plan, link), 150U);
  link.contracts.clear();
  EXPECT_LE(series_per_link(plan, link), 130U);
}

TEST(SeriesPerSite, IsWhatAPageHas) {
  auto snapshot = test::small_snapshot();
  auto accounts = std::make_shared<availability::Accounts>(*snapshot.accounts);
  availability::SiteAccount& account = accounts->sites[0].value();
  account.months.resize(4, account.months.front());
  account.months[1].month = "2026-10";
  account.months[2].month = "2026-09";
  account.months[3].month = "2026-08";
  snapshot.accounts = std::move(accounts);
  auto findings = std::make_shared<rollout::Findings>(*snapshot.rollout);
  auto test = std::make_shared<rollout::Acceptance>(*findings->acceptance[0]);
  test->links[0].criteria[static_cast<std::size_t>(rollout::Criterion::variation)].figure = 1;
  findings->acceptance[0] = std::move(test);
  snapshot.rollout = std::move(findings);
  const auto page = test::parse_page(render(snapshot, {}, Format::text_0_0_4), test::Syntax::text);
  std::size_t found = 0;
  for (const test::Family& family : page.families) {
    for (const test::Sample& sample : family.samples) {
      const auto site = sample.labels.find("site");
      const bool is_of_site = site != sample.labels.end() &&
                              site->second == "jila-kantor-distrik" &&
                              !sample.labels.contains("link") && !sample.labels.contains("device");
      const bool is_inventory =
          sample.name.ends_with("_info") || sample.name == "pantau_site_population";
      found += is_of_site && !is_inventory ? 1U : 0U;
    }
  }
  auto plan = test::small_plan();
  plan.service_hours.emplace();
  // Beside them: site_info, two services, population, outage_info.
  EXPECT_EQ(series_per_site(plan, plan.sites[0]), found + 5);
  const auto infrastructure = series_per_site(plan, plan.sites[1]);
  EXPECT_LT(infrastructure, found - 13 - 13);
}

TEST(SeriesPerLink, FollowsTheMonthsThatAreShown) {
  auto plan = test::small_plan();
  auto link = plan.links[test::kVsat];
  const auto four = series_per_link(plan, link);
  plan.metrics.months = 1;
  constexpr std::size_t kEachMonth = 10;
  EXPECT_EQ(series_per_link(plan, link), four - 3 * kEachMonth);
  link.contracts.clear();
  const auto one = series_per_link(plan, link);
  plan.metrics.months = 2;
  EXPECT_EQ(series_per_link(plan, link), one + 6);
}

TEST(SeriesPerLink, IsSmallerWithPooledHistograms) {
  auto plan = test::small_plan();
  const auto alone = series_per_link(plan, plan.links[test::kVsat]);
  plan.metrics.rtt_histogram = config::RttHistogram::technology;
  EXPECT_EQ(series_per_link(plan, plan.links[test::kVsat]), alone - 30);
}

}  // namespace
}  // namespace pantau::metrics
