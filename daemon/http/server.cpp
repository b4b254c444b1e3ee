// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/server.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <exception>
#include <map>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/http/connection.hpp"
#include "daemon/http/connection_table.hpp"
#include "daemon/http/transport.hpp"

namespace pantau::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct HostPort {
  std::string host;  ///< empty: all addresses
  std::uint16_t port = 0;
};

std::optional<HostPort> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  HostPort result;
  const auto digits = text.substr(colon + 1);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), result.port);
  if (digits.empty() || read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) {
    return std::nullopt;
  }
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  result.host = host;
  return result;
}

/// Only at start-up, so a resolver that blocks is allowed.
tcp::endpoint find_endpoint(asio::io_context& io, const HostPort& where, error_code& error) {
  if (where.host.empty()) {
    return {tcp::v6(), where.port};
  }
  const auto address = asio::ip::make_address(where.host, error);
  if (!error) {
    return {address, where.port};
  }
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(where.host, std::to_string(where.port), error);
  return error || found.empty() ? tcp::endpoint() : found.begin()->endpoint();
}

}  // namespace

class Server::State final : public ConnectionOwner, public std::enable_shared_from_this<State> {
 public:
  State(asio::io_context& io, ServerOptions options, Handler handler)
      : io_(io),
        options_(std::move(options)),
        handler_(std::move(handler)),
        acceptor_(io),
        pause_(io),
        table_(options_.connection_cap) {}

  [[nodiscard]] const ServerOptions& options() const override { return options_; }

  [[nodiscard]] const Handler& handler() const override { return handler_; }

  void on_waiting(std::uint64_t id) override { table_.set_waiting(id); }

  void on_busy(std::uint64_t id) override { table_.set_busy(id); }

  void on_closed(std::uint64_t id) override {
    table_.remove(id);
    connections_.erase(id);
  }

  [[nodiscard]] std::optional<std::string> open();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::optional<std::string> change_tls(
      const std::optional<config::TlsSettings>& settings);
  void stop(bool at_once);

  [[nodiscard]] std::size_t connections() const { return connections_.size(); }

 private:
  [[nodiscard]] error_code listen(const tcp::endpoint& endpoint);
  [[nodiscard]] error_code bind_ahead(const tcp::endpoint& endpoint);
  void accept();
  void on_accepted(const error_code& error, tcp::socket socket);
  void pause(const error_code& error);
  void admit(tcp::socket socket);
  void complain(std::string_view event, std::string_view text) const;

  asio::io_context& io_;
  ServerOptions options_;
  Handler handler_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  ConnectionTable table_;
  std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  TlsContext tls_;
};

void Server::State::complain(std::string_view event, std::string_view text) const {
  if (options_.on_trouble) {
    options_.on_trouble(event, text);
  }
}

/// The address may come later: a cable that is out, a lease that was not given yet (ip(7)).
error_code Server::State::bind_ahead(const tcp::endpoint& endpoint) {
  const bool v6 = endpoint.address().is_v6();
  const int yes = 1;
  error_code error;
  if (::setsockopt(acceptor_.native_handle(),
                   v6 ? IPPROTO_IPV6 : IPPROTO_IP,
                   v6 ? IPV6_FREEBIND : IP_FREEBIND,
                   &yes,
                   sizeof yes) != 0) {
    error.assign(errno, boost::system::system_category());
    return error;
  }
  acceptor_.bind(endpoint, error);
  if (!error) {
    complain("http_address_absent",
             fmt::format("{} is no address of this machine now; it is answered once it is",
                         endpoint.address().to_string()));
  }
  return error;
}

error_code Server::State::listen(const tcp::endpoint& endpoint) {
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) {
    acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  }
  if (!error && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
    acceptor_.set_option(asio::ip::v6_only(false), error);
  }
  if (!error) {
    acceptor_.bind(endpoint, error);
  }
  if (error == boost::system::errc::address_not_available) {
    error = bind_ahead(endpoint);
  }
  if (!error) {
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
  }
  return error;
}

std::optional<std::string> Server::State::open() {
  if (auto wrong = change_tls(options_.tls)) {
    return wrong;
  }
  const auto where = parse_listen(options_.listen);
  if (!where) {
    return fmt::format(
        "http.listen: \"{}\" is not an address with a port; write for example "
        "\"127.0.0.1:9750\" or \"[::1]:9750\"",
        options_.listen);
  }
  error_code error;
  const auto endpoint = find_endpoint(io_, *where, error);
  if (!error) {
    error = listen(endpoint);
  }
  if (error) {
    error_code ignored;  // it never listened
    acceptor_.close(ignored);
    return fmt::format("http.listen: cannot listen on {}: {}", options_.listen, error.message());
  }
  accept();
  return std::nullopt;
}

std::uint16_t Server::State::port() const {
  error_code error;
  const auto endpoint = acceptor_.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

std::optional<std::string> Server::State::change_tls(
    const std::optional<config::TlsSettings>& settings) {
  if (!settings) {
    tls_.reset();
    return std::nullopt;
  }
  auto loaded = load_tls(*settings);
  if (const auto* wrong = std::get_if<std::string>(&loaded)) {
    return "http.tls: " + *wrong;
  }
  tls_ = std::get<TlsContext>(std::move(loaded));
  return std::nullopt;
}

void Server::State::accept() {
  acceptor_.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
    self->on_accepted(error, std::move(socket));
  });
}

void Server::State::on_accepted(const error_code& error, tcp::socket socket) {
  if (!acceptor_.is_open()) {
    return;
  }
  if (error && error != asio::error::connection_aborted) {
    pause(error);
    return;
  }
  try {
    if (!error) {
      admit(std::move(socket));
    }
  } catch (const std::exception& exception) {
    complain("http_accept_failed", exception.what());
  }
  accept();
}

/// Without descriptors (EMFILE, ENFILE) the client stays in the backlog and accept would fail again
/// at once: a loop that eats a core (Beast's example listener gives up instead, beast#3010).
void Server::State::pause(const error_code& error) {
  complain("http_accept_failed", error.message());
  pause_.expires_after(options_.accept_pause);
  pause_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled && self->acceptor_.is_open()) {
      self->accept();
    }
  });
}

void Server::State::admit(tcp::socket socket) {
  error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error) {
    return;  // gone already
  }
  auto address = remote.address().to_string();
  const auto admission = table_.admit(client_key(address));
  if (admission.evict) {
    if (const auto found = connections_.find(*admission.evict); found != connections_.end()) {
      const auto evicted = found->second;
      evicted->close();
    }
  }
  if (!admission.admitted) {
    return;
  }
  // An answer is one write; waiting for more would only delay it. Not fatal when it fails.
  socket.set_option(tcp::no_delay(true), error);
  try {
    auto transport = tls_ ? make_tls(std::move(socket), tls_) : make_plain(std::move(socket));
    auto connection = std::make_shared<Connection>(
        io_, std::move(transport), Connection::Identity{admission.id, std::move(address)}, *this);
    connections_[admission.id] = connection;
    connection->start();
  } catch (...) {
    on_closed(admission.id);
    throw;
  }
}

void Server::State::stop(bool at_once) {
  error_code ignored;  // closed is closed
  acceptor_.close(ignored);
  pause_.cancel();
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [id, connection] : connections_) {
    all.push_back(connection);
  }
  for (const auto& connection : all) {
    if (at_once) {
      connection->close();
    } else {
      connection->stop();
    }
  }
}

Server::Server(asio::io_context& io, ServerOptions options, Handler handler)
    : state_(std::make_shared<State>(io, std::move(options), std::move(handler))) {}

Server::~Server() {
  state_->stop(true);
}

std::optional<std::string> Server::open() {
  return state_->open();
}

std::uint16_t Server::port() const {
  return state_->port();
}

std::optional<std::string> Server::change_tls(const std::optional<config::TlsSettings>& settings) {
  return state_->change_tls(settings);
}

void Server::stop() {
  state_->stop(false);
}

std::size_t Server::connections() const {
  return state_->connections();
}

}  // namespace pantau::http
