// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "daemon/http/message.hpp"

namespace pantau::http {

/// Bytes of a request line and its headers together.
inline constexpr std::size_t kHeaderLimitBytes = 8192;
inline constexpr std::size_t kMaxFields = 100;

struct ReadOutcome {
  enum class Kind : std::uint8_t { need_more, complete, refused };
  Kind kind = Kind::need_more;
  Request request;  ///< complete: all but `remote`
  bool keep_alive = false;  ///< complete: the client wants another request on this connection
  Response refusal;  ///< refused: what to answer before the connection is closed
};

/// Makes requests of the bytes of one connection; no I/O. A request has no body here, so there is
/// nothing to smuggle one request in another (RFC 9112, 11.2): any body is refused unread.
class RequestReader {
 public:
  RequestReader();
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  RequestReader(RequestReader&&) = delete;
  RequestReader& operator=(RequestReader&&) = delete;

  /// Where to put the next bytes; never empty after an outcome of `need_more`.
  [[nodiscard]] std::span<char> space();
  void append(std::size_t bytes);

  /// The next request, if all of its header is there. After `refused` the reader is of no more use.
  [[nodiscard]] ReadOutcome next();
  /// No byte of a next request has come yet.
  [[nodiscard]] bool idle() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::http
