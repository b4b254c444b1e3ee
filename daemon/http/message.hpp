// SPDX-License-Identifier: Apache-2.0
/// \file
/// One HTTP request and its answer as plain values: what the parts of this folder hand to one
/// another.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pantau::http {

enum class Method : std::uint8_t { get, head, post };

struct Parameter {
  std::string name;
  std::string value;

  friend bool operator==(const Parameter&, const Parameter&) = default;
};

struct Request {
  Method method = Method::get;
  std::string path;  ///< as sent, never decoded: routes match it exactly or not at all
  std::vector<Parameter> query;  ///< decoded, in the order sent, names may repeat
  /// Values of headers that were sent several times are joined by ", ".
  std::string accept;
  std::string accept_encoding;
  bool has_accept_encoding = false;
  std::string authorization;
  std::string remote;  ///< address of the client, without its port
};

struct Response {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< beside those that every answer has
};

/// Must be called exactly once, on the web thread; later calls are ignored.
using Reply = std::function<void(Response)>;

/// Answers a request, at once or later. May throw: the client then gets a 500.
using Handler = std::function<void(Request, Reply)>;

/// Something for the log: a stable event name (http_accept_failed, http_handler_failed) and words.
using Trouble = std::function<void(std::string_view event, std::string_view text)>;

/// A client was turned away before it got to ask: its address, and why in words for the log.
using Refused = std::function<void(std::string_view client, std::string_view why)>;

inline constexpr std::string_view kHtml = "text/html; charset=utf-8";
inline constexpr std::string_view kJson = "application/json";

}  // namespace pantau::http
