// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/http/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace pantau::http::test {

namespace {

constexpr std::chrono::milliseconds kPatience{10000};

sockaddr_in address(const std::string& text, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, text.c_str(), &result.sin_addr);
  return result;
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return result;
}

/// Status line and headers; true when `head` is of that form.
bool parse_head(std::string_view head, Answer& answer) {
  if (!head.starts_with("HTTP/1.1 ") || head.size() < 12) {
    return false;
  }
  answer.head = head;
  std::from_chars(head.data() + 9, head.data() + 12, answer.status);
  std::size_t at = head.find("\r\n");
  while (at != std::string_view::npos) {
    const auto end = head.find("\r\n", at + 2);
    const auto line = head.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) {
      return false;
    }
    auto& value = answer.headers[lower(line.substr(0, colon))];
    value += (value.empty() ? "" : ", ") + std::string(line.substr(colon + 2));
    at = end;
  }
  return true;
}

}  // namespace

std::optional<Answer> parse_answer(std::string_view bytes, bool head_only) {
  const auto end = bytes.find("\r\n\r\n");
  Answer answer;
  if (end == std::string_view::npos || !parse_head(bytes.substr(0, end), answer)) {
    return std::nullopt;
  }
  if (head_only) {
    return answer;
  }
  const auto& length_text = answer.headers["content-length"];
  std::size_t length = 0;
  std::from_chars(length_text.data(), length_text.data() + length_text.size(), length);
  if (bytes.size() < end + 4 + length) {
    return std::nullopt;
  }
  answer.body = bytes.substr(end + 4, length);
  return answer;
}

Client::Client(std::uint16_t port, const std::string& source) : Client(Unconnected{}) {
  if (!connect(port, source)) {
    ::close(std::exchange(fd_, -1));
  }
}

Client::Client(Unconnected how) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (how.receive_buffer > 0) {
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &how.receive_buffer, sizeof how.receive_buffer);
  }
}

Client::~Client() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

Client::Client(Client&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

bool Client::connect(std::uint16_t port, const std::string& source) {
  const auto from = address(source, 0);
  const auto to = address("127.0.0.1", port);
  return ::bind(fd_, generic(from), sizeof from) == 0 &&
         ::connect(fd_, generic(to), sizeof to) == 0;
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

Client::Got Client::receive(std::chrono::milliseconds limit) {
  pollfd waiting{fd_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(limit.count())) <= 0) {
    return Got::nothing;
  }
  std::array<char, 65536> bytes{};
  const auto received = ::recv(fd_, bytes.data(), bytes.size(), 0);
  if (received <= 0) {
    return Got::end;
  }
  buffer_.append(bytes.data(), static_cast<std::size_t>(received));
  return Got::bytes;
}

std::optional<Answer> Client::read_answer(bool head_only) {
  while (true) {
    if (auto answer = parse_answer(buffer_, head_only)) {
      buffer_.erase(0, answer->head.size() + 4 + answer->body.size());
      return answer;
    }
    if (receive(kPatience) != Got::bytes) {
      return std::nullopt;
    }
  }
}

std::optional<std::string> Client::read_to_end() {
  while (true) {
    const auto got = receive(kPatience);
    if (got == Got::end) {
      return std::exchange(buffer_, {});
    }
    if (got == Got::nothing) {
      return std::nullopt;
    }
  }
}

bool Client::closed_within(std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const auto got = receive(std::max(left, std::chrono::milliseconds{0}));
    if (got != Got::bytes) {
      return got == Got::end;
    }
  }
}

std::string get(std::string_view path, std::string_view more_headers) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(more_headers) +
         "\r\n";
}

std::optional<Answer> fetch(std::uint16_t port, std::string_view request) {
  Client client(port);
  if (!client.send(request)) {
    return std::nullopt;
  }
  return client.read_answer(request.starts_with("HEAD "));
}

}  // namespace pantau::http::test
