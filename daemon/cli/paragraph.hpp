// SPDX-License-Identifier: Apache-2.0
/// \file
/// Running text in lines of a printed page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pantau::cli {

/// Lines of at most `width` code points, broken at spaces; a word that is longer is cut. At least
/// one line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace pantau::cli
