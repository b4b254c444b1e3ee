// SPDX-License-Identifier: Apache-2.0
/// \file
/// An OBJECT IDENTIFIER: the name of what an SNMP agent is asked for (RFC 2578, 3.5).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pantau::config {

/// At most kMaxLength arcs of 32 bits each. Ordered as agents order their objects: arc by arc.
class Oid {
 public:
  static constexpr std::size_t kMaxLength = 128;  ///< RFC 2578, 3.5

  Oid() = default;

  Oid(std::initializer_list<std::uint32_t> arcs) : arcs_(arcs) {}

  explicit Oid(std::span<const std::uint32_t> arcs) : arcs_(arcs.begin(), arcs.end()) {}

  [[nodiscard]] std::span<const std::uint32_t> arcs() const { return arcs_; }

  [[nodiscard]] std::size_t size() const { return arcs_.size(); }

  [[nodiscard]] bool empty() const { return arcs_.empty(); }

  /// Equal to `prefix`, or below it.
  [[nodiscard]] bool starts_with(const Oid& prefix) const;

  /// The arcs after the first `count` (all of them gone when it has no more).
  [[nodiscard]] std::span<const std::uint32_t> after(std::size_t count) const;

  /// This object identifier with `arcs` behind it.
  [[nodiscard]] Oid with(std::span<const std::uint32_t> arcs) const;

  friend bool operator==(const Oid&, const Oid&) = default;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the compiler's own 0 for ours
  friend auto operator<=>(const Oid&, const Oid&) = default;

 private:
  std::vector<std::uint32_t> arcs_;
};

/// Reads "1.3.6.1.2.1.1.3.0", also with a leading dot. Two arcs at least, no names.
[[nodiscard]] std::optional<Oid> parse_oid(std::string_view text);

/// "1.3.6.1.2.1.1.3.0"
[[nodiscard]] std::string to_string(const Oid& oid);

}  // namespace pantau::config
