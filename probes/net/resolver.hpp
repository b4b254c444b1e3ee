// SPDX-License-Identifier: Apache-2.0
/// \file
/// Host names to addresses, off the probe thread: getaddrinfo(3) blocks for 5 to 30 s when the
/// uplink is down (reliability.md 5), so a few threads of its own do nothing else.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "probes/net/address.hpp"
#include "probes/net/name_book.hpp"

namespace pantau::net {

struct Lookup {
  std::vector<Address> addresses;  ///< empty: failed
  std::string failure;
};

/// getaddrinfo(3), IPv4 and IPv6, without AI_ADDRCONFIG: whether an address can be reached is the
/// probe's finding. Blocks.
[[nodiscard]] Lookup look_up(const std::string& name);

struct ResolverOptions {
  NameTimes times;
  std::size_t threads = 4;  ///< a dead server holds up this many names at a time, and never a probe
  std::function<Lookup(const std::string&)> look_up = net::look_up;  ///< runs on the threads
};

/// Names are asked for again every 5 minutes; after a failure in 5 s, 10 s, ... 5 minutes, and the
/// last good address stays in use. Every function and both callbacks run on the io_context's
/// thread.
class Resolver {
 public:
  using OnAddress = std::function<void(NameKey key, const Address& address)>;
  using OnFailure = std::function<void(NameKey key, const std::string& text)>;

  explicit Resolver(boost::asio::io_context& io, ResolverOptions options = {});
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  Resolver(Resolver&&) = delete;
  Resolver& operator=(Resolver&&) = delete;

  /// `on_address`: the first address of a key's name, or another one than before. `on_failure`:
  /// each failed attempt. Both may add and remove keys.
  void set_callbacks(OnAddress on_address, OnFailure on_failure);

  /// \return the address at once when the name is known already; else `on_address` comes later.
  std::optional<Address> add(NameKey key, const std::string& name);
  void remove(NameKey key);

  /// No callback comes after. Does not wait for a getaddrinfo in progress: its thread ends when it
  /// returns, or with the process.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pantau::net
