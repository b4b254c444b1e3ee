// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/routes.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "daemon/book/incidents.hpp"
#include "daemon/book/time_text.hpp"
#include "daemon/http/documents.hpp"
#include "daemon/http/landing_page.hpp"
#include "daemon/http/negotiation.hpp"
#include "daemon/http/outage_documents.hpp"
#include "daemon/metrics/exposition.hpp"

namespace pantau::http {

namespace {

constexpr std::string_view kReloadPath = "/-/reload";
constexpr std::string_view kLinksPath = "/api/v1/links";
constexpr std::string_view kWhyPath = "/api/v1/links/ID/why";
constexpr std::string_view kOther = "other";
constexpr std::string_view kNoSnapshot = "no measurements to be had at present";

/// All paths, as the landing page lists them.
constexpr std::array<PathHint, 12> kPaths{{
    {"/", "this page"},
    {"/metrics", "metrics for Prometheus"},
    {kLinksPath, "links, their states and last minutes (JSON)"},
    {kWhyPath, "the reasoning behind the present state of one link (JSON)", false},
    {"/api/v1/sites", "sites, their states and contacts (JSON)"},
    {"/api/v1/outages",
     "outages from the book of record (JSON): ?since=&until=&link=, times as 2026-11-20 or 24h"},
    {"/sd/links", "links as targets for Prometheus' HTTP service discovery"},
    {"/probe", "a configured link under blackbox_exporter's names: ?target=LINK&module=icmp"},
    {"/config", "effective configuration, secrets masked"},
    {"/-/healthy", "200 while the daemon lives"},
    {"/-/ready", "200 once configuration, sockets and journal are up"},
    {kReloadPath, "POST: reads the configuration again, when enabled"},
}};

/// ID of "/api/v1/links/ID/why"; empty when the path is no such one.
std::string_view link_of_why(std::string_view path) {
  constexpr std::string_view kEnd = "/why";
  if (!path.starts_with(kLinksPath) || !path.ends_with(kEnd) ||
      path.size() <= kLinksPath.size() + 1 + kEnd.size()) {
    return {};
  }
  path.remove_prefix(kLinksPath.size());
  path.remove_suffix(kEnd.size());
  const std::string_view id = path.substr(1);
  return path.front() == '/' && id.find('/') == std::string_view::npos ? id : std::string_view{};
}

/// As it is counted; kOther when there is no such path.
std::string_view route_of(std::string_view path) {
  if (!link_of_why(path).empty()) {
    return kWhyPath;
  }
  const auto* const found = std::find_if(
      kPaths.begin(), kPaths.end(), [&](const PathHint& hint) { return hint.path == path; });
  return found == kPaths.end() ? kOther : found->path;
}

Response plain(unsigned status, std::string_view text) {
  Response response;
  response.status = status;
  response.body = std::string(text) + "\n";
  return response;
}

Response typed(std::string_view content_type, std::string body) {
  Response response;
  response.content_type = content_type;
  response.body = std::move(body);
  return response;
}

Response not_found() {
  std::string text = "not found; there is:";
  for (const PathHint& hint : kPaths) {
    text += "\n";
    text += hint.path;
  }
  return plain(404, text);
}

Response not_allowed(std::string_view allow) {
  auto response = plain(405, "this path takes " + std::string(allow) + " only");
  response.headers.emplace_back("Allow", allow);
  return response;
}

/// Nothing when it is missing; ambiguous when it comes twice, which is refused as if it were.
std::optional<std::string> parameter(const Request& request, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& candidate : request.query) {
    if (candidate.name != name) {
      continue;
    }
    if (value) {
      return std::nullopt;
    }
    value = candidate.value;
  }
  return value;
}

bool has_parameter(const Request& request, std::string_view name) {
  return std::any_of(request.query.begin(), request.query.end(), [&](const Parameter& candidate) {
    return candidate.name == name;
  });
}

/// Nothing is ever sent for a request, and only names from the configuration are looked up: a
/// target of the caller's choice would make the daemon a port scanner (CVE-2020-16248 and its kin).
Response probe_answer(const links::Snapshot& snapshot, const std::string& target) {
  const auto index = find_link(snapshot, target);
  if (!index) {
    return plain(403, "target is not the id of a configured link");
  }
  auto page = probe_page(snapshot, *index);
  if (!page) {
    return plain(404, "no echo to this link has been decided yet");
  }
  return typed(metrics::content_type(metrics::Format::text_0_0_4), std::move(*page));
}

/// A time of the query, or the answer that says what is wrong with it.
std::variant<std::optional<book::Second>, Response> read_time(const Request& request,
                                                              const std::string& name,
                                                              book::Second now,
                                                              const std::string& zone) {
  if (!has_parameter(request, name)) {
    return std::nullopt;
  }
  const auto text = parameter(request, name);
  if (!text) {
    return plain(400, "parameter " + name + " is given more than once");
  }
  auto time = book::parse_time(*text, now, zone);
  if (auto* const trouble = std::get_if<std::string>(&time)) {
    return plain(400, name + ": " + *trouble);
  }
  return std::get<book::Second>(time);
}

/// What is asked for, or the answer that says what is wrong with it.
std::variant<book::OutageQuery, Response> read_query(const Request& request,
                                                     book::Second now,
                                                     const std::string& zone) {
  book::OutageQuery query;
  for (const auto& [name, place] : {std::pair(std::string("since"), &query.since),
                                    std::pair(std::string("until"), &query.until)}) {
    auto time = read_time(request, name, now, zone);
    if (auto* const refusal = std::get_if<Response>(&time)) {
      return std::move(*refusal);
    }
    *place = std::get<std::optional<book::Second>>(time);
  }
  if (has_parameter(request, "link")) {
    const auto link = parameter(request, "link");
    if (!link) {
      return plain(400, "parameter link is given more than once");
    }
    query.link = *link;
  }
  return query;
}

Response reload_answer(const ReloadResult& result) {
  std::string text = result.successful ? "reloaded" : "";
  for (const auto& line : result.lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return plain(result.successful ? 200 : 500, text);
}

}  // namespace

Routes::Routes(Source& source, RoutesOptions options)
    : source_(source), options_(std::move(options)), desk_(source) {}

void Routes::count(std::string_view path, unsigned status) {
  ++counts_[{std::string(route_of(path)), status}];
}

void Routes::attempt(const Reply& reply, const std::function<void()>& work) const {
  try {
    work();
  } catch (const std::exception& exception) {
    if (options_.on_trouble) {
      options_.on_trouble("http_handler_failed", exception.what());
    }
    reply(plain(500, "internal error"));
  }
}

void Routes::with_snapshot(Reply reply, Page page) {
  desk_.ask(
      [this, reply = std::move(reply), page = std::move(page)](const SnapshotPointer& snapshot) {
        attempt(reply, [&] { reply(snapshot ? page(*snapshot) : plain(503, kNoSnapshot)); });
      });
}

Response Routes::ready() const {
  const auto reason = source_.not_ready();
  return reason ? plain(503, "not ready: " + *reason) : plain(200, "pantau is ready");
}

Response Routes::landing(const links::Snapshot& snapshot) const {
  const auto gateway = snapshot.plan ? snapshot.plan->daemon.gateway : std::string();
  auto response = typed(kHtml, landing_page(options_.version, gateway, kPaths));
  response.headers.emplace_back("Content-Security-Policy", kPagePolicy);
  response.headers.emplace_back("X-Frame-Options", "DENY");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

void Routes::probe(const Request& request, Reply reply) {
  auto target = parameter(request, "target");
  if (!target || target->empty()) {
    reply(plain(400, "one parameter target is needed: the id of a configured link"));
    return;
  }
  if (has_parameter(request, "module") && parameter(request, "module") != "icmp") {
    reply(plain(400, "unknown module; there is: icmp"));
    return;
  }
  with_snapshot(std::move(reply), [target = std::move(*target)](const links::Snapshot& snapshot) {
    return probe_answer(snapshot, target);
  });
}

void Routes::why(std::string link, Reply reply) {
  source_.request_why(std::move(link),
                      [this, reply = std::move(reply)](const std::optional<links::Why>& why) {
                        attempt(reply, [&] {
                          reply(why ? typed(kJson, why_document(*why))
                                    : plain(404, "no link of this id is configured"));
                        });
                      });
}

void Routes::outages(const Request& request, Reply reply) {
  desk_.ask([this, request, reply = std::move(reply)](const SnapshotPointer& snapshot) {
    attempt(reply, [&] {
      if (!snapshot || !snapshot->plan) {
        reply(plain(503, kNoSnapshot));
        return;
      }
      const auto now = std::chrono::floor<std::chrono::seconds>(snapshot->now.wall);
      auto query = read_query(request, now, snapshot->plan->daemon.timezone);
      if (auto* const refusal = std::get_if<Response>(&query)) {
        reply(std::move(*refusal));
        return;
      }
      outages(std::get<book::OutageQuery>(std::move(query)), now, reply);
    });
  });
}

void Routes::outages(const book::OutageQuery& query, book::Second now, Reply reply) {
  source_.request_outages(query, [this, query, now, reply = std::move(reply)](OutageList list) {
    attempt(reply, [&] {
      if (const auto* const trouble = std::get_if<std::string>(&list)) {
        reply(plain(503, *trouble));
        return;
      }
      auto found = std::get<std::vector<book::Outage>>(std::move(list));
      if (found.empty()) {
        reply(typed(kJson, outages_document(found, {}, now)));
        return;
      }
      const auto scope = incident_scope(query, found);
      incidents(scope, std::move(found), now, reply);
    });
  });
}

void Routes::incidents(const book::OutageQuery& scope,
                       std::vector<book::Outage> found,
                       book::Second now,
                       Reply reply) {
  source_.request_outages(
      scope, [this, found = std::move(found), now, reply = std::move(reply)](OutageList list) {
        attempt(reply, [&] {
          const auto* const all = std::get_if<std::vector<book::Outage>>(&list);
          if (all == nullptr) {
            reply(plain(503, std::get<std::string>(list)));
            return;
          }
          reply(typed(kJson, outages_document(found, book::incidents_of(*all, now), now)));
        });
      });
}

void Routes::reload(Reply reply) {
  if (!options_.reload_enabled) {
    reply(plain(403, "reloading over HTTP is off; set [http] reload = true or send SIGHUP"));
    return;
  }
  source_.request_reload(
      [reply = std::move(reply)](const ReloadResult& result) { reply(reload_answer(result)); });
}

void Routes::handle(const Request& request, Reply reply) {
  if (route_of(request.path) == kOther) {
    reply(not_found());
    return;
  }
  const bool is_post = request.method == Method::post;
  if (is_post != (request.path == kReloadPath)) {
    reply(not_allowed(is_post ? "GET, HEAD" : "POST"));
    return;
  }
  if (is_post) {
    reload(std::move(reply));
    return;
  }
  get(request, std::move(reply));
}

void Routes::get(const Request& request, Reply reply) {
  if (request.path == "/-/healthy") {
    reply(plain(200, "pantau is healthy"));
  } else if (request.path == "/-/ready") {
    reply(ready());
  } else if (request.path == "/probe") {
    probe(request, std::move(reply));
  } else if (request.path == "/metrics") {
    with_snapshot(std::move(reply),
                  [this, format = choose_format(request.accept)](const links::Snapshot& snapshot) {
                    auto page = options_.render(snapshot, counts_, format);
                    auto response = typed(metrics::content_type(format), std::move(page));
                    response.headers.emplace_back("Vary", "Accept");
                    return response;
                  });
  } else if (request.path == "/config") {
    with_snapshot(std::move(reply), [this](const links::Snapshot& snapshot) {
      return snapshot.plan
                 ? typed(Response().content_type, options_.effective_config(*snapshot.plan))
                 : plain(503, "no configuration yet");
    });
  } else if (request.path == "/sd/links") {
    with_snapshot(std::move(reply), [](const links::Snapshot& snapshot) {
      return typed(kJson, discovery_document(snapshot));
    });
  } else if (request.path == kLinksPath) {
    with_snapshot(std::move(reply), [](const links::Snapshot& snapshot) {
      return typed(kJson, links_document(snapshot));
    });
  } else if (request.path == "/api/v1/sites") {
    with_snapshot(std::move(reply), [](const links::Snapshot& snapshot) {
      return typed(kJson, sites_document(snapshot));
    });
  } else if (request.path == "/api/v1/outages") {
    outages(request, std::move(reply));
  } else if (const auto link = link_of_why(request.path); !link.empty()) {
    why(std::string(link), std::move(reply));
  } else {
    with_snapshot(std::move(reply),
                  [this](const links::Snapshot& snapshot) { return landing(snapshot); });
  }
}

}  // namespace pantau::http
