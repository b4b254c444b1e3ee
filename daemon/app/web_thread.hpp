// SPDX-License-Identifier: Apache-2.0
/// \file
/// The web thread: its io_context, the server and the routes. Functions are called on the probe
/// thread and post what they want.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "config/load.hpp"
#include "daemon/app/log.hpp"
#include "daemon/app/reloader.hpp"
#include "daemon/http/source.hpp"
#include "daemon/links/snapshot.hpp"

namespace pantau::app {

/// What the web thread asks of the others; all may be called on the web thread, the answers come on
/// the probe thread, those of `outages` on the journal thread.
struct WebHooks {
  using TakeSnapshot = std::function<void(std::shared_ptr<const links::Snapshot>)>;
  using TakeOutcome = std::function<void(const ReloadOutcome&)>;
  std::function<void(TakeSnapshot)> snapshot;
  std::function<void(TakeOutcome)> reload;
  using TakeWhy = std::function<void(std::optional<links::Why>)>;
  using TakeOutages = std::function<void(http::OutageList)>;
  std::function<void(std::string link, TakeWhy)> why;
  std::function<void(book::OutageQuery, TakeOutages)> outages;
};

class WebThread {
 public:
  WebThread(Log& log, WebHooks hooks);
  ~WebThread();
  WebThread(const WebThread&) = delete;
  WebThread& operator=(const WebThread&) = delete;
  WebThread(WebThread&&) = delete;
  WebThread& operator=(WebThread&&) = delete;

  /// Listens. \return why it cannot, in words that name the setting.
  [[nodiscard]] std::optional<std::string> open(const std::shared_ptr<const config::Plan>& plan);
  [[nodiscard]] std::uint16_t port() const;
  void start();
  /// Users, certificate and the reload switch of a new plan.
  void apply(std::shared_ptr<const config::Plan> plan);
  /// `pong` is called on the web thread, when it gets to it.
  void ping(std::function<void()> pong);
  /// `stopped` is called on the web thread as the last thing it does.
  void stop(std::function<void()> stopped);
  void join();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::app
