// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an agent answers: names with values, as plain values of our own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/oid.hpp"

namespace pantau::snmp {

using config::Oid;

/// The agent has no such thing (noSuchObject, noSuchInstance, or noSuchName of version 1), or the
/// walk is over.
enum class Missing : std::uint8_t { no_such_object, no_such_instance, end_of_mib_view };

/// Counter32 and Counter64 (RFC 2578, 7.1.6 and 7.1.10): `bits` says where it wraps.
struct Counter {
  std::uint64_t value = 0;
  std::uint8_t bits = 32;

  friend bool operator==(const Counter&, const Counter&) = default;
};

/// TimeTicks, hundredths of a second modulo 2^32.
struct Ticks {
  std::uint32_t value = 0;

  friend bool operator==(const Ticks&, const Ticks&) = default;
};

/// Integer32, Gauge32 and Unsigned32 are int64_t; opaque floats are double; OCTET STRING, IpAddress
/// and other opaque are std::string (raw bytes, never cleaned here). monostate: NULL.
using Value =
    std::variant<std::monostate, Missing, std::int64_t, Counter, Ticks, double, std::string, Oid>;

struct VarBind {
  Oid oid;
  Value value;

  friend bool operator==(const VarBind&, const VarBind&) = default;
};

/// The number in a value: integers, counters, ticks, floats, and text that is a decimal number as a
/// whole ("53.9375", " -71.0 "; not "nan", "inf", "0x10" or "12 dB").
[[nodiscard]] std::optional<double> number_of(const Value& value);

/// As above, whole numbers only.
[[nodiscard]] std::optional<std::int64_t> integer_of(const Value& value);

/// One line for people: "INTEGER 5", "Counter64 17", "\"ether1\"", "noSuchInstance".
[[nodiscard]] std::string to_string(const Value& value);

}  // namespace pantau::snmp
