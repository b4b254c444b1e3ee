// SPDX-License-Identifier: Apache-2.0
#include "config/toml_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace pantau::config {

namespace {

/// Well-formed sequences by their first byte (table 3-7 of the Unicode standard); bytes from the
/// third on are 80 to BF.
struct Sequence {
  unsigned char first_low;
  unsigned char first_high;
  unsigned char second_low;
  unsigned char second_high;
  std::size_t length;
};

constexpr std::array<Sequence, 8> kSequences{{{0xC2, 0xDF, 0x80, 0xBF, 2},
                                              {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                              {0xE1, 0xEC, 0x80, 0xBF, 3},
                                              {0xED, 0xED, 0x80, 0x9F, 3},
                                              {0xEE, 0xEF, 0x80, 0xBF, 3},
                                              {0xF0, 0xF0, 0x90, 0xBF, 4},
                                              {0xF1, 0xF3, 0x80, 0xBF, 4},
                                              {0xF4, 0xF4, 0x80, 0x8F, 4}}};

bool is_between(char c, unsigned char low, unsigned char high) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= low && byte <= high;
}

/// Length of the UTF-8 sequence at `at`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  if (is_between(text[at], 0, 0x7F)) {
    return 1;
  }
  const auto* const known = std::find_if(
      kSequences.begin(), kSequences.end(), [lead = text[at]](const Sequence& sequence) {
        return is_between(lead, sequence.first_low, sequence.first_high);
      });
  if (known == kSequences.end() || text.size() - at < known->length ||
      !is_between(text[at + 1], known->second_low, known->second_high)) {
    return 0;
  }
  const auto rest = text.substr(at + 2, known->length - 2);
  const bool whole =
      std::all_of(rest.begin(), rest.end(), [](char c) { return is_between(c, 0x80, 0xBF); });
  return whole ? known->length : 0;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<TextProblem> run() {
    while (at_ < text_.size() && !problem_) {
      step();
    }
    return problem_;
  }

 private:
  enum class Inside : std::uint8_t { nothing, comment, basic, literal, long_basic, long_literal };

  void fail(std::string text) { problem_ = TextProblem{here_, std::move(text)}; }

  void advance(std::size_t bytes) {
    at_ += bytes;
    line_bytes_ += bytes;
    ++here_.column;
    if (line_bytes_ > kMaxLineBytes) {
      fail(fmt::format("this line is longer than {} bytes: break it into several lines",
                       kMaxLineBytes));
    }
  }

  void step() {
    const char c = text_[at_];
    if (c == '\0') {
      fail("a NUL byte: is this a text file? Save it again as UTF-8");
      return;
    }
    const auto length = sequence_length(text_, at_);
    if (length == 0) {
      fail(fmt::format("byte 0x{:02X} is not UTF-8: save the file as UTF-8",
                       static_cast<unsigned char>(c)));
      return;
    }
    if (c == '\n') {
      end_line();
      return;
    }
    switch (inside_) {
      case Inside::nothing:
        plain(c, length);
        break;
      case Inside::comment:
        advance(length);
        break;
      default:
        in_string(c, length);
        break;
    }
  }

  void end_line() {
    ++at_;
    line_bytes_ = 0;
    here_ = {here_.line + 1, 1};
    // A string of one line that is still open is the parser's to report; it stops there.
    if (inside_ != Inside::long_basic && inside_ != Inside::long_literal) {
      inside_ = Inside::nothing;
      dots_ = 0;
    }
  }

  void plain(char c, std::size_t length) {
    switch (c) {
      case '#':
        inside_ = Inside::comment;
        break;
      case '"':
      case '\'':
        open_string(c);
        return;
      case '.':
        dot();
        break;
      case '[':
      case '{':
        open_bracket();
        break;
      case ']':
      case '}':
        close_bracket();
        break;
      case '=':
      case ',':
        separator();
        break;
      default:
        break;
    }
    if (!problem_) {
      advance(length);
    }
  }

  void dot() {
    if (++dots_ > kMaxKeyDots) {
      fail(fmt::format("a key with more than {} dots: write it shorter", kMaxKeyDots));
    }
  }

  void open_bracket() {
    if (++depth_ > kMaxNesting) {
      fail(fmt::format("brackets nested deeper than {}: close some", kMaxNesting));
      return;
    }
    separator();
  }

  void close_bracket() {
    depth_ -= depth_ > 0 ? 1 : 0;
    dots_ = 0;
  }

  void separator() {
    dots_ = 0;
    if (++values_ > kMaxValues) {
      fail(fmt::format("more than {} values in one file: split it", kMaxValues));
    }
  }

  void open_string(char quote) {
    const bool basic = quote == '"';
    if (text_.substr(at_, 3) == std::string_view(basic ? "\"\"\"" : "'''")) {
      inside_ = basic ? Inside::long_basic : Inside::long_literal;
      skip(3);
      return;
    }
    inside_ = basic ? Inside::basic : Inside::literal;
    skip(1);
  }

  void in_string(char c, std::size_t length) {
    const bool basic = inside_ == Inside::basic || inside_ == Inside::long_basic;
    if (basic && c == '\\') {
      // The escaped character is skipped with it, unless it ends the line or is not ASCII.
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\n';
      skip(next == '"' || next == '\\' ? 2 : 1);
      return;
    }
    if (c != (basic ? '"' : '\'')) {
      advance(length);
      return;
    }
    if (inside_ == Inside::basic || inside_ == Inside::literal) {
      inside_ = Inside::nothing;
      skip(1);
      return;
    }
    close_long_string(c);
  }

  /// Up to two quotes may stand directly before the three that close (TOML 1.0, multi-line
  /// strings).
  void close_long_string(char quote) {
    std::size_t run = 1;
    while (run < 5 && at_ + run < text_.size() && text_[at_ + run] == quote) {
      ++run;
    }
    if (run >= 3) {
      inside_ = Inside::nothing;
    }
    skip(run);
  }

  void skip(std::size_t ascii) {
    for (std::size_t i = 0; i < ascii && !problem_; ++i) {
      advance(1);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Position here_;
  std::size_t line_bytes_ = 0;
  std::size_t dots_ = 0;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  Inside inside_ = Inside::nothing;
  std::optional<TextProblem> problem_;
};

}  // namespace

std::optional<TextProblem> check_bounds(std::string_view text) {
  if (text.size() > kMaxFileBytes) {
    return TextProblem{{}, "larger than 16 MiB: split the file and use include"};
  }
  return Scanner(text).run();
}

}  // namespace pantau::config
