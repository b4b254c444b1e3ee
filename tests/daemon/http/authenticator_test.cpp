// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/authenticator.hpp"

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/http/cheap_hash.hpp"

namespace pantau::http {
namespace {

// base64 of "ani:secret", "ani:wrong" and "nobody:secret"
constexpr std::string_view kRight = "Basic YW5pOnNlY3JldA==";
constexpr std::string_view kWrong = "Basic YW5pOndyb25n";
constexpr std::string_view kUnknown = "Basic bm9ib2R5OnNlY3JldA==";

/// The test is the web thread: what comes later comes in `run_until`.
class AuthenticatorTest : public testing::Test {
 protected:
  AuthenticatorTest() { authenticator.set_users({{"ani", test::cheap_hash("secret")}}); }

  void ask(std::string_view authorization, const std::string& path = "/metrics") {
    Request request;
    request.path = path;
    request.authorization = authorization;
    request.remote = "192.0.2.1";
    authenticator.handle(
        std::move(request),
        [this](const Response& response) { answers.push_back(response); },
        allowed);
  }

  void run_until(std::size_t count) {
    io.restart();
    const auto work = boost::asio::make_work_guard(io);
    while (answers.size() < count && io.run_one_for(std::chrono::seconds{10}) > 0) {
    }
    ASSERT_EQ(answers.size(), count);
  }

  boost::asio::io_context io;
  std::vector<Response> answers;
  Handler allowed = [](const Request&, const Reply& reply) { reply(Response{}); };
  std::vector<std::string> refused;
  Authenticator authenticator{io, [this](std::string_view client, std::string_view why) {
                                refused.push_back(std::string(client) + ": " + std::string(why));
                              }};
};

TEST_F(AuthenticatorTest, LetsInWhoKnowsThePassword) {
  ask(kRight);
  run_until(1);
  EXPECT_EQ(answers.at(0).status, 200U);
}

TEST_F(AuthenticatorTest, AsksForACredentialWhenItIsWrongUnknownOrMissing) {
  ask(kWrong);
  ask(kUnknown);
  ask("");
  ask("Bearer x");
  run_until(4);
  for (const auto& answer : answers) {
    EXPECT_EQ(answer.status, 401U);
    EXPECT_THAT(
        answer.headers,
        testing::Contains(testing::Pair("WWW-Authenticate", testing::HasSubstr("Basic realm="))));
  }
}

TEST_F(AuthenticatorTest, TellsWhomItRefusesAndWhyWithoutNameOrPassword) {
  ask(kRight);
  ask(kWrong);
  ask(kUnknown);
  ask("");
  run_until(4);
  EXPECT_THAT(refused,
              testing::UnorderedElementsAre("192.0.2.1: no user name and password",
                                            "192.0.2.1: a wrong user name or password",
                                            "192.0.2.1: a wrong user name or password"));
}

TEST_F(AuthenticatorTest, NeedsNoBcryptForAPasswordThatWasRightBefore) {
  ask(kRight);
  run_until(1);
  ask(kRight);
  // At once: nothing has run in between.
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers.at(1).status, 200U);
  ask(kWrong);
  EXPECT_EQ(answers.size(), 2U);
}

TEST_F(AuthenticatorTest, ForgetsAPasswordThatWasChanged) {
  ask(kRight);
  run_until(1);
  authenticator.set_users({{"ani", test::cheap_hash("newer")}});
  ask(kRight);
  run_until(2);
  EXPECT_EQ(answers.at(1).status, 401U);
}

TEST_F(AuthenticatorTest, RefusesMoreChecksThanItCanDoInTime) {
  for (std::size_t i = 0; i < Authenticator::kMaxPending; ++i) {
    ask(kWrong);
  }
  EXPECT_THAT(answers, testing::IsEmpty());
  ask(kWrong);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers.at(0).status, 503U);
  run_until(1 + Authenticator::kMaxPending);
  ask(kRight);
  run_until(2 + Authenticator::kMaxPending);
  EXPECT_EQ(answers.back().status, 200U);
}

TEST_F(AuthenticatorTest, LetsMonitorsOfTheDaemonItselfThrough) {
  ask("", "/-/healthy");
  ask("", "/-/ready");
  EXPECT_THAT(answers, testing::Each(testing::Field(&Response::status, 200U)));
  EXPECT_EQ(answers.size(), 2U);
  ask("", "/-/reload");
  ask("", "/nonsense");
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_EQ(answers.at(2).status, 401U);
  EXPECT_EQ(answers.at(3).status, 401U);
}

TEST_F(AuthenticatorTest, LetsEverybodyInWithoutUsers) {
  authenticator.set_users({});
  ask("");
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers.at(0).status, 200U);
}

TEST_F(AuthenticatorTest, AnswersWith500WhenTheHandlerThrowsAfterACheck) {
  allowed = [](const Request&, const Reply&) { throw std::bad_alloc(); };
  ask(kRight);
  run_until(1);
  EXPECT_EQ(answers.at(0).status, 500U);
}

TEST(Authenticator, CanGoAwayWhileChecksWait) {
  boost::asio::io_context io;
  int replies = 0;
  {
    Authenticator authenticator(io);
    authenticator.set_users({{"ani", test::cheap_hash("secret")}});
    for (int i = 0; i < 10; ++i) {
      Request request;
      request.path = "/";
      request.authorization = kWrong;
      authenticator.handle(request, [&](const Response&) { ++replies; }, {});
    }
  }
  io.run();
  EXPECT_EQ(replies, 0);
}

}  // namespace
}  // namespace pantau::http
