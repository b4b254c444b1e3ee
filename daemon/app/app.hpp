// SPDX-License-Identifier: Apache-2.0
/// \file
/// The daemon: builds the parts in the order in which they depend on each other, runs the probe
/// thread on the calling one, and stops everything. Three threads and no lock: what passes between
/// them is posted.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "config/load.hpp"
#include "daemon/app/journal_thread.hpp"
#include "daemon/app/log.hpp"
#include "daemon/app/probe_thread.hpp"
#include "daemon/app/reloader.hpp"
#include "daemon/app/service_manager.hpp"
#include "daemon/app/standstill.hpp"
#include "daemon/app/web_thread.hpp"

namespace pantau::app {

struct AppOptions {
  std::function<config::LoadOutcome()>
      load;  ///< reads the configuration again; runs on the loader thread
  icmp::RunnerOptions icmp;
};

class App {
 public:
  App(AppOptions options, std::shared_ptr<const config::Plan> plan, Log& log);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;
  App(App&&) = delete;
  App& operator=(App&&) = delete;

  /// Runs until SIGTERM or SIGINT. \return true when it stopped as asked, false when it could not
  /// start.
  [[nodiscard]] bool run();

 private:
  [[nodiscard]] bool start();
  void give_up_privileges();
  void probe();
  void stop();
  [[nodiscard]] bool open_journal();
  [[nodiscard]] JournalHooks journal_hooks();
  [[nodiscard]] WebHooks web_hooks();
  void write_down(const net::Now& now);
  void wait_for_signal();
  void on_signal(int signal);
  void beat();
  void on_standstill(const net::Now& before, const net::Now& now);
  void feed_watchdog(const net::Now& now);
  void tell_status(const net::Now& now);
  void reload(Reloader::Done done);
  void report_reload(const ReloadOutcome& outcome);
  [[nodiscard]] std::vector<std::string> apply(std::shared_ptr<const config::Plan> plan);
  [[nodiscard]] std::shared_ptr<const links::Snapshot> snapshot();
  void arm_guard();
  /// For the guard: called by a thread that is about to end.
  [[nodiscard]] std::function<void()> ended(const char* thread);

  Log& log_;
  boost::asio::io_context probe_{1};
  ProbeThread probing_;
  Reloader reloader_;
  JournalThread journal_;
  WebThread web_;
  ServiceManager service_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer beat_timer_;
  boost::asio::steady_timer guard_;
  Standstill standstill_;
  std::shared_ptr<const config::Plan> plan_;
  std::shared_ptr<const availability::Accounts> accounts_;  ///< what is durable
  std::shared_ptr<const rollout::Findings> findings_;  ///< likewise
  links::JournalNumbers journal_numbers_;
  links::ReloadNumbers reload_numbers_;
  net::WallTime started_{};
  net::SteadyTime last_pong_{};  ///< when the web thread last answered
  net::SteadyTime last_watchdog_{};
  net::SteadyTime last_status_{};
  bool stopping_ = false;
  std::set<std::string_view> alive_{"configuration", "journal", "web"};  ///< waited for by a stop
};

}  // namespace pantau::app
