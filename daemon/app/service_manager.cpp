// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/service_manager.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "probes/net/clock.hpp"

namespace pantau::app {

namespace {

/// $NOTIFY_SOCKET as sd_notify(3) reads it; its length, 0 when nobody listens.
socklen_t notify_address(sockaddr_un& address) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program writes the environment
  const char* variable = std::getenv("NOTIFY_SOCKET");
  const std::string_view path = variable == nullptr ? "" : variable;
  const bool known = path.starts_with('/') || path.starts_with('@');
  if (!known || path.size() >= sizeof address.sun_path) {
    return 0;
  }
  address.sun_family = AF_UNIX;
  path.copy(static_cast<char*>(address.sun_path), path.size());
  if (path.starts_with('@')) {
    address.sun_path[0] = '\0';
  }
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
}

/// Not by sd_notify(3), which waits for as long as the service manager does not read: when systemd
/// hangs (it "freezes execution" where others crash), the links must be watched all the same.
/// \return false when it may arrive later.
bool deliver(const std::string& state) {
  sockaddr_un address{};
  const socklen_t length = notify_address(address);
  if (length == 0) {
    return true;
  }
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) {
    return false;
  }
  const auto* to = reinterpret_cast<const sockaddr*>(&address);
  const bool sent = ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL, to, length) >= 0;
  const bool full = !sent && (errno == EAGAIN || errno == ENOBUFS);
  ::close(descriptor);
  return !full;  // any other error means only that nobody listens
}

}  // namespace

/// What must arrive is said again until it does; a later one says all that an earlier one did.
void ServiceManager::announce(std::string state) {
  waiting_ = std::move(state);
  insist();
}

void ServiceManager::insist() {
  if (!waiting_.empty() && deliver(waiting_)) {
    waiting_.clear();
  }
}

void ServiceManager::ready(const std::string& status) {
  announce(fmt::format("READY=1\nSTATUS={}", status));
}

void ServiceManager::reloading() {
  const auto steady = net::read_clocks().steady.time_since_epoch();
  announce(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                       std::chrono::duration_cast<std::chrono::microseconds>(steady).count()));
}

void ServiceManager::stopping() {
  announce("STOPPING=1\nSTATUS=stopping");
}

void ServiceManager::extend_timeout(std::chrono::microseconds time) {
  (void)deliver(fmt::format("EXTEND_TIMEOUT_USEC={}", time.count()));
}

void ServiceManager::status(const std::string& text) {
  insist();
  (void)deliver("STATUS=" + text);
}

void ServiceManager::watchdog() {
  (void)deliver("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> ServiceManager::watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (::sd_watchdog_enabled(0, &microseconds) <= 0) {
    return std::nullopt;
  }
  return std::chrono::microseconds{static_cast<std::int64_t>(microseconds)};
}

}  // namespace pantau::app
