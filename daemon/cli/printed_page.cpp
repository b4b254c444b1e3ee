// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/printed_page.hpp"

#include <fmt/format.h>

#include "daemon/cli/paragraph.hpp"

namespace pantau::cli {

namespace {

constexpr std::size_t kLabel = 15;
constexpr std::size_t kIndent = 2;

}  // namespace

void PrintedPage::line(std::string_view content) {
  text_ += content.substr(0, content.find_last_not_of(' ') + 1);
  text_ += '\n';
}

void PrintedPage::rule(char character) {
  line(std::string(kColumns, character));
}

void PrintedPage::paragraph(std::string_view content) {
  for (const std::string& each : wrapped(content, kColumns)) {
    line(each);
  }
}

void PrintedPage::item(std::string_view label, std::string_view content) {
  std::string before = fmt::format("{:<{}}{} ", label, kLabel, label.empty() ? ' ' : ':');
  for (const std::string& each : wrapped(content, kColumns - before.size())) {
    line(before + each);
    before.assign(before.size(), ' ');
  }
}

void PrintedPage::table(const config::TextTable& rows) {
  const std::string content = rows.text();
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = content.find('\n', begin);
    line(std::string(kIndent, ' ') + content.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace pantau::cli
