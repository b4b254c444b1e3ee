// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/http/documents.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/http/outage_object.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

/// By RecentEcho::Verdict; the words of semantics.md 1.
constexpr std::array<std::string_view, 5> kVerdictNames{
    "undecided", "answered", "lost", "unsent", "void"};

json::array parents(const links::Why& why) {
  json::array list;
  for (const links::ParentState& parent : why.parents) {
    list.push_back(json::object{{"link", parent.link},
                                {"state", json::string_view(book::name(parent.state))},
                                {"group", parent.group}});
  }
  return list;
}

json::array echoes(const links::Why& why) {
  json::array list;
  for (const links::RecentEcho& echo : why.echoes) {
    const auto verdict = kVerdictNames.at(static_cast<std::size_t>(echo.verdict));
    list.push_back(
        json::object{{"sent", rfc3339_milliseconds(echo.sent)},
                     {"verdict", json::string_view(verdict)},
                     {"rtt", echo.rtt ? json::value(seconds(*echo.rtt)) : json::value(nullptr)},
                     {"late", echo.late},
                     {"reason", or_null(echo.reason)}});
  }
  return list;
}

json::value provider(const config::Plan& plan, const config::Link& link) {
  if (link.provider.empty()) {
    return nullptr;
  }
  const config::Provider* found = plan.find_provider(link.provider);
  return json::object{{"id", link.provider},
                      {"name", found != nullptr ? or_null(found->name) : json::value(nullptr)},
                      {"contact", found != nullptr ? or_null(found->contact) : nullptr}};
}

/// Whom to ask about a root is known at the root's own site and provider.
json::array root_details(const links::Why& why) {
  json::array list;
  for (const std::string& id : why.roots) {
    const config::Link* link = why.plan->find_link(id);
    const config::Site* site = link != nullptr ? why.plan->find_site(link->site) : nullptr;
    list.push_back(json::object{
        {"link", id},
        {"site", link != nullptr ? json::value(link->site) : json::value(nullptr)},
        {"contacts", site != nullptr ? texts(site->contacts) : json::array{}},
        {"provider", link != nullptr ? provider(*why.plan, *link) : json::value(nullptr)}});
  }
  return list;
}

/// The outages document's object, and beside it what holds now: cause and planned of its last
/// segment. Of which incident it is only the book knows.
json::value outage(const links::Why& why) {
  const auto& open = why.numbers.outage;
  if (!open) {
    return nullptr;
  }
  json::object object =
      why.outage != nullptr
          ? outage_object(
                *why.outage, std::nullopt, std::chrono::floor<std::chrono::seconds>(why.now.wall))
          : json::object{{"id", open->id}, {"start", rfc3339(open->start)}};
  object["cause"] = json::string_view(book::name(open->cause));
  object["planned"] = open->planned;
  return object;
}

}  // namespace

std::string why_document(const links::Why& why) {
  const config::Plan& plan = *why.plan;
  const config::Link& link = plan.links.at(why.place);
  const config::Site* site = plan.find_site(link.site);
  return to_text(json::object{
      {"now", rfc3339_milliseconds(why.now.wall)},
      {"link", link.id},
      {"site", link.site},
      {"state", json::string_view(book::name(why.numbers.state))},
      {"since", since_or_null(std::chrono::floor<std::chrono::seconds>(why.numbers.since))},
      {"rule", or_null(why.rule)},
      {"runs",
       json::object{{"losses", why.numbers.losing_run}, {"answers", why.numbers.answering_run}}},
      {"vantage", why.vantage_ok},
      {"parents", parents(why)},
      {"root", texts(why.roots)},
      {"root_details", root_details(why)},
      {"maintenance", why.numbers.in_maintenance},
      {"outage", outage(why)},
      {"contacts", site != nullptr ? texts(site->contacts) : json::array{}},
      {"provider", provider(plan, link)},
      {"echoes", echoes(why)},
  });
}

}  // namespace pantau::http
