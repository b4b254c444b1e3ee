// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/probe_thread.hpp"

#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "daemon/app/state_log.hpp"

namespace pantau::app {

namespace {

std::string describe(const icmp::SocketInfo& socket) {
  return socket.kind == icmp::SocketKind::raw ? "raw" : "datagram";
}

}  // namespace

ProbeThread::ProbeThread(boost::asio::io_context& io, icmp::RunnerOptions options, Log& log)
    : log_(log),
      state_log_(log),
      runner_(io,
              options,
              [this](const std::vector<icmp::EchoEvent>& events, const net::Now& now) {
                book_.record(events, now);
              }),
      resolver_(io),
      devices_(io, log, [this](const std::string& link, const snmp::Traffic& more) {
        book_.record_snmp_traffic(link, more.sent_bytes, more.received_bytes);
      }) {
  resolver_.set_callbacks(
      [this](net::NameKey target, const net::Address& address) { on_address(target, address); },
      [this](net::NameKey target, const std::string& text) { on_resolve_failure(target, text); });
}

ProbeThread::~ProbeThread() = default;

std::optional<std::string> ProbeThread::open() {
  if (const auto failure = runner_.open()) {
    return failure->message;
  }
  if (auto failure = devices_.open()) {
    return failure;
  }
  for (const icmp::SocketInfo& socket : runner_.numbers().sockets) {
    log_.write(Level::info,
               "icmp_socket",
               {{"family", socket.family == net::Family::v4 ? "ipv4" : "ipv6"},
                {"kind", describe(socket)},
                {"timestamps", socket.kernel_timestamps ? "kernel" : "user"},
                {"receive_buffer", std::to_string(socket.receive_buffer)}});
  }
  return std::nullopt;
}

void ProbeThread::start() {
  runner_.start();
  devices_.start();
}

void ProbeThread::restore_links(book::Memory memory) {
  book_.restore(std::move(memory));
}

void ProbeThread::restore_devices(const std::vector<book::DeviceMark>& marks) {
  for (const book::DeviceMark& mark : marks) {
    devices_.book().restore(mark);
  }
}

void ProbeThread::stop() {
  state_log_.finish();
  runner_.stop();
  resolver_.stop();
  devices_.stop();
}

void ProbeThread::apply(std::shared_ptr<const config::Plan> plan) {
  const net::Now now = net::read_clocks();
  devices_.apply(plan, now);
  for (const links::TargetChange& change : book_.apply(std::move(plan), now)) {
    carry_out(change, now);
  }
  runner_.poke();
}

void ProbeThread::carry_out(const links::TargetChange& change, net::Now now) {
  using Kind = links::TargetChange::Kind;
  switch (change.kind) {
    case Kind::add:
      runner_.engine().add(change.target, change.settings, std::nullopt, now.steady);
      set_address(change.target, change.address, now);
      return;
    case Kind::change_settings:
      runner_.engine().change_settings(change.target, change.settings, now.steady);
      return;
    case Kind::change_address:  // changed settings come as a change of their own
      set_address(change.target, change.address, now);
      return;
    case Kind::remove:
      resolver_.remove(change.target);
      failing_names_.erase(change.target);
      runner_.engine().remove(change.target, now.steady);
      return;
  }
}

void ProbeThread::set_address(icmp::TargetId target, const std::string& text, net::Now now) {
  resolver_.remove(target);
  failing_names_.erase(target);
  std::optional<net::Address> address = net::parse_address(text);
  if (!address) {
    address = resolver_.add(target, text);
  }
  runner_.engine().set_address(target, address, now.steady);
}

void ProbeThread::on_address(icmp::TargetId target, const net::Address& address) {
  const net::Now now = net::read_clocks();
  log_.write(Level::info,
             "dns_address",
             {{"link", book_.name(target)}, {"address", net::to_string(address)}});
  failing_names_.erase(target);
  book_.record_address_change(target, now);
  runner_.engine().set_address(target, address, now.steady);
  runner_.poke();
}

void ProbeThread::on_resolve_failure(icmp::TargetId target, const std::string& text) {
  book_.record_dns_failure(target);
  if (failing_names_.insert(target).second) {  // once, not at every attempt
    log_.write(Level::warning, "dns_failure", {{"link", book_.name(target)}, {"why", text}});
  }
}

/// Evidence first: the outage that an advance opens may speak of it.
void ProbeThread::hand_over_power(net::Now now) {
  for (const book::PowerReading& reading : devices_.book().take_power()) {
    book_.record(reading, now);
  }
  for (const book::DeviceRestart& restart : devices_.book().take_restarts()) {
    book_.record(restart, now);
  }
}

std::optional<book::Batch> ProbeThread::take_batch(net::Now now) {
  std::optional<book::Batch> batch = book_.take_batch(now);
  if (batch && !batch->urgent) {
    batch->devices = devices_.book().take_marks();
  }
  return batch;
}

book::Batch ProbeThread::finish(net::Now now) {
  book::Batch batch = book_.finish(now);
  batch.devices = devices_.book().take_marks();
  return batch;
}

void ProbeThread::set_windows(std::vector<book::Window> entered) {
  book_.set_windows(std::move(entered));
}

void ProbeThread::correct(std::uint64_t outage, const book::Correction& correction) {
  book_.correct(outage, correction);
}

std::optional<links::Why> ProbeThread::why(const std::string& link, net::Now now) const {
  return book_.why(link, now);
}

void ProbeThread::advance(net::Now now) {
  hand_over_power(now);
  book_.advance(now);
  state_log_.take(book_.take_changes(), now.steady);
  log_notices(log_, book_.take_notices());
  devices_.advance();
}

void ProbeThread::record_blind_time(net::Now since, net::Now now) {
  book_.record_blind_time(since, now);
}

links::Snapshot ProbeThread::snapshot(net::Now now) {
  devices_.refresh();
  links::Snapshot snapshot = book_.snapshot(now);
  snapshot.icmp = runner_.numbers();
  snapshot.devices = devices_.book().snapshot(now);
  snapshot.carried_this_month = devices_.book().carried_this_month(now);
  return snapshot;
}

std::string ProbeThread::status_line() const {
  using links::LinkState;
  const links::StateCounts counts = book_.count_states();
  const auto in = [&counts](LinkState state) { return counts.at(static_cast<std::size_t>(state)); };
  return fmt::format("{} links: {} up, {} degraded, {} down, {} unreachable, {} unknown{}",
                     std::accumulate(counts.begin(), counts.end(), std::size_t{0}),
                     in(LinkState::up),
                     in(LinkState::degraded),
                     in(LinkState::down),
                     in(LinkState::unreachable),
                     in(LinkState::unknown),
                     book_.sight_lost() ? ", sight lost" : "");
}

net::SteadyTime ProbeThread::last_tick() const {
  return runner_.last_tick();
}

}  // namespace pantau::app
