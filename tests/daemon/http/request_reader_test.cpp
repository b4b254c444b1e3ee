// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/request_reader.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::http {
namespace {

using Kind = ReadOutcome::Kind;

/// As much of `bytes` as there is room for; returns how much that was.
std::size_t feed(RequestReader& reader, std::string_view bytes) {
  const auto space = reader.space();
  const auto count = std::min(space.size(), bytes.size());
  std::copy_n(bytes.begin(), count, space.begin());
  reader.append(count);
  return count;
}

ReadOutcome read_all(std::string_view bytes) {
  RequestReader reader;
  while (true) {
    bytes.remove_prefix(feed(reader, bytes));
    auto outcome = reader.next();
    if (outcome.kind != Kind::need_more || bytes.empty()) {
      return outcome;
    }
  }
}

constexpr std::string_view kScrape =
    "GET /metrics?a=b HTTP/1.1\r\nHost: 127.0.0.1:9750\r\nUser-Agent: Prometheus/2.42.0\r\n"
    "Accept: text/plain\r\naccept: */*;q=0.1\r\nAccept-Encoding: gzip\r\n"
    "Authorization: Basic YTpi\r\n\r\n";

TEST(RequestReader, ReadsARequest) {
  const auto outcome = read_all(kScrape);
  ASSERT_EQ(outcome.kind, Kind::complete);
  EXPECT_EQ(outcome.request.method, Method::get);
  EXPECT_EQ(outcome.request.path, "/metrics");
  EXPECT_THAT(outcome.request.query, testing::ElementsAre(Parameter{"a", "b"}));
  EXPECT_EQ(outcome.request.accept, "text/plain, */*;q=0.1");
  EXPECT_EQ(outcome.request.accept_encoding, "gzip");
  EXPECT_EQ(outcome.request.authorization, "Basic YTpi");
  EXPECT_TRUE(outcome.keep_alive);
}

TEST(RequestReader, ReadsARequestThatComesByteByByte) {
  RequestReader reader;
  for (std::size_t i = 0; i + 1 < kScrape.size(); ++i) {
    feed(reader, kScrape.substr(i, 1));
    ASSERT_EQ(reader.next().kind, Kind::need_more) << i;
    ASSERT_FALSE(reader.idle());
  }
  feed(reader, "\n");
  EXPECT_EQ(reader.next().kind, Kind::complete);
  EXPECT_TRUE(reader.idle());
}

TEST(RequestReader, ReadsARequestCutAnywhere) {
  for (std::size_t cut = 1; cut < kScrape.size(); ++cut) {
    RequestReader reader;
    feed(reader, kScrape.substr(0, cut));
    ASSERT_EQ(reader.next().kind, Kind::need_more) << cut;
    feed(reader, kScrape.substr(cut));
    ASSERT_EQ(reader.next().kind, Kind::complete) << cut;
  }
}

TEST(RequestReader, ReadsTheNextRequestFromWhatIsLeft) {
  RequestReader reader;
  feed(reader, "GET /a HTTP/1.1\r\nHost: t\r\n\r\nHEAD /b HTTP/1.1\r\nHost: t\r\n\r\nGET /");
  EXPECT_EQ(reader.next().request.path, "/a");
  const auto second = reader.next();
  EXPECT_EQ(second.request.path, "/b");
  EXPECT_EQ(second.request.method, Method::head);
  EXPECT_EQ(reader.next().kind, Kind::need_more);
  EXPECT_FALSE(reader.idle());
}

std::string with_total_size(std::size_t bytes) {
  const std::string front = "GET / HTTP/1.1\r\nHost: t\r\nX: ";
  return front + std::string(bytes - front.size() - 4, 'x') + "\r\n\r\n";
}

TEST(RequestReader, TakesAHeaderOfExactlyTheLimit) {
  EXPECT_EQ(read_all(with_total_size(kHeaderLimitBytes)).kind, Kind::complete);
  const auto larger = read_all(with_total_size(kHeaderLimitBytes + 1));
  ASSERT_EQ(larger.kind, Kind::refused);
  EXPECT_EQ(larger.refusal.status, 431U);
}

TEST(RequestReader, CountsRequestLineAndFieldsTogether) {
  const auto outcome = read_all("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: t\r\nX: " +
                                std::string(5000, 'x') + "\r\n\r\n");
  ASSERT_EQ(outcome.kind, Kind::refused);
  EXPECT_EQ(outcome.refusal.status, 431U);
}

TEST(RequestReader, CountsARequestLineThatCameBeforeItsFields) {
  RequestReader reader;
  feed(reader, "GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost");
  ASSERT_EQ(reader.next().kind, Kind::need_more);
  feed(reader, ": t\r\nX: " + std::string(5000, 'x') + "\r\n\r\n");
  const auto outcome = reader.next();
  ASSERT_EQ(outcome.kind, Kind::refused);
  EXPECT_EQ(outcome.refusal.status, 431U);
}

TEST(RequestReader, TakesAHundredFieldsAndNoMore) {
  const auto with_fields = [](std::size_t count) {
    std::string text = "GET / HTTP/1.1\r\nHost: t\r\n";
    for (std::size_t i = 1; i < count; ++i) {
      text += "a: b\r\n";
    }
    return text + "\r\n";
  };
  EXPECT_EQ(read_all(with_fields(kMaxFields)).kind, Kind::complete);
  const auto more = read_all(with_fields(kMaxFields + 1));
  ASSERT_EQ(more.kind, Kind::refused);
  EXPECT_EQ(more.refusal.status, 431U);
}

struct Refused {
  std::string bytes;
  unsigned status;
};

class RequestReaderRefuses : public testing::TestWithParam<Refused> {};

TEST_P(RequestReaderRefuses, ARequestThatIsWrong) {
  const auto outcome = read_all(GetParam().bytes);
  ASSERT_EQ(outcome.kind, Kind::refused) << GetParam().bytes;
  EXPECT_EQ(outcome.refusal.status, GetParam().status) << GetParam().bytes;
  EXPECT_FALSE(outcome.refusal.body.empty());
}

std::string post(std::string_view headers) {
  return "POST /-/reload HTTP/1.1\r\nHost: t\r\n" + std::string(headers) + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    RequestReaderRefuses,
    testing::Values(Refused{"GET /\r\n", 400},
                    Refused{"GET / HTTP/2.0\r\n\r\n", 400},
                    Refused{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
                    Refused{"GET / HTTP/1.1\nHost: t\n\n", 400},
                    Refused{"GET / HTTP/1.1\r\n\r\n", 400},
                    Refused{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
                    Refused{"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
                    Refused{"GET metrics HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Refused{"GET http://t/metrics HTTP/1.1\r\nHost: t\r\n\r\n", 400},
                    Refused{"GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    Refused{std::string("\x16\x03\x01\x02", 4), 400},
                    Refused{std::string("\0\0\0\0", 4), 400},
                    Refused{post("Content-Length: 1\r\n"), 413},
                    Refused{post("Content-Length: 18446744073709551615\r\n"), 413},
                    Refused{post("Content-Length: 18446744073709551616\r\n"), 400},
                    Refused{post("Content-Length: -1\r\n"), 400},
                    Refused{post("Content-Length: 0\r\nContent-Length: 5\r\n"), 400},
                    Refused{post("Transfer-Encoding: chunked\r\n"), 413},
                    Refused{post("Transfer-Encoding: gzip\r\n"), 400},
                    Refused{post("Transfer-Encoding: chunked, identity\r\n"), 400},
                    Refused{post("Transfer-Encoding: xchunked\r\n"), 400},
                    Refused{post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"), 400},
                    Refused{post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"), 400},
                    Refused{post("Transfer-Encoding: gzip\r\nContent-Length: 0\r\n"), 400},
                    Refused{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
                    Refused{"PUT / HTTP/1.1\r\nHost: t\r\n\r\n", 405},
                    Refused{"CONNECT / HTTP/1.1\r\nHost: t\r\n\r\n", 405},
                    Refused{"get / HTTP/1.1\r\nHost: t\r\n\r\n", 405}));

TEST(RequestReader, TakesAPostWithAnEmptyBody) {
  for (const std::string headers : {"", "Content-Length: 0\r\n"}) {
    const auto outcome = read_all(post(headers));
    ASSERT_EQ(outcome.kind, Kind::complete) << headers;
    EXPECT_EQ(outcome.request.method, Method::post);
  }
}

TEST(RequestReader, KnowsWhetherTheClientStays) {
  EXPECT_FALSE(read_all("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(read_all("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  EXPECT_FALSE(read_all("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").keep_alive);
}

}  // namespace
}  // namespace pantau::http
