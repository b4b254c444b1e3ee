// SPDX-License-Identifier: Apache-2.0
/// \file
/// The order in which links are shown: trouble first, and below it what it takes along.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace pantau::cli {

struct StatusLine {
  const boost::json::object* link = nullptr;
  bool below = false;  ///< unreachable because of the root above
  std::size_t behind = 0;  ///< of a link that is down: how many stand below it
};

/// Each link that is down, the one that takes most with it first, and below it what is unreachable
/// because of it; then what is unreachable because of something else, and the rest by state: the
/// degraded, the unknown, those that are up. `links` must outlive what is returned.
[[nodiscard]] std::vector<StatusLine> status_tree(const boost::json::array& links);

/// The first root of a link that is unreachable; empty for any other.
[[nodiscard]] std::string root_of(const boost::json::object& link);

}  // namespace pantau::cli
