// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "daemon/http/message.hpp"
#include "daemon/http/password.hpp"

namespace pantau::http {

/// Lets through who knows a password. bcrypt runs on a thread of its own, so that guessing costs
/// the web thread nothing; a scraper whose password was right before does not wait for it.
class Authenticator {
 public:
  /// Passwords waiting to be checked; beyond, clients get a 503. At 0.1 s a check, the last of them
  /// is still inside Prometheus' scrape timeout of 10 s.
  static constexpr std::size_t kMaxPending = 16;

  /// `io` is the web thread's; must outlive this.
  explicit Authenticator(boost::asio::io_context& io, Refused on_refused = {});
  /// Waits for at most one check in progress.
  ~Authenticator();
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;
  Authenticator(Authenticator&&) = delete;
  Authenticator& operator=(Authenticator&&) = delete;

  /// Without users everybody is let through.
  void set_users(Users users);

  /// Calls `allowed` now or later, or answers 401 or 503 itself.
  void handle(Request request, Reply reply, const Handler& allowed);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// What monitors of the daemon itself ask needs no password.
[[nodiscard]] bool is_public(const std::string& path);

}  // namespace pantau::http
