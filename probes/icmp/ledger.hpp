// SPDX-License-Identifier: Apache-2.0
/// \file
/// The echoes of one target that a reply may still come for, in the order of their numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// One remembered echo. Thousands of links times their outstanding echoes: kept at 16 bytes.
struct Echo {
  enum class State : std::uint8_t {
    taken,  ///< given out by take_due, neither sent nor unsent yet
    waiting,  ///< sent, undecided
    answered,
    lost,  ///< a late reply may still come
    closed  ///< unsent or voided: nothing about it is of interest any more
  };

  std::int64_t sent_ns = 0;  ///< steady; the kernel's stamp once there is one
  std::uint32_t timeout_us = 0;  ///< its own: settings may have changed since
  std::uint16_t sequence = 0;  ///< ICMP sequence number
  std::uint16_t payload_size : 11 = 0;  ///< bytes, at most 1472
  std::uint16_t state_bits : 3 = 0;
  std::uint16_t overflow : 1 = 0;  ///< our socket dropped packets while it waited
  std::uint16_t replied_late : 1 = 0;  ///< a reply after the timeout has been seen

  [[nodiscard]] State state() const { return static_cast<State>(state_bits); }

  void set_state(State state) { state_bits = static_cast<std::uint16_t>(state) & 7U; }

  [[nodiscard]] bool undecided() const { return state() <= State::waiting; }

  [[nodiscard]] net::SteadyTime sent() const { return net::SteadyTime{net::Nanoseconds{sent_ns}}; }

  [[nodiscard]] net::Nanoseconds timeout() const { return std::chrono::microseconds{timeout_us}; }

  [[nodiscard]] net::SteadyTime deadline() const { return sent() + timeout(); }
};

static_assert(sizeof(Echo) == 16);

/// A ring of echoes with consecutive numbers (modulo 2^32). Allocates only to grow.
class EchoLedger {
 public:
  /// Forgets all echoes; the next one has this number.
  void restart(std::uint32_t number);
  /// Room for `capacity` echoes, or for those there are if these are more.
  void resize(std::size_t capacity);

  /// Remembers the echo with next_number(). Grows when full.
  void push(const Echo& echo);
  void drop_oldest();

  /// Asks the processor for the oldest echo and the place of the next one.
  void prefetch() const {
    if (capacity_ > 0) {
      __builtin_prefetch(&echoes_[head_], 1);
      __builtin_prefetch(&echoes_[(head_ + count_) % capacity_], 1);
    }
  }

  /// nullptr when it is not, or no longer, remembered.
  [[nodiscard]] Echo* find(std::uint32_t number);

  [[nodiscard]] std::uint32_t oldest_number() const { return oldest_; }

  [[nodiscard]] std::uint32_t next_number() const { return oldest_ + count_; }

  [[nodiscard]] std::size_t size() const { return count_; }

  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<Echo[]> echoes_;
  std::uint32_t capacity_ = 0;
  std::uint32_t head_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t oldest_ = 0;
};

}  // namespace pantau::icmp
