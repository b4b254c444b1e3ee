// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/connection_table.hpp"

#include <algorithm>

#include "probes/net/address.hpp"

namespace pantau::http {

std::optional<ConnectionTable::Id> ConnectionTable::longest_waiting(
    const std::string* client) const {
  std::optional<Id> found;
  std::uint64_t since = 0;
  for (const auto& [id, entry] : entries_) {
    if (!entry.waiting_since || (client != nullptr && entry.client != *client)) {
      continue;
    }
    if (!found || *entry.waiting_since < since) {
      found = id;
      since = *entry.waiting_since;
    }
  }
  return found;
}

std::size_t ConnectionTable::count(const std::string& client) const {
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [&](const auto& row) {
        return row.second.client == client;
      }));
}

ConnectionTable::Admission ConnectionTable::admit(const std::string& client) {
  Admission admission;
  const bool client_full = count(client) >= std::max<std::size_t>(1, cap_ / 2);
  if (client_full || entries_.size() >= cap_) {
    admission.evict = longest_waiting(client_full ? &client : nullptr);
    if (!admission.evict) {
      return admission;
    }
    entries_.erase(*admission.evict);
  }
  admission.admitted = true;
  admission.id = next_++;
  entries_[admission.id] = Entry{client, order_++};
  return admission;
}

void ConnectionTable::set_waiting(Id id) {
  if (const auto entry = entries_.find(id); entry != entries_.end()) {
    entry->second.waiting_since = order_++;
  }
}

void ConnectionTable::set_busy(Id id) {
  if (const auto entry = entries_.find(id); entry != entries_.end()) {
    entry->second.waiting_since.reset();
  }
}

void ConnectionTable::remove(Id id) {
  entries_.erase(id);
}

std::string client_key(const std::string& address) {
  // Which of our interfaces a link-local client came in by makes no other client of it.
  auto parsed = net::parse_address(address.substr(0, address.find('%')));
  if (!parsed) {
    return address;
  }
  if (parsed->family == net::Family::v6) {
    std::fill(parsed->bytes.begin() + 8, parsed->bytes.end(), std::uint8_t{0});
  }
  return net::to_string(*parsed);
}

}  // namespace pantau::http
