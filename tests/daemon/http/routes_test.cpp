// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/routes.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/http/landing_page.hpp"
#include "tests/daemon/http/sample_snapshot.hpp"

namespace pantau::http {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Answers when told to, as the probe thread does.
class FakeSource : public Source {
 public:
  void request_snapshot(std::function<void(SnapshotPointer)> callback) override {
    if (broken) {
      throw std::runtime_error("broken on purpose");
    }
    snapshot_requests.push_back(std::move(callback));
  }

  void request_why(std::string /*link*/,
                   std::function<void(std::optional<links::Why>)> callback) override {
    callback(std::nullopt);
  }

  void request_outages(book::OutageQuery /*query*/,
                       std::function<void(OutageList)> callback) override {
    callback(std::vector<book::Outage>{});
  }

  void request_reload(std::function<void(ReloadResult)> callback) override {
    ++reloads;
    callback(reload_result);
  }

  [[nodiscard]] std::optional<std::string> not_ready() const override { return reason; }

  void deliver(const SnapshotPointer& snapshot) {
    const auto waiting = std::exchange(snapshot_requests, {});
    for (const auto& callback : waiting) {
      callback(snapshot);
    }
  }

  bool broken = false;
  std::vector<std::function<void(SnapshotPointer)>> snapshot_requests;
  ReloadResult reload_result{true, {}};
  int reloads = 0;
  std::optional<std::string> reason;
};

class RoutesTest : public testing::Test {
 protected:
  static RoutesOptions options() {
    RoutesOptions result;
    result.version = "1.2.3";
    result.render =
        [](const links::Snapshot& snapshot, const RequestCounts& counts, metrics::Format format) {
          return "links " + std::to_string(snapshot.links.size()) + " counts " +
                 std::to_string(counts.size()) +
                 (format == metrics::Format::openmetrics_1_0 ? " open" : " text");
        };
    result.effective_config = [](const config::Plan& plan) {
      return "gateway = \"" + plan.daemon.gateway + "\"\n";
    };
    return result;
  }

  static Request request(std::string path, Method method = Method::get) {
    Request result;
    result.method = method;
    result.path = std::move(path);
    return result;
  }

  static Request probe(std::vector<Parameter> query) {
    auto result = request("/probe");
    result.query = std::move(query);
    return result;
  }

  /// The answer, with a snapshot delivered when one is asked for.
  std::optional<Response> answer(const Request& asked) {
    std::optional<Response> got;
    routes.handle(asked, [&](Response response) {
      EXPECT_FALSE(got) << "a second reply";
      got = std::move(response);
    });
    source.deliver(snapshot);
    return got;
  }

  unsigned status(const Request& asked) {
    const auto got = answer(asked);
    return got ? got->status : 0;
  }

  FakeSource source;
  SnapshotPointer snapshot = std::make_shared<links::Snapshot>(test::sample_snapshot());
  Routes routes{source, options()};
};

TEST_F(RoutesTest, ServesMetricsInTheFormatAskedFor) {
  auto asked = request("/metrics");
  auto got = answer(asked);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, 200U);
  EXPECT_EQ(got->body, "links 3 counts 0 text");
  EXPECT_EQ(got->content_type, "text/plain; version=0.0.4; charset=utf-8");
  asked.accept = "application/openmetrics-text";
  got = answer(asked);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->body, "links 3 counts 0 open");
  EXPECT_EQ(got->content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

TEST_F(RoutesTest, AnswersManyRequestsWithOneSnapshot) {
  int answers = 0;
  for (int i = 0; i < 5; ++i) {
    routes.handle(request("/metrics"), [&](const Response&) { ++answers; });
  }
  EXPECT_EQ(source.snapshot_requests.size(), 1U);
  EXPECT_EQ(answers, 0);
  source.deliver(snapshot);
  EXPECT_EQ(answers, 5);
  EXPECT_EQ(status(request("/metrics")), 200U);
}

TEST_F(RoutesTest, DoesNotLetRequestsPileUpWhenNoSnapshotComes) {
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    routes.handle(request("/metrics"),
                  [&](const Response& response) { refused += response.status == 503 ? 1 : 0; });
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 2000);
}

TEST_F(RoutesTest, AnswersWith503WithoutASnapshotAnd500WhenRenderingFails) {
  snapshot = nullptr;
  EXPECT_EQ(status(request("/metrics")), 503U);
  snapshot = std::make_shared<links::Snapshot>(test::sample_snapshot());
  auto broken = options();
  std::vector<std::string> troubles;
  broken.render = [](const auto&, const auto&, auto) -> std::string { throw std::bad_alloc(); };
  broken.on_trouble = [&](std::string_view event, std::string_view) {
    troubles.emplace_back(event);
  };
  Routes fragile(source, broken);
  std::vector<unsigned> got;
  const auto keep = [&](const Response& response) { got.push_back(response.status); };
  fragile.handle(request("/metrics"), keep);
  fragile.handle(request("/api/v1/links"), keep);
  source.deliver(snapshot);
  EXPECT_THAT(got, testing::ElementsAre(500U, 200U));
  EXPECT_THAT(troubles, testing::ElementsAre("http_handler_failed"));
}

TEST_F(RoutesTest, AnswersWhenTheSourceItselfFails) {
  source.broken = true;
  EXPECT_EQ(status(request("/metrics")), 503U);
  source.broken = false;
  EXPECT_EQ(status(request("/metrics")), 200U);
}

TEST_F(RoutesTest, IsHealthyAndReadyWithAReason) {
  source.reason = "the sockets are not open yet";
  EXPECT_EQ(status(request("/-/healthy")), 200U);
  const auto got = answer(request("/-/ready"));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, 503U);
  EXPECT_THAT(got->body, HasSubstr("the sockets are not open yet"));
  source.reason.reset();
  EXPECT_EQ(status(request("/-/ready")), 200U);
}

TEST_F(RoutesTest, ReloadsOnlyByPostAndOnlyWhenEnabled) {
  EXPECT_EQ(status(request("/-/reload", Method::post)), 403U);
  EXPECT_EQ(source.reloads, 0);
  routes.set_reload_enabled(true);
  const auto wrong_method = answer(request("/-/reload"));
  ASSERT_TRUE(wrong_method);
  EXPECT_EQ(wrong_method->status, 405U);
  EXPECT_THAT(wrong_method->headers, testing::Contains(testing::Pair("Allow", "POST")));
  EXPECT_EQ(source.reloads, 0);
  EXPECT_EQ(status(request("/-/reload", Method::post)), 200U);
  EXPECT_EQ(source.reloads, 1);
}

TEST_F(RoutesTest, GivesTheMistakesOfAReloadOneALine) {
  routes.set_reload_enabled(true);
  source.reload_result = {false, {"a.toml:1:2: link.x: wrong", "a.toml:3:4: link.y: wrong"}};
  const auto got = answer(request("/-/reload", Method::post));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, 500U);
  EXPECT_EQ(got->body, "a.toml:1:2: link.x: wrong\na.toml:3:4: link.y: wrong\n");
}

TEST_F(RoutesTest, TakesNoPostElsewhere) {
  for (const std::string path : {"/", "/metrics", "/probe", "/config", "/-/healthy"}) {
    const auto got = answer(request(path, Method::post));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 405U) << path;
    EXPECT_THAT(got->headers, testing::Contains(testing::Pair("Allow", "GET, HEAD")));
  }
}

TEST_F(RoutesTest, MatchesPathsExactly) {
  for (const std::string path : {"////metrics",
                                 "//metrics",
                                 "/metrics/",
                                 "/metrics/foo",
                                 "/metricsX",
                                 "/Metrics",
                                 "/%6detrics",
                                 "/%00",
                                 "/metrics%00",
                                 "/../metrics",
                                 "/..",
                                 "/./metrics",
                                 "/metrics#a",
                                 "/api/v1/outages/../links"}) {
    const auto got = answer(request(path));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 404U) << path;
    EXPECT_THAT(got->body, HasSubstr("/metrics\n"));
    EXPECT_THAT(got->body, HasSubstr("/sd/links\n"));
    EXPECT_THAT(got->body, Not(HasSubstr("foo"))) << "nothing of the request is sent back";
  }
}

TEST_F(RoutesTest, ProbesConfiguredLinksOnly) {
  // CVE-2020-16248: whoever may name a target may scan from here.
  for (const std::string target : {"169.254.169.254",
                                   "::ffff:169.254.169.254",
                                   "[::ffff:a9fe:a9fe]",
                                   "2852039166",
                                   "0xa9fea9fe",
                                   "localhost",
                                   "rebind.example.org",
                                   "198.18.6.1",
                                   "jila-vsat\n",
                                   " jila-vsat",
                                   "JILA-VSAT",
                                   "jila-vsat#",
                                   "http://jila-vsat/"}) {
    EXPECT_EQ(status(probe({{"target", target}, {"module", "icmp"}})), 403U) << target;
  }
  EXPECT_EQ(status(probe({{"target", std::string("jila-vsat\0", 10)}})), 403U);
  EXPECT_EQ(status(probe({{"target", "jila-vsat"}, {"module", "icmp"}})), 200U);
  EXPECT_EQ(status(probe({{"target", "jila-vsat"}})), 200U);
}

TEST_F(RoutesTest, SaysWhatIsWrongWithAProbe) {
  EXPECT_EQ(status(probe({})), 400U);
  EXPECT_EQ(status(probe({{"target", ""}})), 400U);
  EXPECT_EQ(status(probe({{"module", "icmp"}})), 400U);
  EXPECT_EQ(status(probe({{"target", "jila-vsat"}, {"target", "jila-wifi"}})), 400U);
  EXPECT_EQ(status(probe({{"target", "jila-vsat"}, {"module", "http_2xx"}})), 400U);
  EXPECT_EQ(status(probe({{"target", "jila-vsat"}, {"module", ""}})), 400U);
  EXPECT_EQ(status(probe({{"target", "timika-fibre"}, {"module", "icmp"}})), 404U);
}

TEST_F(RoutesTest, ServesTheDocuments) {
  for (const std::string path : {"/api/v1/links", "/sd/links"}) {
    const auto got = answer(request(path));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200U);
    EXPECT_EQ(got->content_type, "application/json");
    EXPECT_NO_THROW((void)boost::json::parse(got->body));
  }
  const auto effective = answer(request("/config"));
  ASSERT_TRUE(effective);
  EXPECT_EQ(effective->body, "gateway = \"timika-1\"\n");
}

TEST_F(RoutesTest, ShowsALandingPageThatCannotBeMadeToRunAnything) {
  auto hostile = test::sample_snapshot();
  auto plan = std::make_shared<config::Plan>(*hostile.plan);
  plan->daemon.gateway = "<script>alert('1')</script>&\"\x1b[31m";
  hostile.plan = plan;
  snapshot = std::make_shared<links::Snapshot>(hostile);
  const auto got = answer(request("/"));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->content_type, "text/html; charset=utf-8");
  EXPECT_THAT(got->body, Not(HasSubstr("<script")));
  EXPECT_THAT(got->body,
              HasSubstr("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;[31m"));
  EXPECT_THAT(got->body, HasSubstr("1.2.3"));
  for (const std::string path : {"/metrics", "/api/v1/links", "/sd/links", "/config", "/-/ready"}) {
    EXPECT_THAT(got->body, HasSubstr("<a href=\"" + path + "\">"));
  }
  EXPECT_THAT(
      got->headers,
      testing::Contains(testing::Pair("Content-Security-Policy", HasSubstr("default-src 'none'"))));
}

TEST_F(RoutesTest, CountsAnswersByRouteAndGathersTheRestUnderOther) {
  routes.count("/metrics", 200);
  routes.count("/metrics", 200);
  routes.count("/metrics", 500);
  for (int i = 0; i < 1000; ++i) {
    routes.count("/nonsense/" + std::to_string(i), 404);
  }
  routes.count("", 400);
  EXPECT_THAT(routes.counts(),
              testing::UnorderedElementsAre(testing::Pair(testing::Pair("/metrics", 200U), 2U),
                                            testing::Pair(testing::Pair("/metrics", 500U), 1U),
                                            testing::Pair(testing::Pair("other", 404U), 1000U),
                                            testing::Pair(testing::Pair("other", 400U), 1U)));
}

}  // namespace
}  // namespace pantau::http
