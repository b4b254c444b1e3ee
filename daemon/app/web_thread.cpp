// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/web_thread.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <exception>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "config/effective.hpp"
#include "daemon/app/told_lately.hpp"
#include "daemon/app/version.hpp"
#include "daemon/http/source.hpp"
#include "daemon/http/web.hpp"
#include "daemon/metrics/exposition.hpp"

namespace pantau::app {

namespace asio = boost::asio;

struct WebThread::State final : http::Source {
  State(Log& log, WebHooks asked) : log_(log), hooks_(std::move(asked)) {}

  void request_snapshot(std::function<void(http::SnapshotPointer)> callback) override {
    hooks_.snapshot([this, answer = std::move(callback)](http::SnapshotPointer snapshot) {
      asio::post(io_, [answer, copy = std::move(snapshot)] { answer(copy); });
    });
  }

  void request_why(std::string link,
                   std::function<void(std::optional<links::Why>)> callback) override {
    hooks_.why(std::move(link),
               [this, answer = std::move(callback)](std::optional<links::Why> why) {
                 asio::post(io_, [answer, found = std::move(why)] { answer(found); });
               });
  }

  void request_outages(book::OutageQuery query,
                       std::function<void(http::OutageList)> callback) override {
    hooks_.outages(std::move(query), [this, answer = std::move(callback)](http::OutageList list) {
      asio::post(io_, [answer, found = std::move(list)] { answer(found); });
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
    return std::nullopt;  // we listen only once configuration, sockets and journal are up
  }

  std::string render(const links::Snapshot& snapshot,
                     const http::RequestCounts& counts,
                     metrics::Format format) {
    const metrics::DaemonNumbers numbers{
        .build = {.version = version(), .revision = revision(), .compiler = compiler()},
        .process = metrics::read_process(),
        .http_requests = counts,
        .exposition_duration = exposition_duration_};
    const net::SteadyTime before = net::read_clocks().steady;
    std::string page = exposition_.render(snapshot, numbers, format);
    exposition_duration_ = net::read_clocks().steady - before;
    return page;
  }

  http::RoutesOptions routes_options() {
    return http::RoutesOptions{
        .version = version(),
        .render = [this](const auto& snapshot,
                         const auto& counts,
                         auto format) { return render(snapshot, counts, format); },
        .effective_config = [](const config::Plan& plan) { return config::effective_toml(plan); },
        .on_trouble = [this](auto event, auto text) { repeated_trouble(event, text); }};
  }

  /// One request that runs out of memory must not end the daemon: its exception is told and the
  /// rest goes on.
  void run() {
    for (bool done = false; !done;) {
      try {
        io_.run();
        done = true;
      } catch (const std::exception& failure) {
        trouble("http_exception", failure.what());
      }
    }
  }

  void trouble(std::string_view event, std::string_view text) {
    log_.write(Level::warning, event, {{"what", std::string{text}}});
  }

  /// As the want of descriptors, which lasts.
  void repeated_trouble(std::string_view event, std::string_view text) {
    if (troubles_.is_new(fmt::format("{} {}", event, text), net::read_clocks().steady)) {
      trouble(event, text);
    }
  }

  void refused(std::string_view client, std::string_view why) {
    if (refusals_.is_new(fmt::format("{} {}", client, why), net::read_clocks().steady)) {
      log_.write(Level::warning,
                 "http_refused",
                 {{"client", std::string{client}}, {"what", std::string{why}}});
    }
  }

  Log& log_;
  WebHooks hooks_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  metrics::Exposition exposition_;
  std::optional<net::Nanoseconds> exposition_duration_;
  ToldLately troubles_;
  ToldLately refusals_;
  std::optional<http::Web> web_;
  std::function<void()> stopped_;
  std::thread thread_;
};

WebThread::WebThread(Log& log, WebHooks hooks)
    : state_(std::make_unique<State>(log, std::move(hooks))) {}

WebThread::~WebThread() {
  join();
}

std::optional<std::string> WebThread::open(const std::shared_ptr<const config::Plan>& plan) {
  State& state = *state_;
  http::ServerOptions server;
  server.on_trouble = [&state](std::string_view event, std::string_view text) {
    state.repeated_trouble(event, text);
  };
  server.on_refused = [&state](std::string_view client, std::string_view why) {
    state.refused(client, why);
  };
  state.web_.emplace(state.io_, plan->http, state, state.routes_options(), std::move(server));
  return state.web_->open();
}

std::uint16_t WebThread::port() const {
  return state_->web_ ? state_->web_->port() : std::uint16_t{0};
}

void WebThread::start() {
  state_->thread_ = std::thread{[state = state_.get()] {
    (void)::pthread_setname_np(::pthread_self(), "pantau-web");  // as ps -L and top -H show it
    state->run();
    if (state->stopped_) {
      state->stopped_();
    }
  }};
}

void WebThread::apply(std::shared_ptr<const config::Plan> plan) {
  asio::post(state_->io_, [state = state_.get(), next = std::move(plan)] {
    if (const auto stayed = state->web_->change(next->http)) {
      state->trouble("http_unchanged", *stayed);
    }
  });
}

void WebThread::ping(std::function<void()> pong) {
  asio::post(state_->io_, std::move(pong));
}

void WebThread::stop(std::function<void()> stopped) {
  asio::post(state_->io_, [state = state_.get(), done = std::move(stopped)]() mutable {
    state->stopped_ = std::move(done);
    state->web_->stop();
    state->work_.reset();
  });
}

void WebThread::join() {
  if (state_->thread_.joinable()) {
    state_->thread_.join();
  }
}

}  // namespace pantau::app
