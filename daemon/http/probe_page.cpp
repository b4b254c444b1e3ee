// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "daemon/http/documents.hpp"
#include "daemon/http/json_parts.hpp"

namespace pantau::http {

std::optional<std::size_t> find_link(const links::Snapshot& snapshot, std::string_view id) {
  for (std::size_t i = 0; i < link_count(snapshot); ++i) {
    if (snapshot.plan->links[i].id == id) {
      return i;
    }
  }
  return std::nullopt;
}

std::optional<std::string> probe_page(const links::Snapshot& snapshot, std::size_t link_index) {
  const auto& numbers = snapshot.links.at(link_index);
  if (!numbers.last_answered) {
    return std::nullopt;
  }
  const bool answered = *numbers.last_answered;
  const auto& link = snapshot.plan->links.at(link_index);
  std::string page = fmt::format(
      "# HELP probe_success Whether the last decided echo was answered.\n"
      "# TYPE probe_success gauge\n"
      "probe_success {}\n"
      "# HELP probe_duration_seconds How long the last decided echo was waited for.\n"
      "# TYPE probe_duration_seconds gauge\n"
      "probe_duration_seconds {}\n",
      answered ? 1 : 0,
      seconds(answered ? numbers.last_rtt : link.profile.timeout));
  if (answered) {
    page += fmt::format(
        "# HELP probe_icmp_duration_seconds Round trip of the last decided echo.\n"
        "# TYPE probe_icmp_duration_seconds gauge\n"
        "probe_icmp_duration_seconds{{phase=\"rtt\"}} {}\n",
        seconds(numbers.last_rtt));
  }
  return page;
}

}  // namespace pantau::http
