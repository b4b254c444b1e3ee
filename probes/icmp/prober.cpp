// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/prober.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace pantau::icmp {

namespace {

/// CLOCK_BOOTTIME and CLOCK_MONOTONIC part only during a suspend.
constexpr net::Nanoseconds kSuspend{std::chrono::seconds{1}};
/// A reply is stamped before it waits for its soft interrupt: what was stamped this long ago is in
/// the socket.
constexpr net::Nanoseconds kSettle = kTick;

template <typename Value>
Value random_value() {
  Value value{};
  // Up to 256 bytes come whole or not at all (getrandom(2)).
  if (::getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value)) {
    throw std::system_error(errno, std::system_category(), "getrandom");
  }
  return value;
}

std::size_t index_of(net::Family family) {
  return static_cast<std::size_t>(family);
}

EngineIdentity identity_of(const std::vector<std::unique_ptr<IcmpSocket>>& sockets) {
  EngineIdentity identity;
  identity.cookie_key = random_value<std::array<std::uint8_t, 16>>();
  for (const auto& socket : sockets) {
    if (socket->info().family == net::Family::v4) {
      identity.identifier_v4 = socket->identifier();
      identity.checksum_visible_v4 = socket->info().kind == SocketKind::raw;
    } else {
      identity.identifier_v6 = socket->identifier();
    }
  }
  return identity;
}

}  // namespace

Prober::Prober(const ProberOptions& options) : neighbours_(options.neighbour_limit) {
  SocketOptions sockets = options.sockets;
  if (sockets.raw_identifier == 0) {
    sockets.raw_identifier = random_value<std::uint16_t>();
  }
  if (options.want_v4) {
    open(net::Family::v4, sockets);
  }
  if (options.want_v6) {
    open(net::Family::v6, sockets);
  }
  if (!opened_.empty()) {
    failure_.reset();
  } else if (!failure_) {
    failure_ = "neither IPv4 nor IPv6 is wanted";
  }
  engine_ = std::make_unique<EchoEngine>(identity_of(opened_));
  for (auto& socket : opened_) {
    numbers_.sockets.push_back(socket->info());
    const std::size_t family = index_of(socket->info().family);
    channels_[family] =
        std::make_unique<Channel>(std::move(socket), *engine_, stamps_, numbers_.scheduler_lag);
  }
  opened_.clear();
}

void Prober::open(net::Family family, const SocketOptions& options) {
  auto [socket, failure] = IcmpSocket::open(family, options);
  if (socket) {
    opened_.push_back(std::move(socket));
  } else {
    failure_ = failure_ ? *failure_ + "; " + failure : failure;
  }
}

std::vector<int> Prober::descriptors() const {
  std::vector<int> result;
  for (const auto& channel : channels_) {
    if (channel) {
      result.push_back(channel->socket().fd());
    }
  }
  return result;
}

Channel* Prober::channel(net::Family family) const {
  return channels_[index_of(family)].get();
}

std::size_t Prober::turn(const net::Now& now, net::Nanoseconds late) {
  stamps_.update(now);
  notice_suspend(now);
  if (read_all(now)) {
    stamps_.drained();
    engine_->expire(now.steady - kSettle);
  }
  neighbours_.poll(now.steady);
  return send_due(late);
}

void Prober::notice_suspend(const net::Now& now) {
  const net::Nanoseconds ahead = now.boot.time_since_epoch() - now.steady.time_since_epoch();
  if (boot_ahead_ && ahead - *boot_ahead_ > kSuspend) {
    engine_->void_all(VoidReason::suspend, now.steady);
  }
  boot_ahead_ = ahead;
}

/// `now` was read before: what the kernel received until then is in the engine afterwards, or was
/// dropped and the engine knows.
bool Prober::read_all(const net::Now& now) {
  bool all = true;
  for (const auto& channel : channels_) {
    if (!channel) {
      continue;
    }
    const DropWatch::Drops drops = channel->check_drops(now.steady);
    numbers_.socket_drops[index_of(channel->socket().info().family)] += drops.overflow;
    numbers_.unmatched[static_cast<std::size_t>(UnmatchedReason::checksum)] += drops.checksum;
    all = channel->drain(now.steady) && all;
  }
  return all;
}

std::size_t Prober::send_due(net::Nanoseconds late) {
  std::size_t left = pacer_.limit(late);
  std::size_t total = 0;
  std::size_t sent = 0;
  bool exhausted = false;
  while (left > 0 && !exhausted) {
    const net::SteadyTime now = net::read_clocks().steady;
    const auto due = engine_->take_due(now, std::min(left, kBatch));
    exhausted = due.size() < std::min(left, kBatch);
    left -= due.size();
    total += due.size();
    sent += send_batch(due, now);
  }
  pacer_.sent(total, !exhausted);
  return sent;
}

std::size_t Prober::send_batch(std::span<const DueEcho> due, net::SteadyTime now) {
  for (const DueEcho& echo : due) {
    if (channel(echo.address.family) == nullptr) {
      engine_->mark_unsent(echo.target, echo.number, UnsentReason::no_permission, now);
    } else if (!neighbours_.admit(echo.target, echo.address, now)) {
      engine_->mark_unsent(echo.target, echo.number, UnsentReason::neighbour_limit, now);
    } else {
      outgoing_[index_of(echo.address.family)].push_back(&echo);
    }
  }
  std::size_t sent = 0;
  for (std::size_t family = 0; family < outgoing_.size(); ++family) {
    if (!outgoing_[family].empty()) {
      sent += channels_[family]->send(outgoing_[family]);
      outgoing_[family].clear();
    }
  }
  return sent;
}

void Prober::end(const net::Now& now) {
  engine_->void_all(VoidReason::reload, now.steady);
}

void Prober::take_events(std::vector<EchoEvent>& events) {
  engine_->take_events(events);
  for (const EchoEvent& event : events) {
    count(event);
  }
}

void Prober::count(const EchoEvent& event) {
  if (event.kind == EchoEvent::Kind::unsent) {
    ++numbers_.send_failures[event.reason];
  } else if (event.kind == EchoEvent::Kind::voided) {
    ++numbers_.voided[event.reason];
  }
}

RunnerNumbers Prober::numbers() const {
  RunnerNumbers numbers = numbers_;
  const auto& by_engine = engine_->unmatched();
  for (std::size_t reason = 0; reason < by_engine.size(); ++reason) {
    numbers.unmatched[reason] += by_engine[reason];
  }
  numbers.clock_steps = stamps_.steps();
  return numbers;
}

}  // namespace pantau::icmp
