// SPDX-License-Identifier: Apache-2.0
/// \file
/// Puts the verdicts of one link back into the order of sending (semantics.md 5): an undecided echo
/// holds back those behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "probes/net/clock.hpp"

namespace pantau::links {

struct Verdict {
  enum class Kind : std::uint8_t { answered, lost, skipped };  ///< skipped: unsent or void
  Kind kind = Kind::lost;
  net::SteadyTime sent{};
  net::Nanoseconds rtt{0};  ///< answered
};

class SendOrder {
 public:
  /// Echo `number` was sent and waits for its verdict.
  void open(std::uint32_t number, net::SteadyTime sent);
  void decide(std::uint32_t number, const Verdict& verdict);
  /// The next verdict in order of sending, if it is known.
  [[nodiscard]] std::optional<Verdict> take_next();
  /// Takes all known verdicts out of turn; echoes still undecided hold back nothing but themselves.
  [[nodiscard]] std::vector<Verdict> take_decided();
  /// When the oldest undecided echo was sent.
  [[nodiscard]] std::optional<net::SteadyTime> oldest_open() const;

  [[nodiscard]] std::size_t memory_bytes() const { return held_.capacity() * sizeof(Held); }

 private:
  enum class Stage : std::uint8_t { missing, open, decided, taken };

  struct Held {
    Verdict verdict;
    Stage stage = Stage::missing;
  };

  [[nodiscard]] Held* at(std::uint32_t number);
  void drop_front();

  std::vector<Held> held_;  ///< from head_ on: echoes next_, next_ + 1, ...
  std::uint32_t head_ = 0;
  std::uint32_t next_ = 0;
};

}  // namespace pantau::links
