// SPDX-License-Identifier: Apache-2.0
/// \file
/// A LinkBook under load without a kernel: an echo a second and link, handed over as the daemon
/// does, in ticks of 10 ms and beats of 200 ms. Time is simulated; what is measured is CPU.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/links/link_book.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::bench {

using CpuTime = std::chrono::duration<double, std::milli>;

/// Of this thread: other work on the machine is not in it, beside what it does to the caches.
[[nodiscard]] CpuTime cpu_now();

/// Links of a second under one contract, in groups: the first of each group is a hub, the others
/// have it as their parent. A site for each link.
[[nodiscard]] std::shared_ptr<const config::Plan> county_of(std::size_t links,
                                                            std::size_t group_size);

struct Costs {
  double record_ns = 0;  ///< of an echo: sent and what became of it; a second's mean
  std::vector<CpuTime> sweeps;  ///< advance() of each beat ...
  std::vector<CpuTime> minutes;  ///< ... and where it completed a minute of all links
  std::vector<CpuTime> batches;  ///< take_batch() where it gave one
};

class EchoLoad {
 public:
  using Answers = std::function<bool(std::size_t link)>;
  using Sink = std::function<void(book::Batch)>;

  EchoLoad(std::shared_ptr<const config::Plan> plan, Sink sink);

  /// The next second of all links; one echo in 200 is lost though the link answers.
  Costs second(const Answers& answers);

  [[nodiscard]] links::LinkBook& book() { return book_; }

  [[nodiscard]] net::Now now() const { return now_; }

 private:
  void tick(std::size_t number, const Answers& answers);
  void send(std::size_t link, std::size_t slice, bool answers);
  void beat(Costs& costs);
  void hand_over(book::Batch batch) const;

  std::shared_ptr<const config::Plan> plan_;
  Sink sink_;
  links::LinkBook book_{net::WallTime{}};
  net::Now now_;
  std::uint32_t echo_number_ = 0;
  std::vector<icmp::EchoEvent> events_;
  std::vector<icmp::EchoEvent> answers_;  ///< of the tick before: they come a tick later
  std::vector<std::deque<icmp::EchoEvent>> silent_;  ///< by tick of the second, until the timeout
  CpuTime recorded_{};
  std::mt19937 random_{9750};
};

}  // namespace pantau::bench
