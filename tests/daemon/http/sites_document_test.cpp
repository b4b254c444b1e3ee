// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <memory>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "daemon/http/documents.hpp"
#include "tests/daemon/http/sample_snapshot.hpp"

namespace pantau::http {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using config::Stage;
using std::chrono::sys_days;
using std::chrono::year;

/// The sample county on 2026-11-20, 12:04 in Jayapura.
class SitesDocument : public testing::Test {
 protected:
  SitesDocument() {
    plan_->sites[0].name = "Jila";
    plan_->sites[0].contacts = {"Kantor distrik 0800-0-001"};
    snapshot_.plan = plan_;
    snapshot_.sites.resize(2);
    snapshot_.sites[0].measured = true;
    snapshot_.sites[0].state = links::LinkState::degraded;
    snapshot_.sites[0].since = sys_days(year(2026) / 11 / 19);
  }

  config::Site& jila() { return plan_->sites[0]; }

  [[nodiscard]] json::value site(std::size_t place) const {
    return json::parse(sites_document(snapshot_)).at("sites").as_array().at(place);
  }

  void set_acceptance(rollout::Acceptance acceptance) {
    auto findings = std::make_shared<rollout::Findings>();
    findings->plan = plan_;
    findings->acceptance = {std::make_shared<const rollout::Acceptance>(std::move(acceptance)),
                            nullptr};
    snapshot_.rollout = std::move(findings);
  }

  availability::SiteAccount& account() {
    auto accounts = std::make_shared<availability::Accounts>();
    accounts->plan = plan_;
    accounts->sites.resize(2);
    accounts->sites[0].emplace();
    availability::SiteAccount& first = *accounts->sites[0];
    snapshot_.accounts = std::move(accounts);
    return first;
  }

  links::Snapshot snapshot_ = test::sample_snapshot();
  std::shared_ptr<config::Plan> plan_ = std::make_shared<config::Plan>(*snapshot_.plan);
};

TEST_F(SitesDocument, SaysOfASiteWhatTheContractLists) {
  const auto document = json::parse(sites_document(snapshot_));
  EXPECT_EQ(document.at("now"), "2026-11-20T03:04:05.678Z");
  EXPECT_EQ(document.at("sites"), json::parse(R"([
    {"site": "jila", "name": "Jila", "district": "jila-district", "phase": "tahap-2",
     "stage": "in_service", "state": "degraded", "since": "2026-11-19T00:00:00Z",
     "contacts": ["Kantor distrik 0800-0-001"], "links": ["jila-vsat", "jila-wifi"],
     "hold": null, "slip": null, "on_paper_only": false, "last_up": "2026-11-20T03:04:05Z",
     "acceptance": null},
    {"site": "timika", "name": "", "district": "mimika-baru", "phase": null, "stage": null,
     "state": null, "since": null, "contacts": [], "links": ["timika-fibre"],
     "hold": null, "slip": null, "on_paper_only": null, "last_up": null, "acceptance": null}])"));
}

TEST_F(SitesDocument, SaysHowLateASiteIs) {
  jila().planned = {{Stage::in_service, year(2026) / 3 / 1}};
  EXPECT_EQ(site(0).at("slip"), 14 * 86400) << "in service on the 15th";
  jila().planned = {{Stage::in_service, year(2026) / 3 / 20}};
  EXPECT_EQ(site(0).at("slip"), -5 * 86400);
}

TEST_F(SitesDocument, SaysWhatHoldsASiteUp) {
  jila().hold = config::Hold{.kind = config::HoldKind::suspended,
                             .since = year(2026) / 11 / 1,
                             .until = {},
                             .reason = "arrears",
                             .to = {}};
  EXPECT_EQ(site(0).at("hold"),
            json::parse(R"({"state": "suspended", "reason": "arrears", "since": "2026-11-01",
                            "until": null})"));
  EXPECT_EQ(site(0).at("on_paper_only"), false);
  jila().hold->since = year(2026) / 11 / 21;
  EXPECT_TRUE(site(0).at("hold").is_null()) << "not before it begins";
}

TEST_F(SitesDocument, CallsASiteOnPaperThatNobodySawWork) {
  snapshot_.sites[0].state = links::LinkState::down;
  availability::SiteAccount& book = account();
  book.first = sys_days(year(2026) / 1 / 1);
  book.last_up = sys_days(year(2026) / 10 / 20);
  EXPECT_EQ(site(0).at("on_paper_only"), true);
  EXPECT_EQ(site(0).at("last_up"), "2026-10-20T00:00:00Z");
  book.last_up = sys_days(year(2026) / 10 / 22);
  EXPECT_EQ(site(0).at("on_paper_only"), false);
  snapshot_.sites[0].measured = false;
  EXPECT_EQ(site(0).at("on_paper_only"), true) << "without links at once";
}

TEST_F(SitesDocument, TellsOfTheAcceptanceTest) {
  rollout::Acceptance test;
  test.state = rollout::AcceptanceState::running;
  test.period = {sys_days(year(2026) / 11 / 18), sys_days(year(2026) / 11 / 21)};
  test.judged_until = sys_days(year(2026) / 11 / 19) + 12h;
  test.links.resize(1);
  test.links[0].criteria[0] = {.figure = 1, .threshold = 0.98, .limit = {}, .met = true};
  test.links[0].criteria[2] = {.figure = 310, .threshold = 300, .limit = {}, .met = false};
  set_acceptance(test);
  EXPECT_EQ(site(0).at("acceptance"), json::parse(R"({
    "state": "running", "start": "2026-11-18T00:00:00Z", "end": "2026-11-21T00:00:00Z",
    "progress": 0.5, "decided": null,
    "criteria": {"coverage": true, "availability": null, "longest_outage": false, "rtt": null,
                 "variation": null, "loss": null}})"));
  test.state = rollout::AcceptanceState::failed;
  test.decided = sys_days(year(2026) / 11 / 21) + 20s;
  set_acceptance(test);
  EXPECT_EQ(site(0).at("acceptance").at("state"), "failed");
  EXPECT_EQ(site(0).at("acceptance").at("decided"), "2026-11-21T00:00:20Z");
  test.state = rollout::AcceptanceState::none;
  set_acceptance(test);
  EXPECT_TRUE(site(0).at("acceptance").is_null());
}

TEST_F(SitesDocument, IsEmptyWithoutAPlan) {
  EXPECT_EQ(json::parse(sites_document(links::Snapshot{})).at("sites"), json::array());
}

}  // namespace
}  // namespace pantau::http
