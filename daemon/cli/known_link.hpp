// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/load.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

/// "there is no link "jila-vsta"; did you mean "jila-vsat"?"
[[nodiscard]] std::string no_such_link(const config::Plan& plan, const std::string& link);

/// Throws std::runtime_error, with the nearest id, when `link` is neither configured nor in the
/// book: then what was asked for is a slip of the hand and no link without outages.
void expect_link(const config::Plan& plan, const journal::Reader& reader, const std::string& link);

}  // namespace pantau::cli
