// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pantau::journal {

/// A list as one text, as the tables have it: ids have no spaces (contract.md 2).
[[nodiscard]] std::vector<std::string> words_of(const std::string& text);

}  // namespace pantau::journal
