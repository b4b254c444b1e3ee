// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/oid_list.hpp"

#include <algorithm>

namespace pantau::snmp {

bool less(Arcs left, Arcs right) {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
}

bool same(Arcs left, Arcs right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

void OidList::push_back(Arcs head, Arcs tail) {
  arcs_.insert(arcs_.end(), head.begin(), head.end());
  arcs_.insert(arcs_.end(), tail.begin(), tail.end());
  ends_.push_back(static_cast<std::uint32_t>(arcs_.size()));
}

Arcs OidList::operator[](std::size_t place) const {
  const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
  return Arcs(arcs_).subspan(begin, ends_[place] - begin);
}

void OidList::shrink_to_fit() {
  arcs_.shrink_to_fit();
  ends_.shrink_to_fit();
}

std::size_t OidList::memory_bytes() const {
  return (arcs_.capacity() + ends_.capacity()) * sizeof(std::uint32_t);
}

}  // namespace pantau::snmp
