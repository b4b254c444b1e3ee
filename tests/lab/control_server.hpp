// SPDX-License-Identifier: Apache-2.0
/// \file
/// The control socket: lines in, lines out, any number of clients.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace pantau::lab {

class ControlServer {
 public:
  using Answer = std::function<std::string(std::string_view line)>;

  /// Replaces a socket that a dead county left at this path. `epoll` outlives this object.
  ControlServer(std::filesystem::path path, int epoll);
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;
  ControlServer(ControlServer&&) = delete;
  ControlServer& operator=(ControlServer&&) = delete;
  ~ControlServer();

  [[nodiscard]] bool owns(int descriptor) const {
    return descriptor == listener_ || clients_.contains(descriptor);
  }

  /// `descriptor` is ready. Calls `answer` for each whole line and sends what it returns.
  void ready(int descriptor, const Answer& answer);

 private:
  struct Client {
    std::string input;
    std::string output;
  };

  void accept_client();
  void read_client(int descriptor, const Answer& answer);
  void write_client(int descriptor);
  void drop(int descriptor);
  void watch(int descriptor, int operation, std::uint32_t events) const;

  std::filesystem::path path_;
  int epoll_;
  int listener_ = -1;
  std::map<int, Client> clients_;
};

}  // namespace pantau::lab
