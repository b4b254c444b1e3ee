// SPDX-License-Identifier: Apache-2.0
// What the API says of the book of record: outages, sites, and why.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/http/routes.hpp"
#include "tests/daemon/http/sample_outages.hpp"
#include "tests/daemon/http/sample_snapshot.hpp"

namespace pantau::http {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using test::sample_day;
using testing::HasSubstr;

/// Keeps what it is asked for.
class BookSource : public Source {
 public:
  void request_snapshot(std::function<void(SnapshotPointer)> callback) override {
    callback(snapshot);
  }

  void request_why(std::string link,
                   std::function<void(std::optional<links::Why>)> callback) override {
    if (link != "jila-vsat") {
      callback(std::nullopt);
      return;
    }
    links::Why why;
    why.plan = snapshot->plan;
    callback(why);
  }

  void request_outages(book::OutageQuery query, std::function<void(OutageList)> callback) override {
    queries.push_back(std::move(query));
    if (trouble) {
      callback(*trouble);
    } else {
      callback(outages);
    }
  }

  void request_reload(std::function<void(ReloadResult)> callback) override { callback({}); }

  [[nodiscard]] std::optional<std::string> not_ready() const override { return std::nullopt; }

  SnapshotPointer snapshot = std::make_shared<links::Snapshot>(test::sample_snapshot());
  std::vector<book::Outage> outages = test::sample_outages();
  std::optional<std::string> trouble;
  std::vector<book::OutageQuery> queries;
};

class BookRoutes : public testing::Test {
 protected:
  Response answer(const std::string& path, std::vector<Parameter> query = {}) {
    Request request;
    request.path = path;
    request.query = std::move(query);
    std::vector<Response> got;
    routes.handle(request, [&](Response response) { got.push_back(std::move(response)); });
    EXPECT_EQ(got.size(), 1U) << path;
    return got.empty() ? Response{} : got.front();
  }

  Response outages(std::vector<Parameter> query) {
    return answer("/api/v1/outages", std::move(query));
  }

  BookSource source;
  Routes routes{source, {}};
};

TEST_F(BookRoutes, ServeOutagesWithTheirIncidents) {
  const auto got = outages({});
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.content_type, "application/json");
  EXPECT_EQ(json::parse(got.body).at("outages").as_array().size(), 2U);
}

TEST_F(BookRoutes, HandOnWhatIsAskedFor) {
  outages({{"since", "24h"}, {"until", "2026-11-20"}, {"link", "jila-vsat"}});
  ASSERT_FALSE(source.queries.empty());
  EXPECT_EQ(source.queries[0].since, sample_day() - 24h + 3h + 4min + 5s);
  EXPECT_EQ(source.queries[0].until, sample_day() - 9h) << "midnight in Jayapura";
  EXPECT_EQ(source.queries[0].link, "jila-vsat");
}

TEST_F(BookRoutes, AskForAllLinksToTellAnIncident) {
  source.outages.resize(1);
  source.outages[0].link = "jila-wifi";
  outages({{"link", "jila-wifi"}});
  ASSERT_EQ(source.queries.size(), 2U);
  EXPECT_EQ(source.queries[1].link, "");
  EXPECT_EQ(source.queries[1].since, sample_day() + 1h);
  EXPECT_EQ(source.queries[1].until, sample_day() + 3h);
}

TEST_F(BookRoutes, AskOnceWhenThereIsNone) {
  source.outages.clear();
  EXPECT_EQ(json::parse(outages({}).body), json::parse(R"({"outages": []})"));
  EXPECT_EQ(source.queries.size(), 1U);
}

TEST_F(BookRoutes, SayWhatToWriteInsteadOfABadTime) {
  for (const std::string bad : {"", "yesterday", "2026-02-30", "24", "<script>"}) {
    const auto got = outages({{"since", bad}});
    EXPECT_EQ(got.status, 400U) << bad;
    EXPECT_THAT(got.body, HasSubstr("since")) << bad;
    EXPECT_THAT(got.body, HasSubstr("2026-11-20T08:30:00+09:00")) << bad;
    EXPECT_EQ(got.content_type, "text/plain; charset=utf-8");
  }
  EXPECT_EQ(outages({{"until", "x"}}).status, 400U);
  EXPECT_TRUE(source.queries.empty());
}

TEST_F(BookRoutes, RefuseAParameterThatComesTwice) {
  EXPECT_EQ(outages({{"since", "1h"}, {"since", "2h"}}).status, 400U);
  EXPECT_EQ(outages({{"link", "a"}, {"link", "b"}}).status, 400U);
}

TEST_F(BookRoutes, SayWhyThereAreNoOutages) {
  source.trouble = "the book cannot be read: disk I/O error";
  const auto got = outages({});
  EXPECT_EQ(got.status, 503U);
  EXPECT_THAT(got.body, HasSubstr("disk I/O error"));
}

TEST_F(BookRoutes, SayThatThereIsNoSnapshot) {
  source.snapshot = nullptr;
  EXPECT_EQ(outages({}).status, 503U);
  EXPECT_EQ(answer("/api/v1/sites").status, 503U);
}

TEST_F(BookRoutes, KeepAnExceptionOnTheWebThread) {
  auto broken = test::sample_snapshot();
  auto plan = std::make_shared<config::Plan>(*broken.plan);
  plan->daemon.timezone = "Nowhere/At_All";
  broken.plan = plan;
  source.snapshot = std::make_shared<links::Snapshot>(broken);
  EXPECT_EQ(outages({{"since", "2026-11-20"}}).status, 500U);
}

TEST_F(BookRoutes, ServeSites) {
  const auto got = answer("/api/v1/sites");
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.content_type, "application/json");
  EXPECT_NO_THROW((void)json::parse(got.body).at("sites"));
}

TEST_F(BookRoutes, SayWhyOfALink) {
  const auto got = answer("/api/v1/links/jila-vsat/why");
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.content_type, "application/json");
  EXPECT_EQ(json::parse(got.body).at("link"), "jila-vsat");
}

TEST_F(BookRoutes, KnowOnlyConfiguredLinks) {
  for (const std::string path : {"/api/v1/links/nowhere/why",
                                 "/api/v1/links/jila-vsat%00/why",
                                 "/api/v1/links//why",
                                 "/api/v1/links/why",
                                 "/api/v1/links/a/b/why",
                                 "/api/v1/links/jila-vsat/why/",
                                 "/api/v1/links/jila-vsat",
                                 "/api/v1/linksXjila-vsat/why"}) {
    EXPECT_EQ(answer(path).status, 404U) << path;
  }
}

TEST_F(BookRoutes, CountWhyOfAllLinksAsOneRoute) {
  routes.count("/api/v1/links/jila-vsat/why", 200);
  routes.count("/api/v1/links/nowhere/why", 404);
  routes.count("/api/v1/links/a/b/why", 404);
  routes.count("/api/v1/outages", 200);
  EXPECT_THAT(
      routes.counts(),
      testing::UnorderedElementsAre(testing::Pair(testing::Pair("/api/v1/links/ID/why", 200U), 1U),
                                    testing::Pair(testing::Pair("/api/v1/links/ID/why", 404U), 1U),
                                    testing::Pair(testing::Pair("/api/v1/outages", 200U), 1U),
                                    testing::Pair(testing::Pair("other", 404U), 1U)));
}

TEST_F(BookRoutes, AreOnTheLandingPage) {
  const auto body = answer("/").body;
  EXPECT_THAT(body, HasSubstr("<a href=\"/api/v1/outages\">"));
  EXPECT_THAT(body, HasSubstr("<a href=\"/api/v1/sites\">"));
  EXPECT_THAT(body, HasSubstr("<dt>/api/v1/links/ID/why</dt>"));
}

}  // namespace
}  // namespace pantau::http
