// SPDX-License-Identifier: Apache-2.0
#include "config/oid.hpp"

#include <algorithm>
#include <charconv>

namespace pantau::config {

bool Oid::starts_with(const Oid& prefix) const {
  return size() >= prefix.size() &&
         std::equal(prefix.arcs_.begin(), prefix.arcs_.end(), arcs_.begin());
}

std::span<const std::uint32_t> Oid::after(std::size_t count) const {
  return std::span(arcs_).subspan(std::min(count, size()));
}

Oid Oid::with(std::span<const std::uint32_t> arcs) const {
  Oid longer;
  longer.arcs_.reserve(size() + arcs.size());
  longer.arcs_ = arcs_;
  longer.arcs_.insert(longer.arcs_.end(), arcs.begin(), arcs.end());
  return longer;
}

std::optional<Oid> parse_oid(std::string_view text) {
  if (text.starts_with('.')) {
    text.remove_prefix(1);
  }
  std::vector<std::uint32_t> arcs;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (arcs.size() < Oid::kMaxLength) {
    std::uint32_t arc = 0;
    const auto [next, error] = std::from_chars(at, end, arc);
    if (error != std::errc{}) {
      return std::nullopt;
    }
    arcs.push_back(arc);
    if (next == end) {
      return arcs.size() < 2 ? std::nullopt : std::optional(Oid(std::span(arcs)));
    }
    if (*next != '.') {
      return std::nullopt;
    }
    at = next + 1;
  }
  return std::nullopt;
}

std::string to_string(const Oid& oid) {
  std::string text;
  for (const std::uint32_t arc : oid.arcs()) {
    if (!text.empty()) {
      text += '.';
    }
    text += std::to_string(arc);
  }
  return text;
}

}  // namespace pantau::config
