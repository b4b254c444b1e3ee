// SPDX-License-Identifier: Apache-2.0
/// \file
/// How an address, or a hop of the backhaul, treats echoes. Plain values; probabilities are 0 to 1.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "tests/lab/ip.hpp"
#include "tests/lab/random.hpp"

namespace pantau::lab {

using std::chrono::nanoseconds;

struct FixedDelay {
  nanoseconds value{0};
};

struct UniformDelay {
  nanoseconds mean{0};
  nanoseconds spread{0};  ///< mean - spread to mean + spread
};

struct NormalDelay {
  nanoseconds mean{0};
  nanoseconds deviation{0};
  nanoseconds minimum{0};  ///< what would be less is this
};

struct RecordedDelay {
  std::shared_ptr<const std::vector<nanoseconds>> samples;  ///< never empty
  bool sequential = false;  ///< by the packet counter, round and round; else drawn
};

/// From the reading of a request to the writing of its reply; never negative.
struct Delay {
  std::variant<FixedDelay, UniformDelay, NormalDelay, RecordedDelay> shape;
  /// LEO networks move every terminal to another satellite each 15 s, and its delay steps
  /// (arXiv 2601.08439): in each slot of `step_every` up to `step_spread` is added. 0 = none.
  nanoseconds step_every{0};
  nanoseconds step_spread{0};
};

/// Gilbert and Elliott's model, moved by one step a packet before the packet is judged.
struct Burst {
  double enter = 0;
  double leave = 1;
  double inside = 1;  ///< loss while in the burst
};

struct Loss {
  double probability = 0;  ///< outside of bursts; inside, `inside` alone
  std::optional<Burst> burst;
};

struct Duplicate {
  double probability = 0;
  std::uint32_t extra = 1;  ///< copies beside the first, 1 to 1000
  nanoseconds spacing{0};  ///< between the copies
};

struct Reorder {
  double probability = 0;
  nanoseconds extra{0};  ///< added to the delay
};

struct Corrupt {
  enum class Kind : std::uint8_t {
    payload,  ///< last payload byte flipped, checksum made right: only a comparison finds it
    checksum,  ///< checksum flipped
    truncate,  ///< cut to `bytes` of ICMP, lengths and checksum made right
    extend  ///< `bytes` more, lengths and checksum made right
  };
  double probability = 0;
  Kind kind = Kind::payload;
  std::uint16_t bytes = 0;
};

struct IcmpError {
  double probability = 0;
  std::uint8_t type = 3;
  std::uint8_t code = 1;
  std::optional<Ip> from;  ///< default: the address probed
  bool quote_all = false;  ///< else the IP header and 8 bytes, the least that RFC 792 allows
  bool forged = false;  ///< quotes another identifier, sequence number and destination
  bool also = false;  ///< the reply is sent as well
};

struct Forgery {
  enum class Kind : std::uint8_t {
    cookie,  ///< payload bytes 8 to 15 flipped, checksum made right
    source,  ///< sent from `from`
    identifier,  ///< identifier flipped, checksum made right
    sequence,  ///< sequence number flipped, checksum made right
    zero,  ///< payload all 0x00, checksum made right
    ones  ///< payload all 0xff, checksum made right
  };
  double probability = 0;
  Kind kind = Kind::cookie;
  std::optional<Ip> from;  ///< source: default is the address probed plus one
  bool also = false;  ///< the true reply is sent as well
};

/// What is not set comes from the next layer: commands, timetable, configuration, defaults.
struct Behaviour {
  std::optional<Delay> delay;
  std::optional<Loss> loss;
  std::optional<Duplicate> duplicate;
  std::optional<Reorder> reorder;
  std::optional<Corrupt> corrupt;
  std::optional<IcmpError> error;
  std::optional<Forgery> forge;
  std::optional<std::uint8_t> ttl;  ///< of replies, default 64
  std::optional<bool> silent;  ///< never answers
};

/// `counter` is the packet's number at its address, `since_start` chooses the slot of a stepping
/// delay.
[[nodiscard]] nanoseconds draw_delay(const Delay& delay,
                                     const PacketRandom& random,
                                     std::uint64_t counter,
                                     nanoseconds since_start,
                                     std::uint64_t address_hash);

/// `in_burst` is the state of the address and is moved on.
[[nodiscard]] bool draw_loss(const Loss& loss, const PacketRandom& random, bool& in_burst);

}  // namespace pantau::lab
