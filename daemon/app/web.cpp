// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/web.hpp"

#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "config/effective.hpp"
#include "daemon/app/version.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/http/server.hpp"
#include "daemon/http/source.hpp"
#include "daemon/metrics/exposition.hpp"

namespace pantau::app {

namespace asio = boost::asio;

struct Web::State final : http::Source {
  State(Log& log, WebHooks asked)
      : log_(log),
        hooks_(std::move(asked)),
        routes_(*this,
                http::RoutesOptions{
                    .version = version(),
                    .render = [this](const auto& snapshot,
                                     const auto& counts,
                                     auto format) { return render(snapshot, counts, format); },
                    .effective_config =
                        [](const config::Plan& plan) { return config::effective_toml(plan); },
                    .on_trouble = [this](std::string_view event,
                                         std::string_view text) { trouble(event, text); }}) {}

  void request_snapshot(std::function<void(http::SnapshotPointer)> callback) override {
    hooks_.snapshot([this, answer = std::move(callback)](http::SnapshotPointer snapshot) {
      asio::post(io_, [answer, copy = std::move(snapshot)] { answer(copy); });
    });
  }

  void request_reload(std::function<void(http::ReloadResult)> callback) override {
    hooks_.reload([this, answer = std::move(callback)](const ReloadOutcome& outcome) {
      http::ReloadResult result{
          .successful = outcome.problems.empty(),
          .lines = outcome.problems.empty() ? outcome.warnings : outcome.problems};
      asio::post(io_, [answer, told = std::move(result)] { answer(told); });
    });
  }

  [[nodiscard]] std::optional<std::string> not_ready() const override {
    return std::nullopt;  // we listen only once configuration and sockets are up
  }

  std::string render(const links::Snapshot& snapshot,
                     const http::RequestCounts& counts,
                     metrics::Format format) {
    metrics::DaemonNumbers numbers{
        .build = {.version = version(), .revision = revision(), .compiler = compiler()},
        .process = metrics::read_process(),
        .http_requests = counts,
        .exposition_duration = exposition_duration_};
    const net::SteadyTime before = net::read_clocks().steady;
    std::string page = exposition_.render(snapshot, numbers, format);
    exposition_duration_ = net::read_clocks().steady - before;
    return page;
  }

  void trouble(std::string_view event, std::string_view text) {
    log_.write(Level::warning, event, {{"what", std::string{text}}});
  }

  http::ServerOptions server_options(const config::HttpSettings& settings) {
    return http::ServerOptions{
        .listen = settings.listen,
        .tls = settings.tls,
        .on_response = [this](std::string_view path,
                              unsigned status) { routes_.count(path, status); },
        .on_trouble = [this](std::string_view event,
                             std::string_view text) { trouble(event, text); }};
  }

  Log& log_;
  WebHooks hooks_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  http::Routes routes_;
  metrics::Exposition exposition_;
  std::optional<net::Nanoseconds> exposition_duration_;
  std::unique_ptr<http::Server> server_;
  std::function<void()> stopped_;
  std::thread thread_;
};

Web::Web(Log& log, WebHooks hooks) : state_(std::make_unique<State>(log, std::move(hooks))) {}

Web::~Web() {
  join();
}

std::optional<std::string> Web::open(const std::shared_ptr<const config::Plan>& plan) {
  State& state = *state_;
  state.routes_.set_reload_enabled(plan->http.reload);
  state.server_ =
      std::make_unique<http::Server>(state.io_,
                                     state.server_options(plan->http),
                                     [&state](const http::Request& request, http::Reply reply) {
                                       state.routes_.handle(request, std::move(reply));
                                     });
  return state.server_->open();
}

std::uint16_t Web::port() const {
  return state_->server_ ? state_->server_->port() : std::uint16_t{0};
}

void Web::start() {
  state_->thread_ = std::thread{[state = state_.get()] {
    state->io_.run();
    if (state->stopped_) {
      state->stopped_();
    }
  }};
}

void Web::apply(std::shared_ptr<const config::Plan> plan) {
  asio::post(state_->io_, [state = state_.get(), next = std::move(plan)] {
    state->routes_.set_reload_enabled(next->http.reload);
    if (const auto failure = state->server_->change_tls(next->http.tls)) {
      state->trouble("tls_not_changed", *failure);
    }
  });
}

void Web::ping(std::function<void()> pong) {
  asio::post(state_->io_, std::move(pong));
}

void Web::stop(std::function<void()> stopped) {
  asio::post(state_->io_, [state = state_.get(), done = std::move(stopped)]() mutable {
    state->stopped_ = std::move(done);
    state->server_->stop();
    state->work_.reset();
  });
}

void Web::join() {
  if (state_->thread_.joinable()) {
    state_->thread_.join();
  }
}

}  // namespace pantau::app
