// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/transport.hpp"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "daemon/http/tls_refusal.hpp"

namespace pantau::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(tcp::socket socket) : socket_(std::move(socket)) {}

  void start(Done done) override {
    asio::post(socket_.get_executor(), [done = std::move(done)] { done({}, 0); });
  }

  [[nodiscard]] std::string refusal(const error_code& /*error*/) override { return {}; }

  void read(asio::mutable_buffer into, Done done) override {
    socket_.async_read_some(into, std::move(done));
  }

  void write(const Buffers& from, Done done) override {
    asio::async_write(socket_, from, std::move(done));
  }

  void finish(Done done) override {
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    asio::post(socket_.get_executor(), [done = std::move(done), error] { done(error, 0); });
  }

  void close() override {
    error_code ignored;  // the descriptor is gone either way
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(tcp::socket socket, TlsContext context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  void start(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [done = std::move(done)](error_code error) { done(error, 0); });
  }

  [[nodiscard]] std::string refusal(const error_code& error) override {
    return tls_refusal(error, ::SSL_get_verify_result(stream_.native_handle()));
  }

  void read(asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(into, std::move(done));
  }

  void write(const Buffers& from, Done done) override {
    asio::async_write(stream_, from, std::move(done));
  }

  void finish(Done done) override {
    stream_.async_shutdown([done = std::move(done)](error_code error) { done(error, 0); });
  }

  void close() override {
    error_code ignored;  // the descriptor is gone either way
    stream_.next_layer().close(ignored);
  }

 private:
  TlsContext context_;  // outlives the stream, also when the server has loaded a newer one
  asio::ssl::stream<tcp::socket> stream_;
};

std::string complaint(const std::filesystem::path& file, const error_code& error) {
  return file.string() + ": " + error.message();
}

/// Sessions of clients with certificates can be resumed only under an id of our own.
void set_session_id(asio::ssl::context& context) {
  constexpr unsigned char kId[] = {'p', 'a', 'n', 't', 'a', 'u'};
  SSL_CTX_set_session_id_context(context.native_handle(), kId, sizeof kId);
}

std::string load_files(asio::ssl::context& context, const config::TlsSettings& settings) {
  error_code error;
  context.use_certificate_chain_file(settings.certificate.string(), error);
  if (error) {
    return complaint(settings.certificate, error);
  }
  // Fails too when the key is not that of the certificate.
  context.use_private_key_file(settings.key.string(), asio::ssl::context::pem, error);
  if (error) {
    return complaint(settings.key, error);
  }
  if (settings.client_ca) {
    context.load_verify_file(settings.client_ca->string(), error);
    if (error) {
      return complaint(*settings.client_ca, error);
    }
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  }
  return error ? error.message() : std::string();
}

}  // namespace

std::unique_ptr<Transport> make_plain(tcp::socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

std::unique_ptr<Transport> make_tls(tcp::socket socket, TlsContext context) {
  return std::make_unique<TlsTransport>(std::move(socket), std::move(context));
}

std::variant<TlsContext, std::string> load_tls(const config::TlsSettings& settings) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  // OpenSSL would ask for the pass phrase of an encrypted key on the terminal and wait there.
  SSL_CTX_set_default_passwd_cb(native, [](char*, int, int, void*) { return 0; });
  set_session_id(*context);
  if (auto wrong = load_files(*context, settings); !wrong.empty()) {
    return wrong;
  }
  return context;
}

}  // namespace pantau::http
