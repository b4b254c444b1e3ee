// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/http/message.hpp"
#include "daemon/http/negotiation.hpp"
#include "daemon/http/request_reader.hpp"
#include "daemon/http/server.hpp"
#include "daemon/http/transport.hpp"

namespace pantau::http {

/// What a connection tells its server. Never called after `on_closed`.
class ConnectionOwner {
 public:
  ConnectionOwner() = default;
  virtual ~ConnectionOwner() = default;
  ConnectionOwner(const ConnectionOwner&) = delete;
  ConnectionOwner& operator=(const ConnectionOwner&) = delete;
  ConnectionOwner(ConnectionOwner&&) = delete;
  ConnectionOwner& operator=(ConnectionOwner&&) = delete;

  [[nodiscard]] virtual const ServerOptions& options() const = 0;
  [[nodiscard]] virtual const Handler& handler() const = 0;
  virtual void on_waiting(std::uint64_t id) = 0;
  virtual void on_busy(std::uint64_t id) = 0;
  virtual void on_closed(std::uint64_t id) = 0;
};

/// One client, from accept to close: request after request, one deadline at a time.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Identity {
    std::uint64_t id = 0;
    std::string remote;
  };

  /// `owner` must live until the connection is closed.
  Connection(boost::asio::io_context& io,
             std::unique_ptr<Transport> transport,
             Identity identity,
             ConnectionOwner& owner);

  void start();
  /// Ends at once when it waits for a request, else with the present answer.
  void stop();
  void close();

 private:
  /// What the deadline is for.
  enum class Phase : std::uint8_t { waiting, handling, writing, closing, closed };
  using Step = void (Connection::*)(boost::system::error_code, std::size_t);

  Transport::Done then(Step step);
  void set_deadline(std::chrono::milliseconds limit);
  void on_deadline();

  void on_started(boost::system::error_code error, std::size_t);
  void read();
  void on_read(boost::system::error_code error, std::size_t bytes);
  void take_request();
  void handle(ReadOutcome outcome);
  void reply(std::uint64_t turn, Response response);
  void send(Response response);
  void on_written(boost::system::error_code error, std::size_t);
  void finish();
  void discard(boost::system::error_code error, std::size_t bytes);
  void complain(std::string_view text) const;

  std::unique_ptr<Transport> transport_;
  Identity identity_;
  ConnectionOwner& owner_;
  boost::asio::steady_timer deadline_;
  std::uint64_t deadline_number_ = 0;
  RequestReader reader_;
  Phase phase_ = Phase::waiting;
  bool stopping_ = false;

  // The present request.
  std::uint64_t turn_ = 0;  ///< tells a late reply from one for the request at hand
  std::string path_;
  bool head_only_ = false;
  bool keep_alive_ = false;
  Coding coding_ = Coding::identity;
  std::string head_;
  std::string body_;

  std::array<char, 4096> discarded_{};
  std::size_t discarded_bytes_ = 0;
};

}  // namespace pantau::http
