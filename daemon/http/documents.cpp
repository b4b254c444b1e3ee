// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/http/json_text.hpp"
#include "daemon/metrics/local_date.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

double seconds(net::Nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string_view role_name(config::Role role) {
  return role == config::Role::primary ? "primary" : "backup";
}

json::value or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string_view(text));
}

/// Of several contracts the one in force today; between two the one that began (or begins) last, as
/// on the info series of the metrics.
std::string_view present_contract(const config::Plan& plan,
                                  const config::Link& link,
                                  config::Date today) {
  const config::Contract* latest = nullptr;
  for (const auto& id : link.contracts) {
    const auto* contract = plan.find_contract(id);
    if (contract == nullptr) {
      continue;
    }
    if (contract->start <= today && (!contract->has_end || today <= contract->end)) {
      return contract->id;
    }
    if (latest == nullptr || latest->start < contract->start) {
      latest = contract;
    }
  }
  return latest == nullptr ? std::string_view() : std::string_view(latest->id);
}

json::value minute_object(const links::LinkNumbers& numbers) {
  if (!numbers.minute) {
    return nullptr;
  }
  const auto& minute = *numbers.minute;
  const auto value = [&](net::Nanoseconds duration) {
    return minute.answered() ? json::value(seconds(duration)) : json::value(nullptr);
  };
  return json::object{
      {"start", rfc3339(std::chrono::floor<std::chrono::seconds>(minute.start))},
      {"sent", minute.sent},
      {"lost", minute.lost},
      {"late", minute.late},
      {"duplicates", minute.duplicates},
      {"min", value(minute.min)},
      {"median", value(minute.median)},
      {"p95", value(minute.p95)},
      {"max", value(minute.max)},
      {"variation", value(minute.variation())},
  };
}

json::value since(const links::LinkNumbers& numbers) {
  if (numbers.since == net::WallTime{}) {
    return nullptr;
  }
  return json::value(rfc3339(std::chrono::floor<std::chrono::seconds>(numbers.since)));
}

json::object link_object(const config::Plan& plan,
                         const config::Link& link,
                         const links::LinkNumbers& numbers,
                         config::Date today) {
  const auto state = links::kLinkStateNames.at(static_cast<std::size_t>(numbers.state));
  return json::object{
      {"link", link.id},
      {"site", link.site},
      {"technology", link.technology},
      {"role", json::string_view(role_name(link.role))},
      {"provider", or_null(link.provider)},
      {"contract", or_null(present_contract(plan, link, today))},
      {"address", or_null(link.address)},
      {"state", json::string_view(state)},
      {"since", since(numbers)},
      {"settled_until", nullptr},
      {"root", json::array()},
      {"maintenance", false},
      {"last_reply",
       numbers.last_reply ? json::value(rfc3339_milliseconds(*numbers.last_reply))
                          : json::value(nullptr)},
      {"minute", minute_object(numbers)},
      {"outage", nullptr},
  };
}

/// Links with their numbers; a snapshot without a plan has none.
std::size_t link_count(const links::Snapshot& snapshot) {
  return snapshot.plan ? std::min(snapshot.plan->links.size(), snapshot.links.size()) : 0;
}

config::Date today_of(const links::Snapshot& snapshot) {
  return metrics::local_date(snapshot.now.wall,
                             snapshot.plan ? snapshot.plan->daemon.timezone : "UTC");
}

json::object discovery_group(const config::Plan& plan,
                             const config::Link& link,
                             config::Date today) {
  const auto* site = plan.find_site(link.site);
  const bool live = site != nullptr && is_live(*site, today);
  return json::object{
      {"targets", json::array{link.id}},
      {"labels",
       json::object{
           {"__meta_pantau_link", link.id},
           {"__meta_pantau_site", link.site},
           {"__meta_pantau_district", site != nullptr ? site->district : std::string()},
           {"__meta_pantau_technology", link.technology},
           {"__meta_pantau_role", json::string_view(role_name(link.role))},
           {"__meta_pantau_address", link.address},
           {"__meta_pantau_live", live ? "1" : "0"},
       }},
  };
}

}  // namespace

bool is_live(const config::Site& site, config::Date today) {
  if (site.hold) {
    return false;
  }
  if (site.phase.empty()) {
    return true;
  }
  std::optional<config::Stage> furthest;
  for (const auto& [stage, date] : site.actual) {
    if (date <= today && (!furthest || *furthest < stage)) {
      furthest = stage;
    }
  }
  return furthest == config::Stage::in_service || furthest == config::Stage::handed_over;
}

std::optional<std::size_t> find_link(const links::Snapshot& snapshot, std::string_view id) {
  for (std::size_t i = 0; i < link_count(snapshot); ++i) {
    if (snapshot.plan->links[i].id == id) {
      return i;
    }
  }
  return std::nullopt;
}

std::string links_document(const links::Snapshot& snapshot) {
  const auto today = today_of(snapshot);
  json::array list;
  for (std::size_t i = 0; i < link_count(snapshot); ++i) {
    list.push_back(link_object(*snapshot.plan, snapshot.plan->links[i], snapshot.links[i], today));
  }
  return to_text(json::object{
      {"now", rfc3339_milliseconds(snapshot.now.wall)},
      {"gateway", or_null(snapshot.plan ? snapshot.plan->daemon.gateway : std::string())},
      {"vantage", snapshot.vantage_ok},
      {"links", std::move(list)},
  });
}

std::string discovery_document(const links::Snapshot& snapshot) {
  const auto today = today_of(snapshot);
  json::array list;
  for (std::size_t i = 0; i < link_count(snapshot); ++i) {
    list.push_back(discovery_group(*snapshot.plan, snapshot.plan->links[i], today));
  }
  return to_text(list);
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
