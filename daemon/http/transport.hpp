// SPDX-License-Identifier: Apache-2.0
/// \file
/// The bytes of one connection, with or without TLS, behind one interface.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "config/settings.hpp"

namespace boost::asio::ssl {
class context;
}

namespace pantau::http {

class Transport {
 public:
  using Done = std::function<void(boost::system::error_code, std::size_t)>;
  using Buffers = std::array<boost::asio::const_buffer, 2>;

  Transport() = default;
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  Transport(Transport&&) = delete;
  Transport& operator=(Transport&&) = delete;

  /// TLS handshake; at once without TLS.
  virtual void start(Done done) = 0;
  /// Why start() ended with `error`, in words for the log; empty when the client only went away.
  [[nodiscard]] virtual std::string refusal(const boost::system::error_code& error) = 0;
  virtual void read(boost::asio::mutable_buffer into, Done done) = 0;
  /// All of `from`, which must stay until `done`.
  virtual void write(const Buffers& from, Done done) = 0;
  /// Tells the peer that nothing more will come; reading goes on.
  virtual void finish(Done done) = 0;
  /// Ends everything at once; what is pending completes with an error.
  virtual void close() = 0;
};

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

[[nodiscard]] std::unique_ptr<Transport> make_plain(boost::asio::ip::tcp::socket socket);
[[nodiscard]] std::unique_ptr<Transport> make_tls(boost::asio::ip::tcp::socket socket,
                                                  TlsContext context);

/// TLS 1.2 or newer with the files of `settings`; with a client CA every client must show a
/// certificate of it. The text says which file is wrong.
[[nodiscard]] std::variant<TlsContext, std::string> load_tls(const config::TlsSettings& settings);

}  // namespace pantau::http
