// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/status_tree.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <boost/json/value.hpp>

#include "daemon/cli/plain_text.hpp"

namespace pantau::cli {

using boost::json::object;
using boost::json::value;

std::string root_of(const object& link) {
  const value* const roots = link.if_contains("root");
  if (plain_text(link, "state") != "unreachable" || roots == nullptr || !roots->is_array() ||
      roots->as_array().empty()) {
    return {};
  }
  return plain_text(roots->as_array().front());
}

std::vector<StatusLine> status_tree(const boost::json::array& links) {
  std::map<std::string, std::vector<const object*>> below;
  std::map<std::string, std::vector<const object*>> by_state;
  for (const value& each : links) {
    const object& link = each.as_object();
    by_state[plain_text(link, "state")].push_back(&link);
    below[root_of(link)].push_back(&link);
  }
  std::vector<const object*>& down = by_state["down"];
  std::ranges::stable_sort(down, std::greater<>{}, [&below](const object* link) {
    return below[plain_text(*link, "link")].size();
  });
  std::vector<StatusLine> lines;
  for (const object* const root : down) {
    const auto taken_along = std::exchange(below[plain_text(*root, "link")], {});
    lines.push_back({root, false, taken_along.size()});
    for (const object* const link : taken_along) {
      lines.push_back({link, true, 0});
    }
  }
  for (const auto& [root, rest] : below) {  // whose root is not down any more or not ours
    for (const object* const link : rest) {
      if (!root.empty()) {
        lines.push_back({link, false, 0});
      }
    }
  }
  for (const object* const link : by_state["unreachable"]) {
    if (root_of(*link).empty()) {
      lines.push_back({link, false, 0});
    }
  }
  for (const char* const state : {"degraded", "unknown", "up"}) {
    for (const object* const link : by_state[state]) {
      lines.push_back({link, false, 0});
    }
  }
  return lines;
}

}  // namespace pantau::cli
