// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/channel.hpp"

#include <array>
#include <cerrno>
#include <utility>

namespace pantau::icmp {

namespace {

/// A packet is stamped before it waits for its soft interrupt (netif_rx), so it may look a little
/// older than the drain that did not see it yet.
constexpr net::Nanoseconds kSoftInterruptDelay{std::chrono::milliseconds{10}};
/// A drain ends after this many batches though more may be there: 65,536 packets take a quarter of
/// a second.
constexpr int kMostBatches = 1024;
constexpr int kMostErrorBatches = 256;

/// Cannot have been left on the socket by an ICMP error (icmp_err_convert in net/ipv4/icmp.c).
bool is_own_failure(int error) {
  return error == ENOBUFS || error == EAGAIN || error == ENOMEM || error == EPERM;
}

}  // namespace

UnsentReason unsent_reason(int error) {
  switch (error) {
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case ENODEV:
    case ENXIO:
    case EINVAL:  // a blackhole route (fib_props in net/ipv4/fib_semantics.c), or no scope for
                  // fe80::
      return UnsentReason::no_route;
    case ENOBUFS:
    case EAGAIN:
    case ENOMEM:
      return UnsentReason::no_buffer;
    case EPERM:
      return UnsentReason::filtered;
    case EACCES:
      return UnsentReason::no_permission;
    case EMSGSIZE:
      return UnsentReason::too_big;
    case EADDRNOTAVAIL:  // no source address of the target's family
      return UnsentReason::no_address;
    default:
      return UnsentReason::other;
  }
}

Channel::Channel(std::unique_ptr<IcmpSocket> socket,
                 EchoEngine& engine,
                 StampConverter& stamps,
                 LagHistogram& scheduler_lag)
    : socket_(std::move(socket)),
      engine_(engine),
      stamps_(stamps),
      scheduler_lag_(scheduler_lag),
      drops_(socket_->memory(),
             socket_->info().family == net::Family::v6 && socket_->info().kind == SocketKind::raw),
      drop_check_(net::read_clocks().steady),
      drain_began_(drop_check_),
      this_drain_(drop_check_) {}

net::SteadyTime Channel::read_clocks() {
  const net::Now now = net::read_clocks();
  stamps_.update(now);
  return now.steady;
}

DropWatch::Drops Channel::check_drops(net::SteadyTime now) {
  const DropWatch::Drops drops = drops_.check(socket_->memory());
  if (drops.overflow > 0) {
    engine_.socket_dropped(socket_->info().family, drop_check_, now);
  }
  drop_check_ = now;
  return drops;
}

bool Channel::drain(net::SteadyTime now) {
  this_drain_ = now;
  // Stamps first: a round trip is taken when the reply is read.
  const bool no_errors_left = drain_errors();
  const bool no_packets_left = drain_packets();
  if (no_packets_left) {
    drain_began_ = this_drain_;
  }
  return no_errors_left && no_packets_left;
}

bool Channel::drain_errors() {
  for (int batches = 0; batches < kMostErrorBatches; ++batches) {
    const auto batch = socket_->read_errors();
    if (batch.drained) {
      return true;
    }
    const net::SteadyTime now = read_clocks();
    for (const IcmpSocket::QueuedError& item : batch.items) {
      if (item.is_stamp) {
        take_stamp(item, now);
      } else {
        QuotedError error = item.icmp;
        error.at = now;
        engine_.receive_error(error);
      }
    }
  }
  return false;
}

void Channel::take_stamp(const IcmpSocket::QueuedError& item, net::SteadyTime now) {
  const auto echo = keys_.take(item.key);
  if (!echo) {
    return;
  }
  // An older generation's stamp has a time from before this echo was sent.
  if (const auto at = stamps_.convert(item.stamp, echo->at, now)) {
    engine_.stamp_sent(echo->target, echo->number, *at);
  }
}

bool Channel::drain_packets() {
  for (int batches = 0; batches < kMostBatches; ++batches) {
    const auto batch = socket_->receive();
    if (batch.drained) {
      return true;
    }
    const net::SteadyTime now = read_clocks();
    for (const IcmpSocket::Received& packet : batch.items) {
      take_packet(packet, now);
    }
    drops_.drained(batch.items.size());
  }
  return false;
}

void Channel::take_packet(const IcmpSocket::Received& packet, net::SteadyTime now) {
  std::optional<net::SteadyTime> at;
  if (packet.stamp) {
    at = stamps_.convert(*packet.stamp, drain_began_ - kSoftInterruptDelay, now);
  }
  engine_.receive({.source = packet.source,
                   .icmp = packet.icmp,
                   .at = at.value_or(now),
                   .hop_limit = packet.hop_limit,
                   .ip_length = packet.ip_length});
}

std::size_t Channel::send(std::span<const DueEcho* const> echoes) {
  socket_->load(echoes);
  std::size_t next = 0;
  std::size_t sent = 0;
  bool retried = false;
  while (next < echoes.size()) {
    const net::SteadyTime at = read_clocks();
    const IcmpSocket::Pushed pushed = socket_->push(next);
    for (std::size_t taken = 0; taken < pushed.count; ++taken) {
      mark_sent(*echoes[next + taken], at);
    }
    sent += pushed.count;
    next += pushed.count;
    if (next == echoes.size()) {
      break;
    }
    after_failure(at);
    if (pushed.error == 0 || pushed.error == EINTR) {
      retried = false;
      continue;  // the failure was of the echo that is first now; the next push names it
    }
    if (!retried && !is_own_failure(pushed.error)) {
      retried = true;
      continue;
    }
    const DueEcho& failed = *echoes[next];
    engine_.mark_unsent(failed.target, failed.number, unsent_reason(pushed.error), at);
    retried = false;
    ++next;
  }
  drain_errors();
  return sent;
}

void Channel::mark_sent(const DueEcho& echo, net::SteadyTime at) {
  engine_.mark_sent(echo.target, echo.number, at);
  scheduler_lag_.observe(at - echo.due);
  keys_.sent({.target = echo.target, .number = echo.number, .at = at});
}

/// A failed send may have advanced the kernel's numbering or not, and may have failed for an error
/// that an ICMP message about another echo left on the socket.
void Channel::after_failure(net::SteadyTime now) {
  drain_errors();
  socket_->restart_keys();
  keys_.restart(now);
  socket_->clear_error();
}

}  // namespace pantau::icmp
