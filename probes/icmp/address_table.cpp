// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/address_table.hpp"

#include <algorithm>
#include <functional>

namespace pantau::icmp {

std::size_t AddressTable::bucket(const net::Address& address) const {
  return std::hash<net::Address>{}(address) % buckets_.size();
}

std::uint32_t AddressTable::find(const net::Address& address) const {
  if (buckets_.empty()) {
    return kNone;
  }
  std::uint32_t index = buckets_[bucket(address)];
  while (index != kNone && entries_[index].address != address) {
    index = entries_[index].next;
  }
  return index;
}

std::uint32_t AddressTable::new_entry() {
  if (free_ != kNone) {
    const std::uint32_t index = free_;
    free_ = entries_[index].next;
    return index;
  }
  if (entries_.size() == entries_.capacity()) {
    entries_.reserve(entries_.size() + entries_.size() / 8 + 16);
  }
  entries_.emplace_back();
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

std::uint32_t AddressTable::insert(const net::Address& address, std::uint16_t first_sequence) {
  const std::uint32_t known = find(address);
  if (known != kNone) {
    return known;
  }
  if (used_ >= buckets_.size()) {
    grow_buckets();
  }
  const std::uint32_t index = new_entry();
  std::uint32_t& head = buckets_[bucket(address)];
  entries_[index] = Entry{address, kNone, head, first_sequence};
  head = index;
  ++used_;
  return index;
}

void AddressTable::erase(std::uint32_t index) {
  std::uint32_t* link = &buckets_[bucket(entries_[index].address)];
  while (*link != index) {
    link = &entries_[*link].next;
  }
  *link = entries_[index].next;
  entries_[index].next = free_;
  free_ = index;
  --used_;
}

void AddressTable::grow_buckets() {
  std::vector<std::uint32_t> chained;
  for (std::uint32_t head : buckets_) {
    for (; head != kNone; head = entries_[head].next) {
      chained.push_back(head);
    }
  }
  buckets_.assign(std::max<std::size_t>(16, buckets_.size() * 2), kNone);
  for (const std::uint32_t index : chained) {
    std::uint32_t& head = buckets_[bucket(entries_[index].address)];
    entries_[index].next = head;
    head = index;
  }
}

std::size_t AddressTable::memory_bytes() const {
  return entries_.capacity() * sizeof(Entry) + buckets_.capacity() * sizeof buckets_[0];
}

}  // namespace pantau::icmp
