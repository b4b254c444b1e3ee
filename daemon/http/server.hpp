// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "config/settings.hpp"
#include "daemon/http/message.hpp"

namespace pantau::http {

struct ServerOptions {
  std::string listen = "127.0.0.1:9750";  ///< "host:port", "[v6]:port", ":port" (all addresses)
  std::optional<config::TlsSettings> tls;
  std::size_t connection_cap = 256;
  std::chrono::milliseconds header_deadline{5000};  ///< from the first byte (or the accept) on
  std::chrono::milliseconds idle_deadline{10000};  ///< between requests of one connection
  std::chrono::milliseconds handler_deadline{30000};  ///< then the client gets a 503
  std::chrono::milliseconds write_deadline{30000};  ///< for a whole answer
  std::chrono::milliseconds closing_deadline{1000};  ///< for the client to close after us
  std::chrono::milliseconds accept_pause{100};  ///< after an accept that failed
  /// Called for each answer, with the path as sent ("" when there was none).
  std::function<void(std::string_view path, unsigned status)> on_response;
  Refused on_refused;
  /// Something for the log: a stable event name (http_accept_failed, http_handler_failed) and
  /// words.
  std::function<void(std::string_view event, std::string_view text)> on_trouble;
};

/// HTTP/1.1 for a handful of scrapers and people: GET, HEAD and POST without bodies, keep-alive,
/// gzip, opt-in TLS. Lives on the thread that runs `io`; every wait has a deadline.
class Server {
 public:
  Server(boost::asio::io_context& io, ServerOptions options, Handler handler);
  /// Closes everything at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;

  /// Listens and begins to accept. Else: why not, in words that name the setting.
  [[nodiscard]] std::optional<std::string> open();
  /// The port it listens on, when `listen` left it to the kernel. 0 before `open`.
  [[nodiscard]] std::uint16_t port() const;
  /// Loads certificate and key again for connections to come; on a mistake the old ones stay.
  [[nodiscard]] std::optional<std::string> change_tls(
      const std::optional<config::TlsSettings>& settings);
  /// No new connections and requests; those in progress get `closing_deadline` to finish.
  void stop();
  [[nodiscard]] std::size_t connections() const;

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace pantau::http
