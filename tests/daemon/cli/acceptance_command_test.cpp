// SPDX-License-Identifier: Apache-2.0
// `pantau acceptance` as from a shell, on a journal on disk.
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/configuration.hpp"
#include "daemon/journal/reader.hpp"
#include "daemon/journal/store.hpp"
#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using book::Cause;
using test::BookOnDisk;
using test::lines_of;
using test::local;
using test::Ran;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

constexpr const char* kInventory = R"(
phase = [ { id = "tahap-2", name = "Tahap II" } ]
district = [ { id = "jila", name = "Jila" } ]
provider = [ { id = "bakti", name = "BAKTI" } ]
contract = [ { id = "c-2025", provider = "bakti", number = "12/SPK/2025", start = 2025-01-01, target = 0.99 } ]
link = [ { id = "jila-vsat", site = "jila-kantor", technology = "geo-vsat", address = "198.18.6.1", contract = "c-2025" },
         { id = "hoya-vsat", site = "hoya", technology = "geo-vsat", address = "198.18.6.2" } ]
[[site]]
id = "jila-kantor"
name = "Kantor Distrik Jila"
district = "jila"
phase = "tahap-2"
latitude = -4.131
longitude = 137.512
actual = { acceptance_test = 2025-08-01 }
[[site]]
id = "hoya"
name = "Hoya"
district = "jila"
phase = "tahap-2"
[[site]]
id = "alama"
name = "Alama"
district = "jila"
phase = "tahap-2"
actual = { acceptance_test = 2099-08-01T09:00:00 }
)";

/// jila-vsat is up but for what a test says, watched from a day before its test.
struct AcceptanceCommand : testing::Test {
  std::unique_ptr<BookOnDisk> book;
  book::Second start = local("2025-08-01");

  void begin(const std::string& language = "en") {
    book = std::make_unique<BookOnDisk>(kInventory, language);
    book->enter("jila-vsat", start - 24h, book::LinkState::up);
  }

  /// Healthy minutes from the test's start, and all that was entered.
  void settle(book::Second until) {
    book->settle(until);
    config::LoadOutcome outcome = load_configuration(book->file());
    book::Batch batch;
    batch.plan = std::make_shared<const config::Plan>(std::move(*outcome.plan));
    batch.mark = until;
    batch.urgent = true;
    constexpr std::uint32_t kJila = 1;
    ASSERT_EQ(batch.plan->links.at(kJila).id, "jila-vsat");
    for (book::Second minute = start; minute + 1min <= until; minute += 1min) {
      book::MinuteSummary summary{.start = minute, .sent = 12, .lost = 0};
      summary.min = 580ms;
      summary.median = 600ms;
      summary.p95 = summary.max = 640ms;
      batch.minutes.push_back({kJila, summary});
    }
    write([&batch](journal::Store& store) { return store.write(batch, {}); });
  }

  void write(const std::function<std::optional<std::string>(journal::Store&)>& what) const {
    journal::Store store{book->state()};
    (void)store.open();
    ASSERT_TRUE(store.is_open());
    const auto trouble = what(store);
    EXPECT_FALSE(trouble) << trouble.value_or("");
  }

  [[nodiscard]] Ran acceptance(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"acceptance"};
    all.insert(all.end(), words.begin(), words.end());
    return book->run(all);
  }

  [[nodiscard]] boost::json::object document(int code) const {
    const Ran ran = acceptance({"jila-kantor", "--json"});
    EXPECT_EQ(ran.code, code) << ran.err;
    return boost::json::parse(ran.out).as_object();
  }
};

TEST_F(AcceptanceCommand, PrintsTheRecordOfAPassedTest) {
  begin();
  book->fail("jila-vsat", start + 10h, start + 10h + 290s, Cause::rain_fade);
  settle(start + 73h);
  const Ran ran = acceptance({"jila-kantor"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_THAT(ran.out, HasSubstr("PASSED"));
  EXPECT_THAT(ran.out, HasSubstr("Kantor Distrik Jila (jila-kantor)"));
  EXPECT_THAT(ran.out, HasSubstr("12/SPK/2025 (c-2025)"));
  EXPECT_THAT(ran.out, HasSubstr("2025-08-01 00:00:00 to 2025-08-04 00:00:00 WIT, 72 h"));
  EXPECT_THAT(ran.out, HasSubstr("99.888 %  >= 99 %"));
  EXPECT_THAT(ran.out, HasSubstr("290 s  <= 300 s"));
  EXPECT_THAT(ran.out, HasSubstr("288/288 windows"));
  EXPECT_THAT(ran.out, HasSubstr("08-01 10:00:00  08-01 10:04:50   290  rain fade"));
}

TEST_F(AcceptanceCommand, SpeaksIndonesianWithADecimalComma) {
  begin("id");
  book->fail("jila-vsat", start + 10h, start + 10h + 290s, Cause::rain_fade);
  settle(start + 73h);
  const Ran ran = acceptance({"jila-kantor"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("LULUS"));
  EXPECT_THAT(ran.out, HasSubstr("99,888 %"));
  EXPECT_THAT(ran.out, HasSubstr("-4,131000; 137,512000 (lintang; bujur)"));
  EXPECT_THAT(ran.out, HasSubstr("redaman hujan"));
  EXPECT_THAT(ran.out, Not(HasSubstr("99.888")));
}

TEST_F(AcceptanceCommand, HasLinesOfAtMost80Columns) {
  for (const char* const language : {"en", "id"}) {
    begin(language);
    for (int i = 0; i < 12; ++i) {
      const auto from = start + (i + 1) * 3h;
      book->fail("jila-vsat", from, from + 301s, Cause::planned_work);
    }
    settle(start + 73h);
    for (const std::string& line : lines_of(acceptance({"jila-kantor"}).out)) {
      EXPECT_LE(line.size(), 80U) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

TEST_F(AcceptanceCommand, SaysWhyATestFailed) {
  begin();
  book->fail("jila-vsat", start + 10h, start + 10h + 310s, Cause::power_site);
  settle(start + 73h);
  const Ran ran = acceptance({"jila-kantor"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("FAILED"));
  EXPECT_THAT(ran.out, HasSubstr("310 s  <= 300 s  NO   1 outage\n"));
  EXPECT_THAT(ran.err, HasSubstr("failed: At least one criterion was not met. A later date of "));
  const boost::json::object json = document(1);
  EXPECT_EQ(json.at("state").as_string(), "failed");
  EXPECT_FALSE(json.at("criteria_met").at("longest_outage").as_bool());
  EXPECT_TRUE(json.at("criteria_met").at("availability").as_bool());
}

TEST_F(AcceptanceCommand, ShowsHowFarARunningTestIs) {
  begin();
  settle(start + 36h);
  const Ran ran = acceptance({"jila-kantor"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("STILL RUNNING"));
  EXPECT_THAT(ran.out, HasSubstr("2025-08-02 12:00:00 WIT, 50.000 %"));
  EXPECT_THAT(ran.err, HasSubstr("runs until 2025-08-04T00:00:00+09:00; 50 % of it has settled"));
  const boost::json::object json = document(1);
  EXPECT_EQ(json.at("progress").to_number<double>(), 0.5);
  EXPECT_TRUE(json.at("decided").is_null());
  EXPECT_FALSE(json.at("final").as_bool());
}

TEST_F(AcceptanceCommand, TakesTheVerdictThatTheJournalHas) {
  begin();
  const auto outage = book->fail("jila-vsat", start + 10h, start + 10h + 310s, Cause::unknown);
  settle(start + 73h);
  EXPECT_EQ(document(1).at("final"), false);
  rollout::Acceptance verdict;
  verdict.site = "jila-kantor";
  verdict.state = rollout::AcceptanceState::failed;
  verdict.period = {start, start + 72h};
  verdict.judged_until = start + 72h;
  verdict.decided = start + 72h + 31s;
  verdict.links.resize(1);
  verdict.links[0].link = "jila-vsat";
  verdict.links[0].known = 259'200;
  write([&verdict](journal::Store& store) { return store.write_acceptance(verdict); });
  // Judged anew this would pass: the outage was none.
  const Ran set =
      book->run({"outage", "set", std::to_string(outage), "--cause", "monitoring_fault"});
  ASSERT_EQ(set.code, 0) << set.err;
  const boost::json::object json = document(1);
  EXPECT_EQ(json.at("state"), "failed");
  EXPECT_EQ(json.at("final"), true);
  EXPECT_EQ(json.at("decided"), "2025-08-03T15:00:31Z");
  const Ran ran = acceptance({"jila-kantor"});
  EXPECT_THAT(ran.out, HasSubstr("2025-08-04 00:00:31 WIT"));
  EXPECT_THAT(ran.out, HasSubstr("monitoring fault *"));
  EXPECT_THAT(ran.out, HasSubstr("The verdict is final"));
}

TEST_F(AcceptanceCommand, GivesADocumentWithNullForWhatIsNotKnown) {
  begin();
  settle(start);
  const boost::json::object json = document(1);
  const boost::json::object& link = json.at("links").at(0).as_object();
  EXPECT_EQ(link.at("link"), "jila-vsat");
  EXPECT_EQ(link.at("contract_number"), "12/SPK/2025");
  EXPECT_TRUE(link.at("criteria").at("coverage").at("figure").is_null());
  EXPECT_TRUE(link.at("criteria").at("coverage").at("limit").is_null());
  EXPECT_EQ(link.at("criteria").at("rtt").at("limit").to_number<double>(), 1.2);
  EXPECT_EQ(link.at("criteria").at("availability").at("threshold").to_number<double>(), 0.99);
  EXPECT_EQ(json.at("site").at("latitude").to_number<double>(), -4.131);
}

TEST_F(AcceptanceCommand, IsTheSameEachTime) {
  begin();
  settle(start + 73h);
  EXPECT_EQ(acceptance({"jila-kantor"}).out, acceptance({"jila-kantor"}).out);
}

TEST_F(AcceptanceCommand, SaysWhatToWriteWhereThereIsNoTest) {
  begin();
  settle(start + 73h);
  const Ran ran = acceptance({"hoya"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("site hoya has no acceptance test"));
  EXPECT_THAT(ran.err, HasSubstr("acceptance_test = 20"));
}

TEST_F(AcceptanceCommand, SaysWhenATestAheadBegins) {
  begin();
  settle(start + 73h);
  const Ran ran = acceptance({"alama"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the test of site alama begins at 2099-08-01T09:00:00+09:00"));
}

TEST_F(AcceptanceCommand, KnowsASiteThatWasMistyped) {
  begin();
  settle(start + 73h);
  const Ran ran = acceptance({"jila-kanto"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("there is no site \"jila-kanto\"; did you mean \"jila-kantor\"?"));
}

TEST_F(AcceptanceCommand, ExplainsItself) {
  const Ran ran = test::run_pantau({"help", "acceptance"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("pantau acceptance jila-kantor --json"));
  EXPECT_EQ(test::run_pantau({"acceptance"}).code, 2) << "of which site?";
}

TEST_F(AcceptanceCommand, SaysWhenThereIsNoBook) {
  begin();
  const Ran ran = acceptance({"jila-kantor"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, testing::StartsWith("pantau acceptance: "));
}

}  // namespace
}  // namespace pantau::cli
