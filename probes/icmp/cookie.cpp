// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/cookie.hpp"

#include <bit>
#include <cstddef>

namespace pantau::icmp {

namespace {

struct SipState {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

std::uint64_t little_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= std::uint64_t{bytes[i]} << (8 * i);
  }
  return word;
}

template <typename Integer>
std::uint8_t* put_big_endian(std::uint8_t* out, Integer value) {
  for (std::size_t i = sizeof value; i > 0; --i) {
    *out++ = static_cast<std::uint8_t>(value >> (8 * (i - 1)));
  }
  return out;
}

}  // namespace

std::uint64_t siphash_2_4(const CookieKey& key, std::span<const std::uint8_t> message) {
  const auto halves = std::span<const std::uint8_t>{key};
  const std::uint64_t k0 = little_endian(halves.first(8));
  const std::uint64_t k1 = little_endian(halves.last(8));
  // The constants spell "somepseudorandomlygeneratedbytes".
  SipState state{k0 ^ 0x736f6d6570736575U,
                 k1 ^ 0x646f72616e646f6dU,
                 k0 ^ 0x6c7967656e657261U,
                 k1 ^ 0x7465646279746573U};
  const std::uint64_t length = message.size();
  while (message.size() >= 8) {
    state.absorb(little_endian(message.first(8)));
    message = message.subspan(8);
  }
  state.absorb(little_endian(message) | length << 56U);
  state.v2 ^= 0xffU;
  for (int i = 0; i < 4; ++i) {
    state.round();
  }
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::uint64_t echo_cookie(const CookieKey& key, const EchoIdentity& echo) {
  std::array<std::uint8_t, 35> message{};
  std::uint8_t* out = message.data();
  out = put_big_endian(out, echo.slot);
  out = put_big_endian(out, echo.number);
  out = put_big_endian(out, echo.generation);
  out = put_big_endian(out, echo.sequence);
  *out++ = echo.address.family == net::Family::v4 ? 4 : 6;
  for (const std::uint8_t byte : echo.address.bytes) {
    *out++ = byte;
  }
  put_big_endian(out, echo.address.scope);
  return siphash_2_4(key, message);
}

}  // namespace pantau::icmp
