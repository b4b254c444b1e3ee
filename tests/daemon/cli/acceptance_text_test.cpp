// SPDX-License-Identifier: Apache-2.0
// The printed record of values made by hand.
#include <algorithm>
#include <string>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/acceptance_record.hpp"
#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using test::lines_of;
using test::local;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

/// A site of one link, its test over half way; names of an office that likes long ones.
struct AcceptanceText : testing::Test {
  config::Plan plan;
  AcceptanceRecord record;
  book::Second start = local("2026-12-01");

  AcceptanceText() {
    config::Site& site = plan.sites.emplace_back();
    site.id = "jila-puskesmas";
    site.name =
        "Puskesmas Pembantu dan Balai Pelatihan Kesehatan Masyarakat Kampung Jila \u2013 "
        "Pegunungan";
    site.district = "jila";
    config::Link& link = plan.links.emplace_back();
    link.id = "jila-vsat";
    link.site = site.id;
    link.technology = "geo-vsat";
    link.provider = "bakti";
    link.address = "2001:db8:ffff:ffff:ffff:ffff:ffff:fff1";
    config::Provider& provider = plan.providers.emplace_back();
    provider.id = "bakti";
    provider.name = std::string(100, 'B');
    record.plan = &plan;
    record.site = &plan.sites.front();
    record.acceptance.site = site.id;
    record.acceptance.state = rollout::AcceptanceState::running;
    record.acceptance.period = {start, start + 72h};
    record.acceptance.judged_until = start + 36h;
    rollout::LinkTrial& trial = record.acceptance.links.emplace_back();
    trial.link = "jila-vsat";
    record.outages.emplace_back();
  }

  rollout::CriterionResult& result(rollout::Criterion criterion) {
    return record.acceptance.links.at(0).criteria.at(static_cast<std::size_t>(criterion));
  }

  void fail(book::Second from, std::optional<book::Second> to) {
    book::Outage outage;
    outage.id = 17;
    outage.start = from;
    outage.end = to;
    outage.segments.push_back({.start = from, .end = to, .roots = {}, .evidence = {}});
    record.outages.at(0).push_back(outage);
  }
};

TEST_F(AcceptanceText, FitsThePageWhateverTheNames) {
  for (const std::string& line : lines_of(acceptance_text(record))) {
    const auto width = std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    EXPECT_LE(width, 80) << line;
  }
}

TEST_F(AcceptanceText, ShowsADashForWhatIsNotKnown) {
  plan.daemon.language = config::Language::en;
  const std::string text = acceptance_text(record);
  EXPECT_THAT(text, HasSubstr("Coordinates    : -\n"));
  EXPECT_THAT(text, HasSubstr("Phase          : -\n"));
  EXPECT_THAT(text, HasSubstr("coverage              -  >= 0 %"));
}

TEST_F(AcceptanceText, CutsWhatIsJustBelow) {
  result(rollout::Criterion::availability) = {94.99999 / 100, 0.95, std::nullopt, false};
  EXPECT_THAT(acceptance_text(record), HasSubstr("94,999 %  >= 95 %"));
  result(rollout::Criterion::availability).threshold = 0.9925;
  EXPECT_THAT(acceptance_text(record), HasSubstr(">= 99,25 %"));
}

TEST_F(AcceptanceText, CountsAnOutageWithinTheTestAlone) {
  plan.daemon.language = config::Language::en;
  fail(start - 1h, start + 100s);
  fail(start + 36h - 50s, std::nullopt);
  const std::string text = acceptance_text(record);
  EXPECT_THAT(text, HasSubstr("17  11-30 23:00:00  12-01 00:01:40   100  unknown\n"));
  EXPECT_THAT(text, HasSubstr("17  12-02 11:59:10  open              50  unknown\n"));
}

TEST_F(AcceptanceText, NamesALinkThatLeftTheConfiguration) {
  plan.links.clear();
  EXPECT_THAT(acceptance_text(record), HasSubstr("TAUTAN jila-vsat"));
  const auto json = boost::json::parse(acceptance_json(record));
  EXPECT_TRUE(json.at("links").at(0).at("address").is_null());
}

TEST_F(AcceptanceText, SaysThatThereIsNothingToMeasure) {
  record.acceptance.links.clear();
  record.outages.clear();
  EXPECT_THAT(acceptance_text(record), HasSubstr("tidak mempunyai tautan beralamat"));
}

TEST_F(AcceptanceText, LeavesNamesAndSignaturesToPeople) {
  const std::string text = acceptance_text(record);
  EXPECT_THAT(text, HasSubstr("Pihak OPD                  Pihak penyedia             Petugas uji"));
  EXPECT_THAT(text, HasSubstr("Nama:                      Nama:                      Nama:\n"));
}

TEST_F(AcceptanceText, LetsNoNameSteerATerminal) {
  plan.sites.front().name = "Jila\x1b[2J\nLULUS";
  EXPECT_THAT(acceptance_text(record), HasSubstr("Jila?[2J?LULUS (jila-puskesmas)"));
  EXPECT_THAT(acceptance_json(record), Not(HasSubstr("\x1b")));
}

TEST_F(AcceptanceText, SaysWhenTheVerdictWasMade) {
  plan.daemon.language = config::Language::en;
  record.acceptance.state = rollout::AcceptanceState::undecided;
  record.acceptance.decided = start + 73h;
  EXPECT_THAT(acceptance_text(record), HasSubstr("has not written the verdict down yet"));
  record.written = true;
  EXPECT_THAT(acceptance_text(record), HasSubstr("Decided        : 2026-12-04 01:00:00 WIT"));
  EXPECT_THAT(acceptance_text(record), HasSubstr("Result         : UNDECIDED"));
}

}  // namespace
}  // namespace pantau::cli
