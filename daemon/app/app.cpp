// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/app.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <utility>

#include <boost/asio/post.hpp>

#include "daemon/app/privileges.hpp"
#include "daemon/app/version.hpp"

namespace pantau::app {

namespace {

/// Minutes, sight and states look at the clock this often; detection promises a second.
constexpr std::chrono::milliseconds kBeat{200};
/// Before systemd loses patience (TimeoutStopSec=15s), and long enough for a slow disk to take the
/// last minute; web and journal give up by themselves much earlier, but for a disk that hangs.
constexpr std::chrono::seconds kStopLimit{10};
constexpr std::chrono::seconds kStatusPause{1};
/// At most between two signs of life while a book is copied; a disk that is slower hangs.
constexpr std::chrono::minutes kUpgradePause{2};

/// With the port that the kernel chose where `listen` says 0.
std::string listening_at(const std::string& listen, std::uint16_t port) {
  return fmt::format("{}:{}", listen.substr(0, listen.rfind(':')), port);
}

}  // namespace

App::App(AppOptions options, std::shared_ptr<const config::Plan> plan, Log& log)
    : log_(log),
      probing_(probe_, options.icmp, log),
      reloader_(
          probe_,
          std::move(options.load),
          [this](auto new_plan) { return apply(std::move(new_plan)); },
          [this](const ReloadOutcome& outcome) { report_reload(outcome); }),
      journal_(log, journal_hooks()),
      web_(log, web_hooks()),
      signals_(probe_, SIGTERM, SIGINT, SIGHUP),
      beat_timer_(probe_),
      guard_(probe_),
      plan_(std::move(plan)) {}

App::~App() = default;

WebHooks App::web_hooks() {
  WebHooks hooks;
  hooks.snapshot = [this](WebHooks::TakeSnapshot take) {
    boost::asio::post(probe_, [this, give = std::move(take)] { give(snapshot()); });
  };
  hooks.reload = [this](WebHooks::TakeOutcome take) {
    boost::asio::post(probe_, [this, give = std::move(take)] { reload(give); });
  };
  hooks.why = [this](std::string link, WebHooks::TakeWhy take) {
    boost::asio::post(probe_, [this, id = std::move(link), give = std::move(take)] {
      give(probing_.why(id, net::read_clocks()));
    });
  };
  hooks.outages = [this](book::OutageQuery query, WebHooks::TakeOutages take) {
    journal_.request_outages(std::move(query), std::move(take));
  };
  return hooks;
}

/// Called on the journal thread: everything is posted to the probe thread.
JournalHooks App::journal_hooks() {
  JournalHooks hooks;
  hooks.accounts = [this](std::shared_ptr<const availability::Accounts> accounts) {
    boost::asio::post(probe_, [this, next = std::move(accounts)] { accounts_ = next; });
  };
  hooks.rollout = [this](std::shared_ptr<const rollout::Findings> findings) {
    boost::asio::post(probe_, [this, next = std::move(findings)] { findings_ = next; });
  };
  hooks.numbers = [this](links::JournalNumbers numbers) {
    boost::asio::post(probe_, [this, numbers] { journal_numbers_ = numbers; });
  };
  hooks.windows = [this](std::vector<book::Window> windows) {
    boost::asio::post(probe_, [this, next = std::move(windows)] { probing_.set_windows(next); });
  };
  hooks.correction = [this](std::uint64_t outage, book::Correction correction) {
    boost::asio::post(
        probe_, [this, outage, said = std::move(correction)] { probing_.correct(outage, said); });
  };
  hooks.upgrading = [this] { service_.extend_timeout(kUpgradePause); };
  return hooks;
}

bool App::run() {
  // A client that went away must not end the daemon; writes then return EPIPE.
  (void)std::signal(SIGPIPE, SIG_IGN);
  const bool started = start();
  if (started) {
    probe();
  }
  web_.join();
  journal_.join();
  reloader_.stop();
  reloader_.join();
  if (started) {
    log_.write(Level::info, "stopped");
  }
  return started;
}

/// Without the probe thread there is nobody to answer the others, so nothing is waited for: the
/// service manager starts us anew.
void App::probe() {
  try {
    probe_.run();
  } catch (const std::exception& failure) {
    log_.write(Level::error, "probe_failed", {{"why", failure.what()}});
    ::_exit(1);
  }
}

bool App::start() {
  const net::Now now = net::read_clocks();
  started_ = now.wall;
  last_pong_ = now.steady;
  reload_numbers_ = links::ReloadNumbers{.last_successful = true, .last_success = now.wall};
  if (const auto failure = probing_.open()) {
    log_.write(Level::error, "cannot_start", {{"part", "probing"}, {"why", *failure}});
    return false;
  }
  give_up_privileges();
  if (!open_journal()) {
    probing_.stop();
    return false;
  }
  if (const auto failure = web_.open(plan_)) {
    log_.write(Level::error, "cannot_start", {{"part", "http"}, {"why", *failure}});
    probing_.stop();
    return false;
  }
  probing_.start();
  reloader_.start();
  journal_.start();
  web_.start();
  wait_for_signal();
  beat();
  log_.write(Level::info,
             "started",
             {{"version", version()},
              {"gateway", plan_->daemon.gateway},
              {"links", std::to_string(plan_->links.size())},
              {"listen", listening_at(plan_->http.listen, web_.port())}});
  service_.ready(fmt::format("{} links", plan_->links.size()));
  return true;
}

/// Both families are opened at start, whatever the configuration asks for, and never again: no
/// reload needs CAP_NET_RAW. Before the first other thread, which then has none either.
void App::give_up_privileges() {
  if (const auto failure = give_up_capabilities()) {
    log_.write(Level::warning, "capabilities_kept", {{"why", *failure}});
  }
}

/// The book first: what it remembers is what the plan is applied to.
bool App::open_journal() {
  if (const auto refusal = journal_.open(plan_->daemon.state_dir)) {
    log_.write(Level::error, "cannot_start", {{"part", "journal"}, {"why", *refusal}});
    return false;
  }
  book::Memory memory = journal_.take_memory();
  const std::vector<book::DeviceMark> devices = memory.devices;
  std::vector<book::Window> windows = memory.windows;
  probing_.restore_links(std::move(memory));
  probing_.apply(plan_);
  probing_.restore_devices(devices);
  probing_.set_windows(std::move(windows));
  journal_.apply(plan_);
  return true;
}

void App::wait_for_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (!error) {
      on_signal(signal);
    }
  });
}

void App::on_signal(int signal) {
  if (signal != SIGHUP) {
    stop();
    return;
  }
  reload([](const ReloadOutcome&) {});
  wait_for_signal();
}

void App::stop() {
  if (stopping_) {
    return;
  }
  stopping_ = true;
  log_.write(Level::info, "stopping");
  service_.stopping();
  signals_.cancel();
  beat_timer_.cancel();
  probing_.stop();
  const net::Now now = net::read_clocks();
  write_down(now);
  journal_.stop(probing_.finish(now), ended("journal"));
  reloader_.stop(ended("configuration"));
  web_.stop(ended("web"));
  arm_guard();
}

std::function<void()> App::ended(const char* thread) {
  return [this, thread] {
    boost::asio::post(probe_, [this, thread] {
      alive_.erase(thread);
      if (alive_.empty()) {
        guard_.cancel();
      }
    });
  };
}

void App::arm_guard() {
  guard_.expires_after(kStopLimit);
  guard_.async_wait([this](const boost::system::error_code& error) {
    if (!error) {
      log_.write(
          Level::error, "stop_overdue", {{"alive", fmt::format("{}", fmt::join(alive_, ", "))}});
      ::_exit(1);
    }
  });
}

void App::beat() {
  const net::Now now = net::read_clocks();
  if (const auto before = standstill_.check(now)) {
    on_standstill(*before, now);
  }
  probing_.advance(now);
  write_down(now);
  tell_status(now);
  feed_watchdog(now);
  beat_timer_.expires_after(kBeat);
  beat_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && !stopping_) {
      beat();
    }
  });
}

void App::write_down(const net::Now& now) {
  while (std::optional<book::Batch> batch = probing_.take_batch(now)) {
    journal_.submit(std::move(*batch));
  }
}

void App::on_standstill(const net::Now& before, const net::Now& now) {
  const auto gap = std::chrono::duration_cast<std::chrono::milliseconds>(now.boot - before.boot);
  log_.write(Level::warning,
             "blind_time",
             {{"since", rfc3339(before.wall)},
              {"seconds", fmt::format("{:.1f}", static_cast<double>(gap.count()) / 1e3)}});
  probing_.record_blind_time(before, now);
}

void App::tell_status(const net::Now& now) {
  if (now.steady - last_status_ < kStatusPause) {
    return;
  }
  last_status_ = now.steady;
  service_.status(probing_.status_line());
}

/// The watchdog is fed only while probing and HTTP are both seen alive (reliability of the whole,
/// not of a thread that does nothing else).
void App::feed_watchdog(const net::Now& now) {
  const auto limit = ServiceManager::watchdog_interval();
  if (!limit || now.steady - last_watchdog_ < *limit / 3) {
    return;
  }
  last_watchdog_ = now.steady;
  web_.ping(
      [this] { boost::asio::post(probe_, [this] { last_pong_ = net::read_clocks().steady; }); });
  const bool probing = now.steady - probing_.last_tick() < *limit / 2;
  const bool answering = now.steady - last_pong_ < *limit;
  if (probing && answering) {
    service_.watchdog();
  } else {
    log_.write(Level::error,
               "watchdog_withheld",
               {{"probing", probing ? "yes" : "no"}, {"http", answering ? "yes" : "no"}});
  }
}

void App::reload(Reloader::Done done) {
  service_.reloading();
  reloader_.request(std::move(done));
}

void App::report_reload(const ReloadOutcome& outcome) {
  reload_numbers_.last_successful = outcome.problems.empty();
  for (const std::string& warning : outcome.warnings) {
    log_.write(Level::warning, "configuration_warning", {{"what", warning}});
  }
  if (outcome.problems.empty()) {
    reload_numbers_.last_success = net::read_clocks().wall;
    log_.write(Level::info, "reload_done", {{"links", std::to_string(plan_->links.size())}});
    service_.ready(probing_.status_line());
    return;
  }
  constexpr std::size_t kMostLines = 20;
  const std::size_t shown = std::min(outcome.problems.size(), kMostLines);
  for (std::size_t i = 0; i < shown; ++i) {
    log_.write(Level::error, "reload_failed", {{"what", outcome.problems[i]}});
  }
  if (shown < outcome.problems.size()) {
    log_.write(Level::error,
               "reload_failed",
               {{"what", fmt::format("and {} more mistakes", outcome.problems.size() - shown)}});
  }
  service_.ready(
      fmt::format("configuration has {} mistakes, the old one stays", outcome.problems.size()));
}

std::vector<std::string> App::apply(std::shared_ptr<const config::Plan> plan) {
  if (plan->daemon.state_dir != plan_->daemon.state_dir) {
    log_.write(Level::warning, "restart_needed", {{"key", "daemon.state_dir"}});
  }
  probing_.apply(plan);
  write_down(net::read_clocks());  // what the old plan decided goes before what the new one says
  journal_.apply(plan);
  web_.apply(plan);
  reloader_.discard(std::exchange(plan_, std::move(plan)));
  return {};
}

std::shared_ptr<const links::Snapshot> App::snapshot() {
  auto copy = std::make_shared<links::Snapshot>(probing_.snapshot(net::read_clocks()));
  copy->started = started_;
  copy->reload = reload_numbers_;
  copy->accounts = accounts_;
  copy->rollout = findings_;
  copy->journal = journal_numbers_;
  return copy;
}

}  // namespace pantau::app
