// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/runner.hpp"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "probes/icmp/prober.hpp"
#include "probes/icmp/tick_plan.hpp"

namespace pantau::icmp {

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;

struct IcmpRunner::State : std::enable_shared_from_this<IcmpRunner::State> {
  /// A socket whose packets wake us. The fd stays the socket's own.
  struct Listener {
    Listener(asio::io_context& io, int fd) : descriptor(io, fd) {}

    Descriptor descriptor;
    bool armed = false;
  };

  State(asio::io_context& context, const RunnerOptions& chosen, Sink receiver)
      : io(context), options(chosen), sink(std::move(receiver)), timer(context) {}

  void wait();
  void wait_for_timer(net::SteadyTime until);
  void wait_for_packets();
  void ignore_packets();
  void on_timer();
  void turn(const net::Now& now, net::Nanoseconds late);
  void hand_on();
  void stop();

  asio::io_context& io;
  RunnerOptions options;
  Sink sink;
  std::unique_ptr<Prober> prober;
  TickPlan plan;
  asio::steady_timer timer;
  std::optional<net::SteadyTime> deadline;  ///< what the timer waits for
  std::vector<std::shared_ptr<Listener>> listeners;
  std::vector<EchoEvent> spare;  ///< memory for the next turn's events
  net::SteadyTime last_tick{};
  bool running = false;
};

void IcmpRunner::State::wait() {
  if (!running) {
    return;
  }
  if (plan.every_tick()) {
    ignore_packets();
  } else {
    wait_for_packets();
  }
  const net::SteadyTime next = plan.next(net::read_clocks().steady, prober->engine().next_wakeup());
  if (next != deadline) {
    wait_for_timer(next);
  }
}

void IcmpRunner::State::wait_for_timer(net::SteadyTime until) {
  deadline = until;
  timer.expires_at(until);
  timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && self->running) {
      self->on_timer();
    }
  });
}

void IcmpRunner::State::wait_for_packets() {
  if (listeners.empty()) {
    for (const int fd : prober->descriptors()) {
      listeners.push_back(std::make_shared<Listener>(io, fd));
    }
  }
  for (const auto& listener : listeners) {
    if (listener->armed) {
      continue;
    }
    listener->armed = true;
    listener->descriptor.async_wait(
        Descriptor::wait_read,
        [self = shared_from_this(), listener](const boost::system::error_code& error) {
          listener->armed = false;
          if (!error && self->running) {
            self->turn(net::read_clocks(), net::Nanoseconds{0});
          }
        });
  }
}

/// Asio's epoll set wakes the thread for every packet of a registered descriptor, awaited or not:
/// at a high rate it must not be registered at all.
void IcmpRunner::State::ignore_packets() {
  for (const auto& listener : listeners) {
    (void)listener->descriptor.release();
  }
  listeners.clear();
}

void IcmpRunner::State::on_timer() {
  const net::Now now = net::read_clocks();
  const net::Nanoseconds late = now.steady - deadline.value_or(now.steady);
  deadline.reset();
  prober->observe_loop_lag(late);
  turn(now, late);
}

void IcmpRunner::State::turn(const net::Now& now, net::Nanoseconds late) {
  const std::size_t sent = prober->turn(now, late);
  plan.sent(sent, now.steady);
  hand_on();
  last_tick = net::read_clocks().steady;
  wait();
}

void IcmpRunner::State::hand_on() {
  // The sink may stop the runner, which hands on what that decided: each level has its own vector.
  std::vector<EchoEvent> events;
  events.swap(spare);
  prober->take_events(events);
  if (!events.empty()) {
    sink(events, net::read_clocks());
  }
  spare.swap(events);
}

void IcmpRunner::State::stop() {
  if (!running) {
    return;
  }
  running = false;
  timer.cancel();
  ignore_packets();
  prober->end(net::read_clocks());
  hand_on();
}

IcmpRunner::IcmpRunner(asio::io_context& io, RunnerOptions options, Sink sink)
    : state_(std::make_shared<State>(io, options, std::move(sink))) {}

IcmpRunner::~IcmpRunner() {
  // Nobody is there to be told of what is in flight.
  state_->sink = [](const std::vector<EchoEvent>&, const net::Now&) {};
  state_->stop();
}

std::optional<OpenFailure> IcmpRunner::open() {
  const RunnerOptions& options = state_->options;
  state_->prober =
      std::make_unique<Prober>(ProberOptions{.sockets = {.receive_buffer = options.receive_buffer,
                                                         .force_raw = options.force_raw,
                                                         .raw_identifier = 0},
                                             .want_v4 = options.want_v4,
                                             .want_v6 = options.want_v6,
                                             .neighbour_limit = options.neighbour_limit});
  if (const auto& failure = state_->prober->failure()) {
    return OpenFailure{*failure};
  }
  return std::nullopt;
}

void IcmpRunner::start() {
  state_->running = true;
  state_->last_tick = net::read_clocks().steady;
  state_->wait();
}

void IcmpRunner::stop() {
  state_->stop();
}

EchoEngine& IcmpRunner::engine() {
  return state_->prober->engine();
}

void IcmpRunner::poke() {
  state_->wait();
}

RunnerNumbers IcmpRunner::numbers() const {
  return state_->prober ? state_->prober->numbers() : RunnerNumbers{};
}

net::SteadyTime IcmpRunner::last_tick() const {
  return state_->last_tick;
}

}  // namespace pantau::icmp
