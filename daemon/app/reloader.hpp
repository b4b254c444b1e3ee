// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "config/load.hpp"

namespace pantau::app {

/// What came of one reload.
struct ReloadOutcome {
  std::vector<std::string> problems;  ///< empty: the new plan is in force
  std::vector<std::string> warnings;
};

/// Reads the configuration on a thread of its own and hands the plan to the probe thread. Requests
/// that come while it reads are answered together by one more reading, so that a storm of them
/// costs two.
class Reloader {
 public:
  using Load = std::function<config::LoadOutcome()>;  ///< runs on the loader thread
  using Done = std::function<void(const ReloadOutcome&)>;  ///< runs on the probe thread
  /// Puts a plan into force, on the probe thread; a text says why it cannot be.
  using Apply = std::function<std::vector<std::string>(std::shared_ptr<const config::Plan>)>;

  /// `report` hears of each reading once, before those who asked for it: a storm of requests is no
  /// storm in the log.
  Reloader(boost::asio::io_context& probe, Load load, Apply apply, Done report)
      : probe_(probe),
        load_(std::move(load)),
        apply_(std::move(apply)),
        report_(std::move(report)) {}

  /// Starts the loader thread; request() does when nobody did. Not before the daemon gave up its
  /// capabilities: a thread has those of the one that starts it.
  void start();
  /// Probe thread only. `done` is always called, unless stop() comes first.
  void request(Done done);
  /// Lets an old plan die on the loader thread: freeing 10,000 links would hold up the probes.
  void discard(std::shared_ptr<const config::Plan> plan);
  /// A reading that has begun is not waited for by the probe thread; its result is dropped.
  /// `ended` is called once the loader thread has nothing more to do, on that thread if there is
  /// one.
  void stop(std::function<void()> ended = [] {});
  /// Waits for the loader thread to end.
  void join();

 private:
  void begin();
  void finish(config::LoadOutcome outcome);

  boost::asio::io_context& probe_;
  Load load_;
  Apply apply_;
  Done report_;
  bool reading_ = false;
  bool stopped_ = false;
  std::optional<boost::asio::thread_pool> loader_;
  std::vector<Done> asked_;  ///< answered by the reading in progress
  std::vector<Done> waiting_;  ///< came later: answered by the next one
};

}  // namespace pantau::app
