// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/plain_text.hpp"

#include <algorithm>

#include "daemon/book/link_state.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::cli {

std::string printable(std::string_view text) {
  std::string shown{text};
  std::ranges::replace_if(
      shown,
      [](char c) {
        constexpr unsigned char kFirstPrintable = 0x20;
        constexpr char kDelete = 0x7f;
        return static_cast<unsigned char>(c) < kFirstPrintable || c == kDelete;
      },
      '?');
  // What needs more than a look at single bytes: U+0080 to U+009F steer some terminals as well.
  constexpr std::size_t kReplacement = 3;  // bytes, for each one that is no UTF-8
  return metrics::clean(shown, kReplacement * shown.size());
}

std::string plain_text(const boost::json::value& from) {
  return from.is_string() ? printable(std::string_view{from.as_string()}) : std::string("-");
}

std::string plain_text(const boost::json::object& from, std::string_view key) {
  const boost::json::value* const found = from.if_contains(key);
  return found == nullptr ? "-" : plain_text(*found);
}

std::string state_text(const boost::json::object& from, config::Language language) {
  std::string word = plain_text(from, "state");
  const auto* const found = std::ranges::find(book::kLinkStateNames, word);
  if (found == book::kLinkStateNames.end()) {
    return word;
  }
  const auto state = static_cast<book::LinkState>(found - book::kLinkStateNames.begin());
  return std::string(state_word(state, language));
}

}  // namespace pantau::cli
