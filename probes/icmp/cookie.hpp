// SPDX-License-Identifier: Apache-2.0
/// \file
/// The keyed cookie in every echo: nobody who has not seen our packet can make a reply that we
/// accept.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "probes/net/address.hpp"

namespace pantau::icmp {

using CookieKey = std::array<std::uint8_t, 16>;

/// SipHash-2-4 with 64-bit output (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
/// 2012). Our own, because OpenSSL's EVP_MAC allocates for every message.
[[nodiscard]] std::uint64_t siphash_2_4(const CookieKey& key,
                                        std::span<const std::uint8_t> message);

/// Everything that makes one echo this echo and no other.
struct EchoIdentity {
  std::uint32_t slot = 0;  ///< index of the target in the engine
  std::uint32_t number = 0;  ///< of the echo, per target
  std::uint32_t generation =
      0;  ///< of the target: a new one for each address and each re-use of the id
  std::uint16_t sequence = 0;  ///< ICMP sequence number
  net::Address address;
};

[[nodiscard]] std::uint64_t echo_cookie(const CookieKey& key, const EchoIdentity& echo);

}  // namespace pantau::icmp
