// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/link_book.hpp"

#include <utility>

#include "daemon/links/book_state.hpp"

namespace pantau::links {

namespace {

constexpr net::WallTime kBuildDate{std::chrono::seconds{PANTAU_BUILD_DATE}};

}  // namespace

LinkBook::LinkBook() : LinkBook(kBuildDate) {}

LinkBook::LinkBook(net::WallTime mark) : state_(std::make_unique<State>(mark)) {}

LinkBook::~LinkBook() = default;

void LinkBook::restore(book::Memory memory) {
  state_->restore(std::move(memory));
}

std::vector<TargetChange> LinkBook::apply(std::shared_ptr<const config::Plan> plan, net::Now now) {
  return state_->apply(std::move(plan), now);
}

void LinkBook::record(const std::vector<icmp::EchoEvent>& events, net::Now now) {
  state_->observe(now);
  state_->record(events, now);
}

void LinkBook::record_dns_failure(icmp::TargetId target) {
  state_->record_dns_failure(target);
}

void LinkBook::record_address_change(icmp::TargetId target, net::Now now) {
  state_->observe(now);
  state_->record_address_change(target, now);
}

void LinkBook::record_blind_time(net::Now since, net::Now now) {
  state_->observe(now);
  state_->record_blind_time(since.steady, now);
}

void LinkBook::record_snmp_traffic(const std::string& link,
                                   std::uint64_t to_site_bytes,
                                   std::uint64_t from_site_bytes) {
  state_->record_snmp_traffic(link, to_site_bytes, from_site_bytes);
}

void LinkBook::set_windows(std::vector<book::Window> entered) {
  state_->set_windows(std::move(entered));
}

void LinkBook::record(const book::PowerReading& reading, net::Now now) {
  state_->observe(now);
  state_->record(reading, now);
}

void LinkBook::record(const book::DeviceRestart& restart, net::Now now) {
  state_->observe(now);
  state_->record(restart, now);
}

void LinkBook::correct(std::uint64_t outage, const book::Correction& correction) {
  state_->correct(outage, correction);
}

void LinkBook::advance(net::Now now) {
  state_->observe(now);
  state_->judge_sight(now.steady);
  state_->complete_minutes(now.steady);
  state_->sweep(now.steady);
}

std::optional<book::Batch> LinkBook::take_batch(net::Now now) {
  return state_->take_batch(now);
}

book::Batch LinkBook::finish(net::Now now) {
  state_->observe(now);
  return state_->finish(now);
}

std::optional<Why> LinkBook::why(const std::string& link, net::Now now) const {
  return state_->why(link, now);
}

std::vector<StateChange> LinkBook::take_changes() {
  return std::exchange(state_->changes, {});
}

std::vector<Notice> LinkBook::take_notices() {
  return std::exchange(state_->notices, {});
}

Snapshot LinkBook::snapshot(net::Now now) const {
  Snapshot snapshot;
  snapshot.now = now;
  state_->fill(snapshot, now.steady);
  return snapshot;
}

StateCounts LinkBook::count_states() const {
  return state_->count_states();
}

bool LinkBook::sight_lost() const {
  return state_->sight_lost();
}

std::string LinkBook::name(icmp::TargetId target) const {
  return state_->name(target);
}

std::size_t LinkBook::memory_bytes() const {
  return state_->memory_bytes();
}

}  // namespace pantau::links
