// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/web.hpp"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/http/cheap_hash.hpp"
#include "tests/daemon/http/http_client.hpp"
#include "tests/daemon/http/running_server.hpp"
#include "tests/daemon/http/sample_snapshot.hpp"

namespace pantau::http::test {
namespace {

using testing::HasSubstr;

constexpr std::string_view kRight = "Authorization: Basic YW5pOnNlY3JldA==\r\n";  // ani:secret
constexpr std::string_view kWrong = "Authorization: Basic YW5pOndyb25n\r\n";  // ani:wrong

class SampleSource : public Source {
 public:
  void request_snapshot(std::function<void(SnapshotPointer)> callback) override {
    callback(std::make_shared<links::Snapshot>(sample_snapshot()));
  }

  void request_why(std::string /*link*/,
                   std::function<void(std::optional<links::Why>)> callback) override {
    callback(std::nullopt);
  }

  void request_outages(book::OutageQuery /*query*/,
                       std::function<void(OutageList)> callback) override {
    callback(std::vector<book::Outage>{});
  }

  void request_reload(std::function<void(ReloadResult)> callback) override { callback({true, {}}); }

  [[nodiscard]] std::optional<std::string> not_ready() const override { return std::nullopt; }
};

class WebTest : public testing::Test {
 protected:
  static RoutesOptions routes() {
    RoutesOptions options;
    options.version = "1";
    options.render = [](const auto&, const RequestCounts& counts, auto) {
      std::string page;
      for (const auto& [key, count] : counts) {
        page += key.first + " " + std::to_string(key.second) + " " + std::to_string(count) + "\n";
      }
      return page;
    };
    options.effective_config = [](const auto&) { return "\n"; };
    return options;
  }

  static config::HttpSettings settings() {
    config::HttpSettings result;
    result.listen = "127.0.0.1:0";
    return result;
  }

  std::optional<std::string> start(const config::HttpSettings& chosen) {
    return thread.on_thread([&] {
      web = std::make_unique<Web>(thread.io, chosen, source, routes());
      auto error = web->open();
      port = web->port();
      return error;
    });
  }

  std::optional<std::string> change(const config::HttpSettings& chosen) {
    return thread.on_thread([&] { return web->change(chosen); });
  }

  [[nodiscard]] unsigned status(const std::string& request) const {
    const auto answer = fetch(port, request);
    return answer ? answer->status : 0;
  }

  void TearDown() override {
    thread.on_thread([&] { web.reset(); });
  }

  SampleSource source;
  IoThread thread;
  std::unique_ptr<Web> web;
  std::uint16_t port = 0;
};

TEST_F(WebTest, ServesTheRoutesAndCountsItsAnswers) {
  ASSERT_EQ(start(settings()), std::nullopt);
  EXPECT_EQ(status(get("/")), 200U);
  EXPECT_EQ(status(get("////metrics")), 404U);
  EXPECT_EQ(status(get("/%00")), 404U);
  EXPECT_EQ(status(get("/../metrics")), 404U);
  EXPECT_EQ(status("nonsense\r\n\r\n"), 400U);
  EXPECT_EQ(status(get("/probe?target=169.254.169.254&module=icmp")), 403U);
  EXPECT_EQ(status(get("/probe?target=jila-vsat&module=icmp")), 200U);
  EXPECT_EQ(status("HEAD /api/v1/links HTTP/1.1\r\nHost: t\r\n\r\n"), 200U);
  EXPECT_EQ(status("POST /-/reload HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n"), 403U);
  const auto page = fetch(port, get("/metrics"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body,
            "/ 200 1\n/-/reload 403 1\n/api/v1/links 200 1\n/probe 200 1\n/probe 403 1\n"
            "other 400 1\nother 404 3\n");
}

TEST_F(WebTest, AsksForPasswordsAndCountsThat) {
  auto with_users = settings();
  with_users.users["ani"] = cheap_hash("secret");
  ASSERT_EQ(start(with_users), std::nullopt);
  const auto refused = fetch(port, get("/metrics"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 401U);
  EXPECT_THAT(refused->headers.at("www-authenticate"), HasSubstr("Basic"));
  EXPECT_EQ(status(get("/metrics", kWrong)), 401U);
  EXPECT_EQ(status(get("/-/healthy")), 200U);
  EXPECT_EQ(status(get("/-/ready")), 200U);
  const auto page = fetch(port, get("/metrics", kRight));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body, "/-/healthy 200 1\n/-/ready 200 1\n/metrics 401 2\n");
}

TEST_F(WebTest, TakesNewUsersAndTheReloadSwitchWithoutARestart) {
  ASSERT_EQ(start(settings()), std::nullopt);
  const std::string post = "POST /-/reload HTTP/1.1\r\nHost: t\r\n";
  EXPECT_EQ(status(post + "\r\n"), 403U);
  auto changed = settings();
  changed.reload = true;
  changed.users["ani"] = cheap_hash("secret");
  ASSERT_EQ(change(changed), std::nullopt);
  EXPECT_EQ(status(post + "\r\n"), 401U);
  EXPECT_EQ(status(post + std::string(kRight) + "\r\n"), 200U);
}

TEST_F(WebTest, SaysWhatAChangeCannotDo) {
  ASSERT_EQ(start(settings()), std::nullopt);
  auto changed = settings();
  changed.listen = "127.0.0.2:0";
  EXPECT_THAT(change(changed).value_or(""), HasSubstr("http.listen"));
  changed = settings();
  changed.tls = config::TlsSettings{"a", "b", std::nullopt};
  EXPECT_THAT(change(changed).value_or(""), HasSubstr("http.tls"));
  changed = settings();
  changed.users["ani"] = "secret";
  EXPECT_THAT(change(changed).value_or(""), HasSubstr("http.users.ani"));
  EXPECT_EQ(status(get("/metrics")), 200U);
}

TEST_F(WebTest, RefusesPasswordsInClearTextAcrossTheNetwork) {
  auto open_to_all = settings();
  open_to_all.listen = "0.0.0.0:0";
  open_to_all.users["ani"] = cheap_hash("secret");
  EXPECT_THAT(start(open_to_all).value_or(""), HasSubstr("http.users"));
  EXPECT_EQ(port, 0);
}

TEST_F(WebTest, RefusesAHashThatIsNotBcrypt) {
  auto wrong = settings();
  wrong.users["ani"] = "$1$md5$md5";
  EXPECT_THAT(start(wrong).value_or(""), HasSubstr("http.users.ani"));
}

}  // namespace
}  // namespace pantau::http::test
