// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/json_parts.hpp"

#include <algorithm>
#include <chrono>

#include "daemon/http/json_text.hpp"
#include "daemon/metrics/label.hpp"
#include "daemon/metrics/local_date.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

/// Longer than any honest note; a document is no place for a book.
constexpr std::size_t kMaxTextBytes = 4096;

}  // namespace

json::value or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string_view(text));
}

json::value since_or_null(book::Second since) {
  return since == book::Second{} ? json::value(nullptr) : json::value(rfc3339(since));
}

json::value cleaned(std::string_view text) {
  return or_null(metrics::clean(text, kMaxTextBytes));
}

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& text : list) {
    array.emplace_back(text);
  }
  return array;
}

std::string_view role_name(config::Role role) {
  return role == config::Role::primary ? "primary" : "backup";
}

double seconds(net::Nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::size_t link_count(const links::Snapshot& snapshot) {
  return snapshot.plan ? std::min(snapshot.plan->links.size(), snapshot.links.size()) : 0;
}

config::Date today_of(const links::Snapshot& snapshot) {
  return metrics::local_date(snapshot.now.wall,
                             snapshot.plan ? snapshot.plan->daemon.timezone : "UTC");
}

}  // namespace pantau::http
