// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/journal_thread.hpp"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/app/journal_keeper.hpp"

namespace pantau::app {

namespace asio = boost::asio;

namespace {

/// What others entered is to be in the figures within 60 s; looking costs a few microseconds.
constexpr std::chrono::seconds kLookPause{2};
constexpr std::chrono::seconds kStopLimit{3};
constexpr std::chrono::milliseconds kStopPause{100};
/// What may be on its way to this thread while it waits for a disk that hangs.
constexpr std::size_t kMostPosted = 64 << 20;

}  // namespace

struct JournalThread::State {
  State(Log& log, JournalHooks hooks) : log_(log), keeper_(log, std::move(hooks)) {}

  void look() {
    timer_.expires_after(kLookPause);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error && !finished_) {
        keeper_.look(net::read_clocks());
        look();
      }
    });
  }

  void receive(book::Batch batch, std::size_t bytes, std::uint64_t given_up) {
    posted_bytes_ -= bytes;
    if (given_up > 0) {
      keeper_.give_up(given_up);
    }
    keeper_.push(std::move(batch), net::read_clocks());
  }

  void finish(book::Batch last) {
    finished_ = true;  // a look that is already due cannot be cancelled any more
    timer_.cancel();
    const auto limit = std::chrono::steady_clock::now() + kStopLimit;
    keeper_.push(std::move(last), net::read_clocks());
    while (!keeper_.is_done() && std::chrono::steady_clock::now() < limit) {
      keeper_.insist(net::read_clocks());
      if (!keeper_.is_done()) {
        std::this_thread::sleep_for(kStopPause);
      }
    }
    keeper_.close();
    work_.reset();
  }

  /// One request that runs out of memory must not end the daemon.
  void run() {
    for (bool done = false; !done;) {
      try {
        io_.run();
        done = true;
      } catch (const std::exception& failure) {
        log_.write(Level::error, "journal_exception", {{"what", failure.what()}});
        look();
      }
    }
  }

  Log& log_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  asio::steady_timer timer_{io_};
  JournalKeeper keeper_;
  bool finished_ = false;  ///< this thread alone
  std::function<void()> stopped_;  ///< likewise
  std::atomic<std::size_t> posted_bytes_{0};
  std::thread thread_;
};

JournalThread::JournalThread(Log& log, JournalHooks hooks)
    : state_(std::make_unique<State>(log, std::move(hooks))) {}

JournalThread::~JournalThread() {
  join();
}

std::optional<std::string> JournalThread::open(const std::filesystem::path& state_dir) {
  return state_->keeper_.open(state_dir, net::read_clocks());
}

book::Memory JournalThread::take_memory() {
  return state_->keeper_.take_memory();
}

void JournalThread::start() {
  asio::post(state_->io_, [state = state_.get()] { state->look(); });
  state_->thread_ = std::thread{[state = state_.get()] {
    (void)::pthread_setname_np(::pthread_self(), "pantau-journal");  // as ps -L and top -H show it
    state->run();
    if (state->stopped_) {
      state->stopped_();
    }
  }};
}

void JournalThread::submit(book::Batch batch) {
  std::uint64_t given_up = 0;
  if (state_->posted_bytes_ + batch.bytes() > kMostPosted) {
    given_up = batch.minutes.size();
    batch.minutes = {};
  }
  const std::size_t bytes = batch.bytes();
  state_->posted_bytes_ += bytes;
  asio::post(state_->io_,
             [state = state_.get(), next = std::move(batch), bytes, given_up]() mutable {
               state->receive(std::move(next), bytes, given_up);
             });
}

void JournalThread::apply(std::shared_ptr<const config::Plan> plan) {
  asio::post(state_->io_, [state = state_.get(), next = std::move(plan)]() mutable {
    state->keeper_.apply(std::move(next), net::read_clocks());
  });
}

void JournalThread::request_outages(book::OutageQuery query,
                                    std::function<void(http::OutageList)> take) {
  asio::post(state_->io_, [state = state_.get(), asked = std::move(query), give = std::move(take)] {
    give(state->keeper_.outages(asked));
  });
}

void JournalThread::stop(book::Batch last, std::function<void()> stopped) {
  asio::post(state_->io_,
             [state = state_.get(), batch = std::move(last), done = std::move(stopped)]() mutable {
               state->stopped_ = std::move(done);
               state->finish(std::move(batch));
             });
}

void JournalThread::join() {
  if (state_->thread_.joinable()) {
    state_->thread_.join();
  }
}

}  // namespace pantau::app
