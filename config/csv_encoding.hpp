// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pantau::config {

/// What a spreadsheet saved, as UTF-8 without a byte order mark.
struct SpreadsheetText {
  std::string text;  ///< bytes that cannot be read stand as U+FFFD
  bool windows_1252 = false;  ///< no UTF-8 at all: taken for what older Excel versions save
  std::optional<std::string> problem;  ///< not a text at all: what it is, and what to do
};

/// UTF-8, UTF-16 with a byte order mark (Excel's "Unicode text"), else Windows-1252. Any bytes.
[[nodiscard]] SpreadsheetText decode_spreadsheet(std::string_view bytes);

/// U+FFFD in UTF-8.
inline constexpr std::string_view kUnreadable = "\xEF\xBF\xBD";

}  // namespace pantau::config
