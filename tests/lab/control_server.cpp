// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/control_server.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

namespace pantau::lab {
namespace {

constexpr std::size_t kLongestLine = std::size_t{1}
                                     << 18U;  // an injected packet of 64 KiB as digits

sockaddr_un socket_address(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path) {
    throw std::system_error(ENAMETOOLONG, std::generic_category(), path.string());
  }
  std::memcpy(address.sun_path, path.c_str(), path.native().size());
  return address;
}

}  // namespace

ControlServer::ControlServer(std::filesystem::path path, int epoll)
    : path_(std::move(path)), epoll_(epoll) {
  const sockaddr_un address = socket_address(path_);
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  ::unlink(path_.c_str());
  if (listener_ < 0 ||
      ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 ||
      ::listen(listener_, SOMAXCONN) < 0) {
    throw std::system_error(errno, std::generic_category(), path_.string());
  }
  watch(listener_, EPOLL_CTL_ADD, EPOLLIN);
}

ControlServer::~ControlServer() {
  for (const auto& [descriptor, client] : clients_) {
    ::close(descriptor);
  }
  ::close(listener_);
  ::unlink(path_.c_str());
}

void ControlServer::ready(int descriptor, const Answer& answer) {
  if (descriptor == listener_) {
    accept_client();
    return;
  }
  write_client(descriptor);
  read_client(descriptor, answer);
}

void ControlServer::accept_client() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (client >= 0) {
    clients_.emplace(client, Client{});
    watch(client, EPOLL_CTL_ADD, EPOLLIN);
  }
}

void ControlServer::read_client(int descriptor, const Answer& answer) {
  const auto found = clients_.find(descriptor);
  if (found == clients_.end()) {
    return;
  }
  auto& [input, output] = found->second;
  std::array<char, 65536> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): read fills it
  const ssize_t count = ::read(descriptor, piece.data(), piece.size());
  if (count <= 0) {
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      drop(descriptor);
    }
    return;
  }
  input.append(piece.data(), static_cast<std::size_t>(count));
  for (auto end = input.find('\n'); end != std::string::npos; end = input.find('\n')) {
    output += answer(std::string_view(input).substr(0, end)) + '\n';
    input.erase(0, end + 1);
  }
  if (input.size() > kLongestLine) {
    drop(descriptor);
    return;
  }
  write_client(descriptor);
}

void ControlServer::write_client(int descriptor) {
  std::string& output = clients_.at(descriptor).output;
  while (!output.empty()) {
    const ssize_t count = ::send(descriptor, output.data(), output.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) {
      break;
    }
    if (count < 0) {
      drop(descriptor);
      return;
    }
    output.erase(0, static_cast<std::size_t>(count));
  }
  watch(descriptor, EPOLL_CTL_MOD, output.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

void ControlServer::drop(int descriptor) {
  clients_.erase(descriptor);
  ::close(descriptor);
}

void ControlServer::watch(int descriptor, int operation, std::uint32_t events) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = descriptor;
  if (::epoll_ctl(epoll_, operation, descriptor, &event) < 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

}  // namespace pantau::lab
