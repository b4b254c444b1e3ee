// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a LinkBook is made of. Included by its sources alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/links/book_clock.hpp"
#include "daemon/links/link_book.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/links/link_record.hpp"
#include "daemon/links/minute.hpp"
#include "daemon/links/vantage.hpp"

namespace pantau::links {

class LinkBook::State {
 public:
  explicit State(net::WallTime mark) : clock_(mark) {}

  [[nodiscard]] std::vector<TargetChange> apply(std::shared_ptr<const config::Plan> plan,
                                                const net::Now& now);
  void observe(const net::Now& now);
  void record(const std::vector<icmp::EchoEvent>& events, const net::Now& now);
  void record_address_change(icmp::TargetId target, const net::Now& now);
  void record_dns_failure(icmp::TargetId target);
  void record_blind_time(net::SteadyTime since, const net::Now& now);
  void record_snmp_traffic(const std::string& link,
                           std::uint64_t to_site_bytes,
                           std::uint64_t from_site_bytes);
  void judge_sight(net::SteadyTime now);
  void complete_minutes(net::SteadyTime now);
  void fill(Snapshot& snapshot, net::SteadyTime now) const;
  [[nodiscard]] StateCounts count_states() const;

  [[nodiscard]] bool sight_lost() const { return vantage_.lost(); }

  [[nodiscard]] std::string name(icmp::TargetId target) const;
  [[nodiscard]] std::size_t memory_bytes() const;

  std::vector<StateChange> changes;
  std::vector<Notice> notices;

 private:
  using PoolKey = std::pair<std::string, std::string>;  ///< site, technology

  /// Whom a target id means.
  struct Target {
    enum class Kind : std::uint8_t { free, link, anchor };
    Kind kind = Kind::free;
    std::uint32_t index = 0;  ///< in the plan's links or anchors
    net::SteadyTime freed = net::SteadyTime::min();
  };

  struct AnchorTarget {
    std::string name;
    icmp::TargetId target = kNoTarget;
  };

  /// Links whose minutes complete at the same time.
  struct DelayGroup {
    std::uint32_t next_minute = 0;
    std::vector<std::uint32_t> links;
  };

  // book_apply.cpp
  void apply_links(const config::Plan* before,
                   const net::Now& now,
                   std::vector<TargetChange>& steps);
  void drop_links(const std::vector<std::uint32_t>& kept,
                  net::SteadyTime now,
                  std::vector<TargetChange>& steps);
  void apply_anchors(const config::Plan* before,
                     const net::Now& now,
                     std::vector<TargetChange>& steps);
  void keep_link(std::uint32_t index,
                 const config::Link& old,
                 const net::Now& now,
                 std::vector<TargetChange>& steps);
  void keep_address(std::uint32_t index,
                    const config::Link& old,
                    const net::Now& now,
                    std::vector<TargetChange>& steps);
  void begin_probing(std::uint32_t index, net::SteadyTime now, std::vector<TargetChange>& steps);
  void take_settings(std::uint32_t index, net::SteadyTime now);
  void pool_histograms();
  void regroup();
  [[nodiscard]] icmp::TargetId take_target(const Target& target, net::SteadyTime now);
  void free_target(icmp::TargetId target, net::SteadyTime now, std::vector<TargetChange>& steps);

  // book_state.cpp
  [[nodiscard]] LinkRecord* link_of(icmp::TargetId target);
  void take(std::uint32_t index, const icmp::EchoEvent& event);
  void take_reply(std::uint32_t index, const icmp::EchoEvent& event);
  void settle(std::uint32_t index);
  void publish(std::uint32_t index);
  void confirm_waiting();
  [[nodiscard]] bool complete(std::uint32_t index, std::uint32_t last);
  [[nodiscard]] bool catch_up();

  std::shared_ptr<const config::Plan> plan_;
  BookClock clock_;
  MinuteGrid grid_;
  Vantage vantage_;
  std::vector<LinkNumbers> numbers_;  ///< in the order of plan_->links, copied as one block
  std::vector<LinkRecord> links_;  ///< in the same order
  std::vector<AnchorTarget> anchors_;
  std::vector<Target> targets_;  ///< by id
  std::deque<icmp::TargetId> free_;  ///< oldest first
  std::map<PoolKey, RttHistogram> pooled_;
  std::map<net::Nanoseconds, DelayGroup> groups_;
  std::vector<std::uint32_t> behind_;
  std::vector<std::uint32_t> waiting_;
  std::optional<net::SteadyTime> last_seen_;
  net::SteadyTime minutes_wait_ = net::SteadyTime::min();
  net::Nanoseconds wall_offset_{0};  ///< wall - steady as last read, steps included
};

}  // namespace pantau::links
