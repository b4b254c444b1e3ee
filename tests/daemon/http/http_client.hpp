// SPDX-License-Identifier: Apache-2.0
/// \file
/// A client that speaks bytes, so that tests can also speak them wrongly.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pantau::http::test {

struct Answer {
  unsigned status = 0;
  std::string head;  ///< as received, without the empty line
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// All waits end after ten seconds: then a test fails instead of hanging.
class Client {
 public:
  /// Connects from `source`, which counts as an address of its own.
  explicit Client(std::uint16_t port, const std::string& source = "127.0.0.1");

  /// Only makes the socket; `connect` does the rest. A small receive buffer makes it easy not to
  /// read.
  struct Unconnected {
    int receive_buffer = 0;
  };

  explicit Client(Unconnected how);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;

  [[nodiscard]] bool connect(std::uint16_t port, const std::string& source = "127.0.0.1");
  /// False when the other side has closed.
  bool send(std::string_view bytes);
  /// One answer by its Content-Length; `head_only` for an answer to HEAD. Nothing when it was cut
  /// short.
  [[nodiscard]] std::optional<Answer> read_answer(bool head_only = false);
  /// Everything up to the end of the connection; nothing when it does not end.
  [[nodiscard]] std::optional<std::string> read_to_end();
  /// The other side ended the connection within `limit`; bytes received meanwhile are kept.
  [[nodiscard]] bool closed_within(std::chrono::milliseconds limit);

  [[nodiscard]] int fd() const { return fd_; }

 private:
  enum class Got { bytes, end, nothing };
  Got receive(std::chrono::milliseconds limit);

  int fd_ = -1;
  std::string buffer_;
};

[[nodiscard]] std::string get(std::string_view path, std::string_view more_headers = "");

/// One request on a connection of its own.
[[nodiscard]] std::optional<Answer> fetch(std::uint16_t port, std::string_view request);

/// Splits what a server sent; nothing when it is no whole answer.
[[nodiscard]] std::optional<Answer> parse_answer(std::string_view bytes, bool head_only = false);

}  // namespace pantau::http::test
