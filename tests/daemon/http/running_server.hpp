// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "daemon/http/server.hpp"

namespace pantau::http::test {

/// A thread that runs an io_context, and a way to do something on it.
class IoThread {
 public:
  IoThread() : work_(io.get_executor()), thread_([this] { io.run(); }) {}

  ~IoThread() {
    work_.reset();
    thread_.join();
  }

  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;
  IoThread(IoThread&&) = delete;
  IoThread& operator=(IoThread&&) = delete;

  /// Runs `action` on the thread and waits for its result.
  template <typename Action>
  auto on_thread(Action action) {
    std::packaged_task<decltype(action())()> task(std::move(action));
    auto result = task.get_future();
    boost::asio::post(io, std::move(task));
    return result.get();
  }

  boost::asio::io_context io{1};

 private:
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread thread_;
};

/// A server on a port of the kernel's choice, on a thread of its own.
class RunningServer {
 public:
  RunningServer(ServerOptions options, Handler handler, const char* listen = "127.0.0.1:0") {
    options.listen = listen;
    options.on_trouble = [this](std::string_view event, std::string_view text) {
      const std::lock_guard lock(mutex_);
      troubles_.push_back(std::string(event) + ": " + std::string(text));
    };
    error = thread_.on_thread([&] {
      server_ = std::make_unique<Server>(thread_.io, std::move(options), std::move(handler));
      return server_->open();
    });
    port = thread_.on_thread([&] { return server_->port(); });
  }

  ~RunningServer() {
    try {
      thread_.on_thread([&] { server_.reset(); });
    } catch (const std::exception&) {
      std::terminate();  // a server that cannot be ended would touch what is gone
    }
  }

  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  RunningServer(RunningServer&&) = delete;
  RunningServer& operator=(RunningServer&&) = delete;

  [[nodiscard]] std::size_t connections() {
    return thread_.on_thread([&] { return server_->connections(); });
  }

  void stop() {
    thread_.on_thread([&] { server_->stop(); });
  }

  void post(std::function<void()> action) { boost::asio::post(thread_.io, std::move(action)); }

  template <typename Action>
  auto on_thread(Action action) {
    return thread_.on_thread(std::move(action));
  }

  [[nodiscard]] std::vector<std::string> troubles() {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }

  std::optional<std::string> error;
  std::uint16_t port = 0;

 private:
  std::mutex mutex_;
  std::vector<std::string> troubles_;
  IoThread thread_;
  std::unique_ptr<Server> server_;
};

/// Looks again and again; false after ten seconds.
inline bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) {
      return false;
    }
    std::this_thread::yield();
  }
  return true;
}

}  // namespace pantau::http::test
