// SPDX-License-Identifier: Apache-2.0
/// \file
/// Many object identifiers in two allocations: what is remembered of each of thousands of agents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "config/oid.hpp"

namespace pantau::snmp {

using Arcs = std::span<const std::uint32_t>;

/// As agents order their objects.
[[nodiscard]] bool less(Arcs left, Arcs right);
[[nodiscard]] bool same(Arcs left, Arcs right);

class OidList {
 public:
  void push_back(Arcs head, Arcs tail = {});

  [[nodiscard]] std::size_t size() const { return ends_.size(); }

  [[nodiscard]] bool empty() const { return ends_.empty(); }

  [[nodiscard]] Arcs operator[](std::size_t place) const;
  void shrink_to_fit();
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  std::vector<std::uint32_t> arcs_;
  std::vector<std::uint32_t> ends_;  // where in arcs_ each one ends
};

}  // namespace pantau::snmp
