// SPDX-License-Identifier: Apache-2.0
// The one file that includes Beast's HTTP headers: they cost a minute of compile time under ASan.
#include "daemon/http/request_reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <optional>
#include <string_view>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include "daemon/http/target.hpp"

namespace pantau::http {

namespace {

namespace beast = boost::beast;
using Parser = beast::http::request_parser<beast::http::empty_body>;
using Fields = beast::http::fields;
using Field = beast::http::field;

Response refuse(unsigned status, std::string_view text) {
  Response response;
  response.status = status;
  response.body = std::string(text) + "\n";
  return response;
}

Response refuse(const beast::error_code& error) {
  if (error == beast::http::error::header_limit) {
    return refuse(431, "the request header is larger than 8 KiB");
  }
  if (error == beast::http::error::body_limit) {
    return refuse(413, "requests have no body here");
  }
  return refuse(400, "this is not an HTTP/1.1 request: " + error.message());
}

std::string joined(const Fields& fields, Field name) {
  std::string all;
  const auto range = fields.equal_range(name);
  for (auto field = range.first; field != range.second; ++field) {
    if (!all.empty()) {
      all += ", ";
    }
    all.append(field->value().data(), field->value().size());
  }
  return all;
}

std::optional<Method> method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::get;
    case beast::http::verb::head:
      return Method::head;
    case beast::http::verb::post:
      return Method::post;
    default:
      return std::nullopt;
  }
}

/// What Beast lets pass but this server does not.
std::optional<Response> objection(const beast::http::request<beast::http::empty_body>& message) {
  if (std::distance(message.begin(), message.end()) > std::ptrdiff_t{kMaxFields}) {
    return refuse(431, "the request has more than 100 header fields");
  }
  // Beast takes a Transfer-Encoding that does not end in "chunked" for no body at all, which
  // is how one request is smuggled in another (RFC 9112, 6.3).
  if (message.count(Field::transfer_encoding) > 0) {
    return message.chunked() && message.version() == 11
               ? refuse(413, "requests have no body here")
               : refuse(400, "Transfer-Encoding is not understood");
  }
  // RFC 9112, 3.2: none or several are an error of the client.
  if (message.count(Field::host) > 1 ||
      (message.version() == 11 && message.count(Field::host) == 0)) {
    return refuse(400, "the request needs one Host header");
  }
  if (!method_of(message.method())) {
    auto response = refuse(405, "only GET, HEAD and POST are understood");
    response.headers.emplace_back("Allow", "GET, HEAD, POST");
    return response;
  }
  return std::nullopt;
}

std::optional<Request> to_request(const beast::http::request<beast::http::empty_body>& message) {
  const auto target = message.target();
  auto parsed = parse_target(std::string_view(target.data(), target.size()));
  if (!parsed) {
    return std::nullopt;
  }
  Request request;
  request.method = method_of(message.method()).value_or(Method::get);
  request.path = std::move(parsed->path);
  request.query = std::move(parsed->query);
  request.accept = joined(message, Field::accept);
  request.accept_encoding = joined(message, Field::accept_encoding);
  request.has_accept_encoding = message.count(Field::accept_encoding) > 0;
  request.authorization = joined(message, Field::authorization);
  return request;
}

}  // namespace

struct RequestReader::State {
  std::array<char, kHeaderLimitBytes> buffer{};
  std::size_t filled = 0;
  std::size_t header_bytes = 0;  ///< of the present request, already taken by the parser
  std::optional<Parser> parser;

  void take(std::size_t bytes) {
    std::memmove(buffer.data(), buffer.data() + bytes, filled - bytes);
    filled -= bytes;
    header_bytes += bytes;
  }

  void restart() {
    header_bytes = 0;
    parser.emplace();
    // A limit for the request line and one for the fields: the sum is checked by next().
    parser->header_limit(kHeaderLimitBytes);
    parser->body_limit(std::uint64_t{0});
    parser->eager(false);
  }
};

RequestReader::RequestReader() : state_(std::make_unique<State>()) {
  state_->restart();
}

RequestReader::~RequestReader() = default;

std::span<char> RequestReader::space() {
  return std::span(state_->buffer).subspan(state_->filled);
}

void RequestReader::append(std::size_t bytes) {
  state_->filled += bytes;
}

bool RequestReader::idle() const {
  return state_->filled == 0 && state_->header_bytes == 0;
}

ReadOutcome RequestReader::next() {
  State& state = *state_;
  ReadOutcome outcome;
  beast::error_code error;
  state.take(state.parser->put(boost::asio::buffer(state.buffer.data(), state.filled), error));
  const bool header_done = !error && state.parser->is_header_done();
  if (error == beast::http::error::need_more || (!error && !header_done)) {
    if (state.header_bytes + state.filled < kHeaderLimitBytes) {
      return outcome;
    }
    error = beast::http::error::header_limit;
  } else if (state.header_bytes > kHeaderLimitBytes) {
    error = beast::http::error::header_limit;
  }
  outcome.kind = ReadOutcome::Kind::refused;
  if (error) {
    outcome.refusal = refuse(error);
    return outcome;
  }
  const auto& message = state.parser->get();
  if (auto refusal = objection(message)) {
    outcome.refusal = std::move(*refusal);
    return outcome;
  }
  auto request = to_request(message);
  if (!request) {
    outcome.refusal = refuse(400, "the request target is not a path with a query");
    return outcome;
  }
  outcome.kind = ReadOutcome::Kind::complete;
  outcome.request = std::move(*request);
  outcome.keep_alive = state.parser->keep_alive();
  state.restart();
  return outcome;
}

}  // namespace pantau::http
