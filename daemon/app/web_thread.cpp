// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/web_thread.hpp"

#include <exception>
#include <map>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "config/effective.hpp"
#include "daemon/app/version.hpp"
#include "daemon/http/source.hpp"
#include "daemon/http/web.hpp"
#include "daemon/metrics/exposition.hpp"

namespace pantau::app {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::minutes kRepeatPause{1};

}  // namespace

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
    return std::nullopt;  // we listen only once configuration and sockets are up
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

  /// What lasts for as long as a client wants it to, as the want of descriptors does, must not fill
  /// the log as well.
  void repeated_trouble(std::string_view event, std::string_view text) {
    auto& [last_text, last_time] = told_[std::string{event}];
    const net::SteadyTime now = net::read_clocks().steady;
    if (last_text == text && now - last_time < kRepeatPause) {
      return;
    }
    last_text = text;
    last_time = now;
    trouble(event, text);
  }

  Log& log_;
  WebHooks hooks_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  metrics::Exposition exposition_;
  std::optional<net::Nanoseconds> exposition_duration_;
  std::map<std::string, std::pair<std::string, net::SteadyTime>> told_;  ///< by event
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
  state.web_.emplace(state.io_, plan->http, state, state.routes_options(), std::move(server));
  return state.web_->open();
}

std::uint16_t WebThread::port() const {
  return state_->web_ ? state_->web_->port() : std::uint16_t{0};
}

void WebThread::start() {
  state_->thread_ = std::thread{[state = state_.get()] {
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
