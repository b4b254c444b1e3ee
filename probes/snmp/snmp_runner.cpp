// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/snmp_runner.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "probes/net/clock.hpp"
#include "probes/snmp/open_requests.hpp"
#include "probes/snmp/session.hpp"
#include "probes/snmp/udp_socket.hpp"

namespace pantau::snmp {

namespace asio = boost::asio;

namespace {

using Descriptor = asio::posix::stream_descriptor;

/// What becomes due within this time is sent together: a wakeup costs 33 to 65 us and a request
/// much less (performance.md 1.2).
constexpr net::Nanoseconds kSlack{std::chrono::milliseconds{5}};
/// Datagrams of a socket a wakeup, so that an agent that floods us does not hold up the echoes on
/// this thread.
constexpr std::size_t kMostPerTurn = 2 * UdpSocket::kBatch;

/// A socket whose datagrams wake us. The fd stays the socket's own.
struct Listener {
  Listener(asio::io_context& io, std::unique_ptr<UdpSocket> opened)
      : socket(std::move(opened)), descriptor(io, socket->fd()) {}

  ~Listener() { ignore(); }

  void ignore() { (void)descriptor.release(); }

  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  Listener(Listener&&) = delete;
  Listener& operator=(Listener&&) = delete;

  std::unique_ptr<UdpSocket> socket;
  Descriptor descriptor;
};

struct Target {
  DeviceTarget settings;
  std::optional<net::Address> address;
};

}  // namespace

struct SnmpRunner::State : std::enable_shared_from_this<SnmpRunner::State> {
  State(asio::io_context& context, SnmpRunnerOptions chosen, Sink receiver)
      : io(context),
        options(chosen),
        sink(std::move(receiver)),
        engine(chosen.seed != 0 ? chosen.seed : random_id()),
        sessions([this](const Endpoint& to, auto datagram) { return send(to, datagram); }),
        timer(context) {}

  bool send(const Endpoint& to, std::span<const std::byte> datagram);
  void listen();
  void listen(const std::shared_ptr<Listener>& listener);
  void on_datagram(const std::shared_ptr<Listener>& listener);
  void on_timer();
  void rest(net::SteadyTime now);
  std::size_t receive();
  std::size_t receive(Listener& listener);
  void turn();
  void carry(const net::Now& now);
  void wait();
  void wait_until(net::SteadyTime until);
  void speak_to(DeviceId device, const Target& target);
  void stop();

  asio::io_context& io;
  SnmpRunnerOptions options;
  Sink sink;
  PollEngine engine;
  Sessions sessions;
  asio::steady_timer timer;
  std::optional<net::SteadyTime> deadline;  ///< what the timer waits for
  std::array<std::shared_ptr<Listener>, 2> listeners;  ///< by Family
  std::optional<net::SteadyTime> resting;  ///< since when no datagram wakes us
  std::optional<net::SteadyTime> woken;  ///< last, by a datagram
  std::map<DeviceId, Target> targets;
  bool running = false;
  bool turning = false;
};

bool SnmpRunner::State::send(const Endpoint& to, std::span<const std::byte> datagram) {
  const auto& listener = listeners.at(static_cast<std::size_t>(to.address.family));
  return listener && listener->socket->send(to, datagram);
}

void SnmpRunner::State::listen() {
  resting.reset();
  for (const auto& listener : listeners) {
    if (listener) {
      listen(listener);
    }
  }
}

void SnmpRunner::State::listen(const std::shared_ptr<Listener>& listener) {
  if (!listener->descriptor.is_open()) {
    listener->descriptor.assign(listener->socket->fd());
  }
  listener->descriptor.async_wait(Descriptor::wait_read,
                                  [self = shared_from_this(), listener](const auto& error) {
                                    if (!error && self->running && !self->resting) {
                                      self->on_datagram(listener);
                                    }
                                  });
}

// Two wakeups within the slack: there is a stream of answers, and from now on the timer fetches
// what came meanwhile. So a lone answer is read at once, and none waits longer than the slack.
void SnmpRunner::State::on_datagram(const std::shared_ptr<Listener>& listener) {
  const net::SteadyTime now = net::read_clocks().steady;
  const bool often = woken && now - *woken < kSlack;
  woken = now;
  if (receive(*listener) < kMostPerTurn && often) {
    rest(now);
  } else {
    listen(listener);
  }
  turn();
}

void SnmpRunner::State::on_timer() {
  if (resting) {
    const std::size_t received = receive();
    if (received == 0 || received >= kMostPerTurn) {
      listen();
    } else {
      resting = net::read_clocks().steady;
    }
  }
  turn();
}

/// Asio's epoll set wakes the thread for every datagram of a registered descriptor, awaited or not.
void SnmpRunner::State::rest(net::SteadyTime now) {
  resting = now;
  for (const auto& listener : listeners) {
    if (listener) {
      listener->ignore();
    }
  }
}

std::size_t SnmpRunner::State::receive() {
  std::size_t most = 0;
  for (const auto& listener : listeners) {
    if (listener) {
      most = std::max(most, receive(*listener));
    }
  }
  return most;
}

/// \return how many; kMostPerTurn: there may be more.
std::size_t SnmpRunner::State::receive(Listener& listener) {
  std::size_t total = 0;
  std::size_t count = UdpSocket::kBatch;
  while (count == UdpSocket::kBatch && total < kMostPerTurn) {
    const auto received = listener.socket->receive();
    const net::SteadyTime now = net::read_clocks().steady;
    for (const auto& datagram : received) {
      sessions.receive(datagram.from, datagram.bytes, now);
    }
    count = received.size();
    total += count;
  }
  return total;
}

/// Answers to the engine, its requests to the sessions, until both have said all.
void SnmpRunner::State::turn() {
  if (turning) {
    return;  // The sink called us: the turn that called it goes on.
  }
  turning = true;
  const auto self = shared_from_this();  // The sink may destroy the runner.
  carry(net::read_clocks());
  turning = false;
  wait();
}

void SnmpRunner::State::carry(const net::Now& now) {
  PollTurn poll;
  bool more = true;
  while (more && running) {
    for (const Answer& answer : sessions.take_answers()) {
      engine.answered(answer, now);
    }
    poll = {};
    engine.tick(now, poll);
    for (const DeviceId device : poll.idle) {
      sessions.forget(device);
    }
    for (const Request& request : poll.requests) {
      sessions.send(request, now.steady);
    }
    for (const PollResult& result : poll.results) {
      if (running && targets.contains(result.device)) {  // The sink may remove devices.
        sink(result);
      }
    }
    // What fails at once is answered at once.
    more = !poll.requests.empty();
  }
}

void SnmpRunner::State::wait() {
  if (!running) {
    return;
  }
  auto next = engine.next_wakeup();
  if (resting && (!next || *resting < *next)) {
    next = resting;
  }
  if (!next) {
    deadline.reset();
    timer.cancel();
  } else if (!deadline || *next < *deadline || *next > *deadline + kSlack) {
    wait_until(*next);
  }
}

void SnmpRunner::State::wait_until(net::SteadyTime until) {
  deadline = until;
  // Later by up to the slack, so that neighbours share a wakeup; timeouts are seconds long.
  timer.expires_at(until + kSlack);
  timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && self->running) {
      self->deadline.reset();
      self->on_timer();
    }
  });
}

void SnmpRunner::State::speak_to(DeviceId device, const Target& target) {
  if (target.address) {
    sessions.open(device,
                  Endpoint{.address = *target.address, .port = target.settings.port},
                  target.settings.credentials);
  } else {
    sessions.forget(device);
  }
}

void SnmpRunner::State::stop() {
  running = false;
  timer.cancel();
  deadline.reset();
  for (auto& listener : listeners) {
    if (listener) {
      listener->ignore();
      listener.reset();
    }
  }
}

SnmpRunner::SnmpRunner(asio::io_context& io, SnmpRunnerOptions options, Sink sink)
    : state_(std::make_shared<State>(io, options, std::move(sink))) {}

SnmpRunner::~SnmpRunner() {
  state_->stop();
}

std::optional<std::string> SnmpRunner::open() {
  std::string failure;
  for (const net::Family family : {net::Family::v4, net::Family::v6}) {
    auto opened = UdpSocket::open(family, state_->options.receive_buffer);
    if (opened.socket) {
      state_->listeners.at(static_cast<std::size_t>(family)) =
          std::make_shared<Listener>(state_->io, std::move(opened.socket));
    } else if (failure.empty()) {
      failure = "UDP socket: " + opened.failure;
    }
  }
  const bool any = state_->listeners[0] || state_->listeners[1];
  return any ? std::nullopt : std::optional{failure};
}

void SnmpRunner::start() {
  state_->running = true;
  state_->listen();
  state_->turn();
}

void SnmpRunner::stop() {
  state_->stop();
}

void SnmpRunner::add(DeviceId device, const DeviceTarget& target, bool at_once) {
  state_->targets.insert_or_assign(device, Target{.settings = target, .address = {}});
  state_->engine.add(device, target.settings, net::read_clocks(), at_once);
  state_->wait();
}

void SnmpRunner::change(DeviceId device, const DeviceTarget& target) {
  Target& known = state_->targets.at(device);
  known.settings = target;
  state_->speak_to(device, known);
  state_->engine.change(device, target.settings, net::read_clocks());
  state_->wait();
}

void SnmpRunner::set_address(DeviceId device, const std::optional<net::Address>& address) {
  Target& target = state_->targets.at(device);
  target.address = address;
  state_->speak_to(device, target);
  state_->engine.set_reachable(device, address.has_value(), net::read_clocks());
  state_->wait();
}

void SnmpRunner::remove(DeviceId device) {
  state_->engine.remove(device);
  state_->sessions.close(device);
  state_->targets.erase(device);
  state_->wait();
}

const PollNumbers& SnmpRunner::numbers(DeviceId device) const {
  return state_->engine.numbers(device);
}

Traffic SnmpRunner::traffic(DeviceId device) const {
  return state_->sessions.traffic(device);
}

std::uint64_t SnmpRunner::unmatched() const {
  return state_->sessions.unmatched();
}

}  // namespace pantau::snmp
