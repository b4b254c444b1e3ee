// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/reloader.hpp"

#include <pthread.h>

#include <exception>
#include <utility>

#include <boost/asio/post.hpp>

namespace pantau::app {

namespace {

config::LoadOutcome load_or_problem(const Reloader::Load& load) {
  try {
    return load();
  } catch (const std::exception& failure) {  // e.g. bad_alloc: the old plan stays
    config::LoadOutcome outcome;
    outcome.problems.push_back(
        config::Problem{.place = {}, .path = "configuration", .text = failure.what()});
    return outcome;
  }
}

std::vector<std::string> texts(const std::vector<config::Problem>& problems) {
  std::vector<std::string> lines;
  lines.reserve(problems.size());
  for (const config::Problem& problem : problems) {
    lines.push_back(config::to_string(problem));
  }
  return lines;
}

}  // namespace

void Reloader::start() {
  if (!loader_) {
    loader_.emplace(1);
    boost::asio::post(*loader_, [] {
      (void)::pthread_setname_np(::pthread_self(), "pantau-loader");  // as ps -L and top -H show it
    });
  }
}

void Reloader::request(Done done) {
  if (stopped_) {
    return;
  }
  waiting_.push_back(std::move(done));
  if (!reading_) {
    begin();
  }
}

void Reloader::begin() {
  start();
  reading_ = true;
  asked_ = std::exchange(waiting_, {});
  boost::asio::post(*loader_, [this] {
    auto outcome = std::make_shared<config::LoadOutcome>(load_or_problem(load_));
    boost::asio::post(probe_, [this, outcome] { finish(std::move(*outcome)); });
  });
}

void Reloader::finish(config::LoadOutcome outcome) {
  reading_ = false;
  if (stopped_) {
    return;
  }
  ReloadOutcome result{.problems = texts(outcome.problems), .warnings = texts(outcome.warnings)};
  if (outcome.plan) {
    result.problems = apply_(std::make_shared<const config::Plan>(std::move(*outcome.plan)));
  }
  report_(result);
  for (const Done& done : std::exchange(asked_, {})) {
    done(result);
  }
  if (!waiting_.empty()) {
    begin();
  }
}

void Reloader::discard(std::shared_ptr<const config::Plan> plan) {
  if (!stopped_) {
    start();
    boost::asio::post(*loader_, [last = std::move(plan)] {});
  }
}

void Reloader::stop(std::function<void()> ended) {
  stopped_ = true;
  asked_.clear();
  waiting_.clear();
  if (loader_) {
    boost::asio::post(*loader_, std::move(ended));
  } else {
    ended();
  }
}

void Reloader::join() {
  if (loader_) {
    loader_->join();
  }
}

}  // namespace pantau::app
