// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/response_head.hpp"

#include <zlib.h>

#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/http/gzip.hpp"

namespace pantau::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string unpack(const std::string& packed) {
  z_stream stream{};
  inflateInit2(&stream, MAX_WBITS + 16);  // 16: a gzip header and nothing else
  std::string plain(std::size_t{1} << 20U, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  const int result = inflate(&stream, Z_FINISH);
  plain.resize(result == Z_STREAM_END ? stream.total_out : 0);
  inflateEnd(&stream);
  return plain;
}

Response with_body(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

bool has_header(const Response& response, const std::string& name, const std::string& value) {
  for (const auto& [candidate, text] : response.headers) {
    if (candidate == name && text == value) {
      return true;
    }
  }
  return false;
}

TEST(ResponseHead, IsHttpWithItsLength) {
  auto response = with_body("hello");
  response.status = 404;
  response.headers.emplace_back("X-One", "1");
  using namespace std::chrono_literals;
  const std::chrono::sys_seconds date =
      std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;
  EXPECT_EQ(response_head(response, true, date),
            "HTTP/1.1 404 Not Found\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"  // the example of RFC 9110, 5.6.7
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 5\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Cache-Control: no-store\r\n"
            "X-One: 1\r\n"
            "Connection: keep-alive\r\n"
            "\r\n");
  EXPECT_THAT(response_head(response, false, date), HasSubstr("Connection: close\r\n"));
}

TEST(ResponseHead, LetsNoValueBeginAHeader) {
  auto response = with_body("");
  response.headers.emplace_back("X-Name", "a\r\nSet-Cookie: b\n\x7f\xc3\xa9");
  EXPECT_THAT(response_head(response, true, {}), HasSubstr("X-Name: aSet-Cookie: b\xc3\xa9\r\n"));
}

TEST(ResponseCoding, PacksAndUnpacksToTheSame) {
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes in each run
  for (const std::size_t size : {std::size_t{1025}, std::size_t{70000}, std::size_t{900000}}) {
    std::string noise;
    std::string text;
    while (noise.size() < size) {
      noise += static_cast<char>(random() & 0xffU);
      text += static_cast<char>('a' + random() % 3);
    }
    for (const auto& body : {noise, text}) {
      auto response = with_body(body);
      apply_coding(response, Coding::gzip);
      EXPECT_TRUE(has_header(response, "Content-Encoding", "gzip"));
      EXPECT_TRUE(has_header(response, "Vary", "Accept-Encoding"));
      EXPECT_EQ(unpack(response.body), body);
    }
    auto packed = with_body(text);
    apply_coding(packed, Coding::gzip);
    EXPECT_LT(packed.body.size(), size);
  }
}

TEST(ResponseCoding, LeavesSmallBodiesAloneUnlessOnlyGzipIsTaken) {
  const std::string small(kSmallBodyBytes, 'x');
  auto response = with_body(small);
  apply_coding(response, Coding::gzip);
  EXPECT_EQ(response.body, small);
  EXPECT_TRUE(response.headers.empty());
  apply_coding(response, Coding::gzip_only);
  EXPECT_EQ(unpack(response.body), small);
  EXPECT_TRUE(has_header(response, "Content-Encoding", "gzip"));
}

TEST(ResponseCoding, SaysThatTheAnswerVariesAlsoWhenNotPacked) {
  auto response = with_body(std::string(kSmallBodyBytes + 1, 'x'));
  apply_coding(response, Coding::identity);
  EXPECT_EQ(response.body, std::string(kSmallBodyBytes + 1, 'x'));
  EXPECT_TRUE(has_header(response, "Vary", "Accept-Encoding"));
  EXPECT_FALSE(has_header(response, "Content-Encoding", "gzip"));
}

}  // namespace
}  // namespace pantau::http
