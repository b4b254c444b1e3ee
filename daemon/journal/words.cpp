// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/words.hpp"

#include <algorithm>

namespace pantau::journal {

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace pantau::journal
