// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/target.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::http {
namespace {

TEST(Target, KeepsThePathAsSent) {
  for (const std::string path : {"/",
                                 "/metrics",
                                 "////metrics",
                                 "/%6detrics",
                                 "/a/../metrics",
                                 "/metrics/",
                                 "/%00",
                                 "/a#b"}) {
    const auto target = parse_target(path);
    ASSERT_TRUE(target) << path;
    EXPECT_EQ(target->path, path);
    EXPECT_THAT(target->query, testing::IsEmpty());
  }
}

TEST(Target, DecodesTheQuery) {
  const auto target = parse_target("/probe?target=jila-vsat&module=icmp&a=%2F+b%3D&empty=&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/probe");
  EXPECT_THAT(target->query,
              testing::ElementsAre(Parameter{"target", "jila-vsat"},
                                   Parameter{"module", "icmp"},
                                   Parameter{"a", "/ b="},
                                   Parameter{"empty", ""},
                                   Parameter{"flag", ""}));
}

TEST(Target, KeepsWhatComesAfterTheFirstEqualsSignAndQuestionMark) {
  const auto target = parse_target("/a?b=c=d?e&&=f");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->query, testing::ElementsAre(Parameter{"b", "c=d?e"}, Parameter{"", "f"}));
}

TEST(Target, DecodesNulAndBytesAboveAscii) {
  EXPECT_EQ(decode_query("a%00b"), std::string("a\0b", 3));
  EXPECT_EQ(decode_query("%fF%C3"), "\xff\xc3");
}

TEST(Target, IsNoneWithoutALeadingSlashOrWithABrokenEscape) {
  for (const std::string text : {"",
                                 "metrics",
                                 "*",
                                 "http://host/metrics",
                                 "?a=b",
                                 "/a?b=%",
                                 "/a?b=%2",
                                 "/a?b=%zz",
                                 "/a?b=%+1",
                                 "/a?b=% 1",
                                 "/a?b=%-1",
                                 "/a?%=b"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

}  // namespace
}  // namespace pantau::http
