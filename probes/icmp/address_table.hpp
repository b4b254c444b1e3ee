// SPDX-License-Identifier: Apache-2.0
/// \file
/// The addresses that are probed. ICMP sequence numbers are taken per address, so that two links
/// with one address can be told apart by the 8 bytes of our packet that an ICMP error quotes at
/// least.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "probes/net/address.hpp"

namespace pantau::icmp {

class AddressTable {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// An address and the head of the list of its targets; the list itself is kept in the targets.
  struct Entry {
    net::Address address;
    std::uint32_t first_target = kNone;
    std::uint32_t next = kNone;  ///< in the hash chain, or in the list of free entries
    std::uint16_t next_sequence = 0;
  };

  /// Index of the entry, made with `first_sequence` when there is none.
  [[nodiscard]] std::uint32_t insert(const net::Address& address, std::uint16_t first_sequence);
  [[nodiscard]] std::uint32_t find(const net::Address& address) const;
  /// The entry must have no targets.
  void erase(std::uint32_t index);

  [[nodiscard]] Entry& operator[](std::uint32_t index) { return entries_[index]; }

  [[nodiscard]] const Entry& operator[](std::uint32_t index) const { return entries_[index]; }

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  [[nodiscard]] std::size_t bucket(const net::Address& address) const;
  [[nodiscard]] std::uint32_t new_entry();
  void grow_buckets();

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> buckets_;
  std::uint32_t free_ = kNone;
  std::size_t used_ = 0;
};

}  // namespace pantau::icmp
