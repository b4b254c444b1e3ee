// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/label.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
// clang-format off: it needs the macros of gtest.
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include "tests/daemon/metrics/page_parser.hpp"

namespace pantau::metrics {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

TEST(Label, KeepsOrdinaryText) {
  EXPECT_EQ(clean("Kantor Distrik Jila"), "Kantor Distrik Jila");
  EXPECT_EQ(clean("Puncak Jaya – 4.884 m ✓ 𝄞"), "Puncak Jaya – 4.884 m ✓ 𝄞");
  EXPECT_EQ(clean(""), "");
}

TEST(Label, ReplacesInvalidUtf8) {
  EXPECT_EQ(clean("a\xFF"
                  "b"),
            std::string("a") + kReplacement + "b");
  EXPECT_EQ(clean("\x80"), kReplacement);
  EXPECT_EQ(clean("caf\xE9"), std::string("caf") + kReplacement);  // Latin-1
}

TEST(Label, ReplacesOverlongFormsSurrogatesAndWhatIsBeyondUnicode) {
  const auto count = [](std::string_view text) { return clean(text).size() / 3; };
  EXPECT_EQ(count("\xC0\xAF"), 2U);  // overlong "/"
  EXPECT_EQ(count("\xE0\x80\x8A"), 3U);  // overlong line feed
  EXPECT_EQ(count("\xED\xA0\x80"), 3U);  // U+D800
  EXPECT_EQ(count("\xF4\x90\x80\x80"), 4U);  // U+110000
  EXPECT_EQ(count("\xF0\x80\x80\x8A"), 4U);
}

TEST(Label, ReplacesTruncatedSequenceOnceAndKeepsWhatFollows) {
  EXPECT_EQ(clean("\xE2\x82"), kReplacement);
  EXPECT_EQ(clean("\xE2\x82"
                  "b"),
            std::string(kReplacement) + "b");
  EXPECT_EQ(clean("\xF0\x9F\x98"), kReplacement);
}

TEST(Label, LeavesOutControlCharacters) {
  EXPECT_EQ(clean(std::string("a\0b\r\n\tc\x1B[31md\x7F", 13)), "abc[31md");
  EXPECT_EQ(clean("a\xC2\x85"
                  "b\xC2\x9B"
                  "c"),
            "abc");  // NEL and CSI of C1
  EXPECT_EQ(clean("a\xC2\xA0"
                  "b"),
            "a\xC2\xA0"
            "b");  // no-break space is no control
}

TEST(Label, LeavesOutBidirectionalOverridesAndIsolates) {
  EXPECT_EQ(clean("a\u202Ab\u202Ec\u2066d\u2069e"), "abcde");
  EXPECT_EQ(clean("a\u2029b\u202Fc\u2065d\u206Ae"), "a\u2029b\u202Fc\u2065d\u206Ae");
}

TEST(Label, CutsAtACharacterBoundary) {
  EXPECT_EQ(clean(std::string(200, 'x')), std::string(128, 'x'));
  EXPECT_EQ(clean(std::string(127, 'x') + "é"), std::string(127, 'x'));
  EXPECT_EQ(clean(std::string(126, 'x') + "é"), std::string(126, 'x') + "é");
  // Invalid bytes grow: what counts is the length of what is written.
  EXPECT_EQ(clean(std::string(100, '\xFF')).size(), 126U);
}

TEST(Label, EscapesBackslashAndQuote) {
  std::string labels;
  append_label(labels, "a", R"(x"y\z)");
  append_label(labels, "b", "");
  EXPECT_EQ(labels, R"(a="x\"y\\z",b="")");
}

/// Bytes, with the troublesome ones far more often than chance would have them.
rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::oneOf(rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
                                    rc::gen::element<std::string>("\"",
                                                                  "\\",
                                                                  "\n",
                                                                  "\r",
                                                                  "\x1B",
                                                                  "{",
                                                                  "}",
                                                                  ",",
                                                                  "=",
                                                                  " ",
                                                                  "\\n",
                                                                  "\xE2\x80\xAE",
                                                                  "\xE2\x81\xA6",
                                                                  "\xE2",
                                                                  "\x82",
                                                                  "\xC2\x85",
                                                                  "\xED\xA0\x80",
                                                                  "\xF0\x9F\x98\x80",
                                                                  "Jila",
                                                                  "é"));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& part : pieces) {
                          text += part;
                        }
                        return text;
                      });
}

RC_GTEST_PROP(Label, AnyBytesBecomeALineThatReadsBackAsTheCleanedText, ()) {
  const std::string text = *any_text();
  std::string labels;
  append_label(labels, "before", text);
  append_label(labels, "name", text);
  const std::string line = "pantau_site_info{" + labels + "} 1";
  const auto sample = test::parse_sample(line);
  RC_ASSERT(line.find('\n') == std::string::npos);
  RC_ASSERT(sample.has_value());
  RC_ASSERT(sample->labels.at("name") == clean(text));
  RC_ASSERT(sample->labels.size() == 2U);
}

RC_GTEST_PROP(Label, CleanedTextIsShortValidAndHarmless, ()) {
  const std::string text = *any_text();
  const std::string cleaned = clean(text);
  const auto codes = test::decode_utf8(cleaned);
  RC_ASSERT(cleaned.size() <= kMaxLabelBytes);
  RC_ASSERT(codes.has_value());
  RC_ASSERT(std::none_of(codes->begin(), codes->end(), [](char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
  }));
  RC_ASSERT(clean(cleaned) == cleaned);
}

}  // namespace
}  // namespace pantau::metrics
