// SPDX-License-Identifier: Apache-2.0
/// \file
/// Times of a document.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "daemon/book/link_state.hpp"

namespace pantau::cli {

/// RFC 3339, fractions cut; nothing where there is none.
[[nodiscard]] std::optional<book::Second> document_time(const boost::json::object& from,
                                                        std::string_view key);

}  // namespace pantau::cli
