// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pantau::http {

/// Who is connected, and who must go when there is no room. Pure: connections are numbers.
///
/// A flood of half-open clients must not keep a scrape out: the newest comer always gets the place
/// of the connection that waits longest for its header. Requests in progress are never given up.
class ConnectionTable {
 public:
  using Id = std::uint64_t;

  /// `cap` counts connections; one client gets at most half of them (at least one).
  explicit ConnectionTable(std::size_t cap) : cap_(cap) {}

  struct Admission {
    bool admitted = false;
    Id id = 0;  ///< of the new connection, when admitted; it waits for its header
    std::optional<Id> evict;  ///< to be closed for it; already removed here
  };

  /// `client` is what counts as one address, see `client_key`.
  [[nodiscard]] Admission admit(const std::string& client);

  /// The connection waits for a header from now on (again), or works on a request.
  void set_waiting(Id id);
  void set_busy(Id id);
  void remove(Id id);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string client;
    std::optional<std::uint64_t> waiting_since;  ///< order of events; nothing: busy
  };

  [[nodiscard]] std::optional<Id> longest_waiting(const std::string* client) const;
  [[nodiscard]] std::size_t count(const std::string& client) const;

  std::size_t cap_;
  Id next_ = 1;
  std::uint64_t order_ = 0;
  std::map<Id, Entry> entries_;
};

/// An IPv4 address itself, also when mapped into IPv6; of an IPv6 address its /64, because that
/// much belongs to a single host (RFC 4291, 2.5.4).
[[nodiscard]] std::string client_key(const std::string& address);

}  // namespace pantau::http
