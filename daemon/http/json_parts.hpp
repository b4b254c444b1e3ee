// SPDX-License-Identifier: Apache-2.0
/// \file
/// What several documents say in the same way.
#pragma once

#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "config/inventory.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/links/snapshot.hpp"

namespace pantau::http {

/// Text that is not known or not configured is null.
[[nodiscard]] boost::json::value or_null(std::string_view text);

/// A state since the epoch itself is one that never began: null.
[[nodiscard]] boost::json::value since_or_null(book::Second since);

/// What people and other machines told us, made proper UTF-8 without control characters.
[[nodiscard]] boost::json::value cleaned(std::string_view text);
[[nodiscard]] boost::json::array texts(const std::vector<std::string>& list);

[[nodiscard]] std::string_view role_name(config::Role role);

[[nodiscard]] double seconds(net::Nanoseconds duration);

/// Links with their numbers; a snapshot without a plan has none.
[[nodiscard]] std::size_t link_count(const links::Snapshot& snapshot);

/// The date of the snapshot in the configured zone.
[[nodiscard]] config::Date today_of(const links::Snapshot& snapshot);

}  // namespace pantau::http
