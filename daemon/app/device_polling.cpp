// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/device_polling.hpp"

#include <utility>

#include "daemon/app/device_log.hpp"
#include "daemon/devices/device_target.hpp"

namespace pantau::app {

DevicePolling::DevicePolling(boost::asio::io_context& io, Log& log, OnTraffic on_traffic)
    : log_(log),
      on_traffic_(std::move(on_traffic)),
      runner_(io, {}, [this](const snmp::PollResult& result) { on_result(result); }),
      resolver_(io) {
  resolver_.set_callbacks(
      [this](net::NameKey id, const net::Address& address) { on_address(id, address); },
      [this](net::NameKey id, const std::string& text) { on_resolve_failure(id, text); });
}

DevicePolling::~DevicePolling() = default;

std::optional<std::string> DevicePolling::open() {
  return runner_.open();
}

void DevicePolling::start() {
  runner_.start();
}

void DevicePolling::stop() {
  runner_.stop();
  resolver_.stop();
}

void DevicePolling::apply(std::shared_ptr<const config::Plan> plan, net::Now now) {
  refresh();  // what was sent until now went through the links of the old plan
  plan_ = std::move(plan);
  for (const devices::DeviceChange& change : book_.apply(plan_, now)) {
    carry_out(change);
  }
}

void DevicePolling::carry_out(const devices::DeviceChange& change) {
  using Kind = devices::DeviceChange::Kind;
  if (change.kind == Kind::remove) {
    resolver_.remove(change.id);
    failing_names_.erase(change.id);
    counted_.erase(change.id);
    runner_.remove(change.id);
    return;
  }
  const config::Device& device = plan_->devices[change.device];
  switch (change.kind) {
    case Kind::add:
      add(change.id, device);
      return;
    case Kind::change:
      runner_.change(change.id, devices::target_of(*plan_, device));
      return;
    case Kind::change_address:
      // Another agent: it may have what the old one lacked, and deserves a fresh start.
      runner_.remove(change.id);
      add(change.id, device);
      return;
    case Kind::remove:
      return;
  }
}

void DevicePolling::add(snmp::DeviceId id, const config::Device& device) {
  runner_.add(id, devices::target_of(*plan_, device));
  book_.record_numbers(id, runner_.numbers(id));  // which begin at 0
  counted_.insert_or_assign(id, snmp::Traffic{});
  set_address(id, device.address);
}

void DevicePolling::set_address(snmp::DeviceId id, const std::string& text) {
  resolver_.remove(id);
  failing_names_.erase(id);
  std::optional<net::Address> address = net::parse_address(text);
  if (!address) {
    address = resolver_.add(id, text);
  }
  runner_.set_address(id, address);
}

void DevicePolling::on_result(const snmp::PollResult& result) {
  book_.record(result, runner_.numbers(result.device));
  count_traffic(result.device);
}

void DevicePolling::on_address(snmp::DeviceId id, const net::Address& address) {
  failing_names_.erase(id);
  if (const config::Device* device = book_.find(id)) {
    log_.write(
        Level::info, "dns_address", {{"device", device->id}, {"address", net::to_string(address)}});
  }
  runner_.set_address(id, address);
}

void DevicePolling::on_resolve_failure(snmp::DeviceId id, const std::string& text) {
  const config::Device* device = book_.find(id);
  if (device != nullptr && failing_names_.insert(id).second) {  // once, not at every attempt
    log_.write(Level::warning, "dns_failure", {{"device", device->id}, {"why", text}});
  }
}

void DevicePolling::count_traffic(snmp::DeviceId id) {
  const auto counted = counted_.find(id);
  if (counted == counted_.end()) {
    return;
  }
  const snmp::Traffic now = runner_.traffic(id);
  const snmp::Traffic before = std::exchange(counted->second, now);
  if (now.sent_bytes == before.sent_bytes && now.received_bytes == before.received_bytes) {
    return;  // most devices at most scrapes
  }
  const config::Device* device = book_.find(id);
  if (device != nullptr && !device->via.empty()) {
    on_traffic_(device->via,
                {.sent_bytes = now.sent_bytes - before.sent_bytes,
                 .received_bytes = now.received_bytes - before.received_bytes});
  }
}

void DevicePolling::refresh() {
  for (const auto& [id, traffic] : counted_) {
    book_.record_numbers(id, runner_.numbers(id));
    count_traffic(id);
  }
}

void DevicePolling::advance() {
  log_device_notices(log_, book_.take_notices());
}

}  // namespace pantau::app
