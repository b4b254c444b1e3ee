// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which echo a kernel send stamp belongs to. SOF_TIMESTAMPING_OPT_ID numbers the sends of a socket
/// from 0; a ring remembers what each number was. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

class SendKeys {
 public:
  struct Sent {
    TargetId target = 0;
    std::uint32_t number = 0;
    net::SteadyTime at{};  ///< user time just before the system call
  };

  /// `capacity`: sends remembered; a power of two. Stamps are read after each batch of 64, and a
  /// small ring stays in the cache.
  explicit SendKeys(std::size_t capacity = 1U << 12U);

  /// The kernel took this echo as its next one.
  void sent(const Sent& echo);

  /// The kernel's counter starts again from 0 (OPT_ID was turned off and on), because a failed send
  /// may or may not have advanced it. Stamps of earlier sends that are still to come are recognised
  /// by their time.
  void restart(net::SteadyTime now);

  /// The echo with this key, once. A stamp from before the restart is nobody's.
  [[nodiscard]] std::optional<Sent> take(std::uint32_t key);

  [[nodiscard]] net::SteadyTime generation_began() const { return began_; }

 private:
  struct Slot {
    Sent echo;
    bool waiting = false;
  };

  std::vector<Slot> ring_;
  std::uint32_t next_ = 0;
  net::SteadyTime began_{};
};

}  // namespace pantau::icmp
