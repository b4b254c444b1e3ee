// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/web.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "daemon/http/authenticator.hpp"
#include "daemon/http/password.hpp"

namespace pantau::http {

namespace {

bool is_loopback(std::string_view listen) {
  return listen.starts_with("127.") || listen.starts_with("[::1]:") ||
         listen.starts_with("localhost:");
}

/// Passwords and who may listen in on them.
std::optional<std::string> user_problem(const config::HttpSettings& settings) {
  for (const auto& [name, hash] : settings.users) {
    if (!is_bcrypt_hash(hash)) {
      return fmt::format(
          "http.users.{0}: is not a bcrypt hash; make one with: htpasswd -nBC 10 {0}", name);
    }
  }
  if (!settings.users.empty() && !settings.tls && !is_loopback(settings.listen)) {
    return "http.users: passwords would cross the network in clear text; add [http.tls] or listen "
           "on "
           "127.0.0.1";
  }
  return std::nullopt;
}

ServerOptions with(ServerOptions options, const config::HttpSettings& settings) {
  options.listen = settings.listen;
  options.tls = settings.tls;
  return options;
}

}  // namespace

struct Web::State {
  State(boost::asio::io_context& io,
        config::HttpSettings http_settings,
        Source& source,
        RoutesOptions route_options,
        ServerOptions server_options)
      : settings(std::move(http_settings)),
        routes(source, std::move(route_options)),
        allowed([this](const Request& request, Reply reply) {
          routes.handle(request, std::move(reply));
        }),
        authenticator(io, server_options.on_refused),
        server(io,
               observed(with(std::move(server_options), settings)),
               [this](Request request, Reply reply) {
                 authenticator.handle(std::move(request), std::move(reply), allowed);
               }) {}

  ServerOptions observed(ServerOptions options) {
    options.on_response = [this, before = std::move(options.on_response)](std::string_view path,
                                                                          unsigned status) {
      routes.count(path, status);
      if (before) {
        before(path, status);
      }
    };
    return options;
  }

  void apply() {
    authenticator.set_users(settings.users);
    routes.set_reload_enabled(settings.reload);
  }

  config::HttpSettings settings;
  Routes routes;
  Handler allowed;
  Authenticator authenticator;
  Server server;  ///< last: it closes before what it calls goes away
};

Web::Web(boost::asio::io_context& io,
         config::HttpSettings settings,
         Source& source,
         RoutesOptions routes,
         ServerOptions server)
    : state_(std::make_unique<State>(
          io, std::move(settings), source, std::move(routes), std::move(server))) {}

Web::~Web() = default;

std::optional<std::string> Web::open() {
  if (auto problem = user_problem(state_->settings)) {
    return problem;
  }
  state_->apply();
  return state_->server.open();
}

std::uint16_t Web::port() const {
  return state_->server.port();
}

const RequestCounts& Web::counts() const {
  return state_->routes.counts();
}

std::optional<std::string> Web::change(const config::HttpSettings& settings) {
  if (settings.listen != state_->settings.listen) {
    return "http.listen: a new address needs a restart; the web server stays as it was";
  }
  if (settings.tls.has_value() != state_->settings.tls.has_value()) {
    return "http.tls: turning TLS on or off needs a restart; the web server stays as it was";
  }
  if (auto problem = user_problem(settings)) {
    return problem;
  }
  if (auto problem = state_->server.change_tls(settings.tls)) {
    return problem;
  }
  state_->settings = settings;
  state_->apply();
  return std::nullopt;
}

void Web::stop() {
  state_->server.stop();
}

}  // namespace pantau::http
