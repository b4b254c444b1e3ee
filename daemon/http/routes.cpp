// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/routes.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>

#include "daemon/http/documents.hpp"
#include "daemon/http/landing_page.hpp"
#include "daemon/http/negotiation.hpp"
#include "daemon/metrics/exposition.hpp"

namespace pantau::http {

namespace {

constexpr std::string_view kReloadPath = "/-/reload";
constexpr std::string_view kOther = "other";

/// All paths, as the landing page lists them.
constexpr std::array<PathHint, 9> kPaths{{
    {"/", "this page"},
    {"/metrics", "metrics for Prometheus"},
    {"/api/v1/links", "links, their states and last minutes (JSON)"},
    {"/sd/links", "links as targets for Prometheus' HTTP service discovery"},
    {"/probe", "a configured link under blackbox_exporter's names: ?target=LINK&module=icmp"},
    {"/config", "effective configuration, secrets masked"},
    {"/-/healthy", "200 while the daemon lives"},
    {"/-/ready", "200 once configuration and sockets are up"},
    {kReloadPath, "POST: reads the configuration again, when enabled"},
}};

bool is_known(std::string_view path) {
  return std::any_of(
      kPaths.begin(), kPaths.end(), [&](const PathHint& hint) { return hint.path == path; });
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
  for (const auto& [path, hint] : kPaths) {
    text += "\n";
    text += path;
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
  ++counts_[{std::string(is_known(path) ? path : kOther), status}];
}

void Routes::with_snapshot(Reply reply, Page page) {
  desk_.ask([this, reply = std::move(reply), page = std::move(page)](
                const SnapshotPointer& snapshot) {
    // This runs outside of the server's own guard, and an exception must not leave the web thread.
    Response response;
    try {
      response = snapshot ? page(*snapshot) : plain(503, "no measurements to be had at present");
    } catch (const std::exception& exception) {
      if (options_.on_trouble) {
        options_.on_trouble("http_handler_failed", exception.what());
      }
      response = plain(500, "internal error");
    }
    reply(std::move(response));
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

void Routes::reload(Reply reply) {
  if (!options_.reload_enabled) {
    reply(plain(403, "reloading over HTTP is off; set [http] reload = true or send SIGHUP"));
    return;
  }
  source_.request_reload(
      [reply = std::move(reply)](const ReloadResult& result) { reply(reload_answer(result)); });
}

void Routes::handle(const Request& request, Reply reply) {
  if (!is_known(request.path)) {
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
  } else if (request.path == "/api/v1/links") {
    with_snapshot(std::move(reply), [](const links::Snapshot& snapshot) {
      return typed(kJson, links_document(snapshot));
    });
  } else {
    with_snapshot(std::move(reply),
                  [this](const links::Snapshot& snapshot) { return landing(snapshot); });
  }
}

}  // namespace pantau::http
