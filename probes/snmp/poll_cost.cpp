// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/poll_cost.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "config/address_text.hpp"

namespace pantau::snmp {

namespace {

using config::Oid;
using config::Quantity;
using config::Source;

/// An object that the GET asks for, with the bytes that its value takes in the answer.
using Objects = std::map<Oid, std::size_t>;

// Contents of values at typical length, without tag and length.
constexpr std::size_t kTextBytes = 16;
constexpr std::size_t kDescriptionBytes = 64;  // sysDescr is a sentence
constexpr std::size_t kObjectIdBytes = 10;
constexpr std::size_t kTicksBytes = 4;
constexpr std::size_t kTrafficBytes = 5;  // a counter of some 100 GB
constexpr std::size_t kNumberBytes = 2;

/// Rows of a table that is asked for as a whole: nobody can know before.
constexpr std::uint32_t kRowsOfUnknown = 1;
constexpr std::uint32_t kIndex = 1;

/// Length octets of X.690, 8.1.3 (definite form, as short as can be).
std::size_t length_octets(std::size_t content) {
  std::size_t octets = 1;
  if (content > 127) {
    for (; content > 0; content >>= 8U) {
      ++octets;
    }
  }
  return octets;
}

std::size_t tagged(std::size_t content) {
  return 1 + length_octets(content) + content;
}

/// X.690, 8.19: the first two arcs are one, each in groups of seven bits.
std::size_t content_of(std::span<const std::uint32_t> arcs) {
  std::size_t bytes = 0;
  for (std::size_t i = arcs.size() > 1 ? 1 : 0; i < arcs.size(); ++i) {
    std::uint64_t arc = arcs[i];
    if (i == 1) {
      arc += std::uint64_t{40} * arcs[0];
    }
    do {
      ++bytes;
      arc >>= 7U;
    } while (arc > 0);
  }
  return bytes;
}

std::size_t value_bytes(Quantity quantity) {
  switch (quantity) {
    case Quantity::sys_descr:
      return kDescriptionBytes;
    case Quantity::sys_object_id:
      return kObjectIdBytes;
    case Quantity::interface_receive_bytes:
    case Quantity::interface_transmit_bytes:
    case Quantity::interface_receive_packets:
    case Quantity::interface_transmit_packets:
      return kTrafficBytes;
    default:
      break;
  }
  switch (config::traits_of(quantity).kind) {
    case config::ValueKind::text:
      return kTextBytes;
    case config::ValueKind::ticks:
      return kTicksBytes;
    case config::ValueKind::truth:
      return 1;
    default:
      return kNumberBytes;
  }
}

/// What ends in 0 is a scalar, also beside a column: no row has that index (RFC 2578, 7.7).
Oid with_index(const Oid& oid, std::span<const std::uint32_t> index) {
  const bool scalar = !oid.empty() && oid.arcs().back() == 0;
  return scalar ? oid : oid.with(index);
}

/// What one scope (the scalars, or the columns of a row) asks for. Of alternatives the first one
/// whose value stands for itself ends the list, as with the engine.
void add_sources(const std::vector<Source>& sources,
                 std::span<const std::uint32_t> index,
                 Objects& objects) {
  std::set<std::pair<Quantity, std::string_view>> served;
  for (const Source& source : sources) {
    if (served.contains({source.quantity, source.name})) {
      continue;
    }
    objects.emplace(with_index(source.oid, index), value_bytes(source.quantity));
    for (const config::Condition& condition : source.when) {
      objects.emplace(with_index(condition.oid, index), 1);
    }
    if (source.entity) {
      objects.emplace(with_index(source.entity->scale, index), 1);
      objects.emplace(with_index(source.entity->precision, index), 1);
    }
    if (source.when.empty() && !source.entity) {
      served.emplace(source.quantity, source.name);
    }
  }
}

Objects objects_of(const config::DeviceProfile& profile, const config::Device& device) {
  Objects objects;
  add_sources(profile.scalars, {}, objects);
  for (const config::ProfileTable& table : profile.tables) {
    const bool interfaces = table.rows == config::RowChoice::interfaces;
    const auto rows =
        interfaces ? static_cast<std::uint32_t>(device.interfaces.size()) : kRowsOfUnknown;
    const Oid* name = table.name ? &*table.name : nullptr;
    if (interfaces && !table.find.empty()) {
      name = &table.find.front();
    }
    for (std::uint32_t row = 0; row < rows; ++row) {
      const std::vector<std::uint32_t> index{kIndex + row};
      if (name != nullptr) {
        objects.emplace(with_index(*name, index), kTextBytes / 2);
      }
      add_sources(table.columns, index, objects);
    }
  }
  return objects;
}

struct Pdu {
  std::size_t request = 0;
  std::size_t response = 0;
};

/// RFC 3416, 3: request-id, error-status, error-index, bindings.
std::size_t pdu_bytes(std::size_t bindings) {
  constexpr std::size_t kIntegers = (2 + 4) + (2 + 1) + (2 + 1);
  return tagged(kIntegers + tagged(bindings));
}

Pdu pdu_of(const Objects& objects) {
  Pdu bindings;
  for (const auto& [oid, value] : objects) {
    const std::size_t name = tagged(content_of(oid.arcs()));
    bindings.request += tagged(name + 2);  // NULL
    bindings.response += tagged(name + tagged(value));
  }
  return {pdu_bytes(bindings.request), pdu_bytes(bindings.response)};
}

/// msgAuthenticationParameters: RFC 3414, 6.3.1 and RFC 7860, 4.2.
std::size_t digest_bytes(std::string_view auth) {
  constexpr std::pair<std::string_view, std::size_t> kDigests[]{
      {"", 0}, {"SHA-224", 16}, {"SHA-256", 24}, {"SHA-384", 32}, {"SHA-512", 48}};
  constexpr std::size_t kShaAndMd5 = 12;
  for (const auto& [name, bytes] : kDigests) {
    if (name == auth) {
      return bytes;
    }
  }
  return kShaAndMd5;
}

/// RFC 3412, 6 and RFC 3414, 2.4, at an engine id of typical length.
std::size_t version3_bytes(const config::SnmpCredentials& credentials, std::size_t pdu) {
  constexpr std::size_t kEngineId = 2 + 12;
  constexpr std::size_t kBootsAndTime = (2 + 1) + (2 + 3);
  constexpr std::size_t kGlobal = 2 + (2 + 4) + (2 + 3) + (2 + 1) + (2 + 1);
  constexpr std::size_t kSalt = 8;  // RFC 3414, 8.1.1.1 and RFC 3826, 3.1.2.1
  constexpr std::size_t kDesBlock = 8;
  const bool has_privacy = !credentials.privacy.empty();
  const std::size_t security = kEngineId + kBootsAndTime + tagged(credentials.user.size()) +
                               tagged(digest_bytes(credentials.auth)) +
                               tagged(has_privacy ? kSalt : 0);
  std::size_t scoped = tagged(kEngineId + 2 + pdu);
  if (has_privacy) {
    const std::size_t padded = (scoped + kDesBlock - 1) / kDesBlock * kDesBlock;
    scoped = tagged(credentials.privacy == "DES" ? padded : scoped);
  }
  return tagged((2 + 1) + kGlobal + tagged(tagged(security)) + scoped);
}

std::size_t message_bytes(const config::SnmpCredentials& credentials, std::size_t pdu) {
  if (credentials.version == "3") {
    return version3_bytes(credentials, pdu);
  }
  return tagged((2 + 1) + tagged(credentials.community.reveal().size()) + pdu);
}

}  // namespace

std::uint64_t polling_bytes_per_day(const config::Plan& plan, const config::Device& device) {
  const config::SnmpCredentials* const credentials = plan.find_credentials(device.credentials);
  const auto profile = plan.find_profile(device.profile == "auto" ? "generic" : device.profile);
  if (credentials == nullptr || profile == nullptr) {
    return 0;
  }
  constexpr double kNanosecondsPerDay = 86'400e9;
  constexpr std::size_t kUdpHeader = 8;
  const std::size_t headers = kUdpHeader + (config::is_ipv6_literal(device.address) ? 40 : 20);
  const Pdu pdu = pdu_of(objects_of(*profile, device));
  const std::size_t poll = message_bytes(*credentials, pdu.request) +
                           message_bytes(*credentials, pdu.response) + 2 * headers;
  const double polls = kNanosecondsPerDay / static_cast<double>(device.interval.count());
  return static_cast<std::uint64_t>(std::llround(polls * static_cast<double>(poll)));
}

}  // namespace pantau::snmp
