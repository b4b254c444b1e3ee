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

void LinkBook::advance(net::Now now) {
  state_->observe(now);
  state_->judge_sight(now.steady);
  state_->complete_minutes(now.steady);
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
