// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "config/settings.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/http/server.hpp"
#include "daemon/http/source.hpp"

namespace pantau::http {

/// The whole web part: server, passwords and routes put together. Everything on the thread of `io`,
/// which must outlive it, as `source` must.
class Web {
 public:
  /// `listen`, `tls` of the server's options and `reload_enabled` of the routes' come from
  /// `settings`.
  Web(boost::asio::io_context& io,
      config::HttpSettings settings,
      Source& source,
      RoutesOptions routes,
      ServerOptions server = {});
  ~Web();
  Web(const Web&) = delete;
  Web& operator=(const Web&) = delete;
  Web(Web&&) = delete;
  Web& operator=(Web&&) = delete;

  /// \return what is wrong, in words that name the setting.
  [[nodiscard]] std::optional<std::string> open();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] const RequestCounts& counts() const;

  /// A new configuration: users, reload switch and TLS files (read again even when their names are
  /// unchanged: certificates are renewed in place) apply to what comes from now on. A text says
  /// what stayed as it was: a TLS file with a mistake, or another `listen`, which needs a restart.
  [[nodiscard]] std::optional<std::string> change(const config::HttpSettings& settings);

  /// No new requests; those in progress have a second to finish.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::http
