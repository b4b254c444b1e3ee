// SPDX-License-Identifier: Apache-2.0
#include "config/csv_text.hpp"

#include <utility>

namespace pantau::config {

namespace {

class CsvParser {
 public:
  CsvParser(std::string_view text, char separator) : text_(text), separator_(separator) {}

  CsvText parse() {
    result_.rows.emplace_back();
    while (true) {
      if (++cells_ > kMaxCells) {
        complain("stands behind 2,000,000 other cells: delete empty columns, or split the sheet");
        break;
      }
      cell();
      if (at_ == text_.size()) {
        break;
      }
      if (text_[at_] == separator_) {
        ++at_;
        continue;
      }
      at_ += text_.substr(at_).starts_with("\r\n") ? 2U : 1U;
      if (at_ == text_.size()) {
        break;  // the last line's end, not an empty row
      }
      result_.rows.emplace_back();
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool ends_cell(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

  void complain(std::string text) {
    result_.problems.push_back({{static_cast<std::uint32_t>(result_.rows.size()),
                                 static_cast<std::uint32_t>(result_.rows.back().size() + 1)},
                                std::move(text)});
  }

  void cell() {
    std::string content;
    const auto start = at_;
    if (at_ < text_.size() && text_[at_] == '"' && !quoted(content)) {
      complain("begins with a quote that is never closed: close it, or take it out");
      at_ = start;
      content.clear();
    }
    const auto after = at_;
    while (at_ < text_.size() && !ends_cell(text_[at_])) {
      content += text_[at_++];
    }
    if (after != start && at_ != after) {
      complain("goes on after its closing quote: write a quote inside a cell twice");
    }
    result_.rows.back().push_back(std::move(content));
  }

  /// From the opening quote to behind the closing one. \return false when there is none.
  bool quoted(std::string& content) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        content += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        content += text_[++at_];
      } else {
        ++at_;
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t cells_ = 0;
  CsvText result_;
};

}  // namespace

CsvText parse_csv(std::string_view text, char separator) {
  return CsvParser(text, separator).parse();
}

}  // namespace pantau::config
