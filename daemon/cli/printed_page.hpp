// SPDX-License-Identifier: Apache-2.0
/// \file
/// A page of plain text that is printed and signed: A4 in a typewriter's face.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/text_table.hpp"

namespace pantau::cli {

class PrintedPage {
 public:
  static constexpr std::size_t kColumns = 80;

  /// One line as it is; empty: a blank one.
  void line(std::string_view content = {});
  /// A line of that character.
  void rule(char character);
  /// As many lines as it takes.
  void paragraph(std::string_view content);
  /// "Label         : content", further lines below the content.
  void item(std::string_view label, std::string_view content);
  void table(const config::TextTable& rows);

  /// Lines do not end in spaces.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace pantau::cli
