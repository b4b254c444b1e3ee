// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a LinkBook is made of. Included by its sources alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/links/book_clock.hpp"
#include "daemon/links/link_book.hpp"
#include "daemon/links/link_keys.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/links/link_record.hpp"
#include "daemon/links/minute.hpp"
#include "daemon/links/site_book.hpp"
#include "daemon/links/vantage.hpp"
#include "daemon/outages/evidence.hpp"
#include "daemon/outages/outage_book.hpp"
#include "daemon/outages/window_list.hpp"
#include "daemon/verdicts/topology.hpp"
#include "daemon/verdicts/verdicts.hpp"

namespace pantau::links {

class LinkBook::State {
 public:
  explicit State(net::WallTime mark) : mark_(mark), clock_(mark) {}

  void restore(book::Memory memory);
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
  void set_windows(std::vector<book::Window> entered);
  void record(const book::PowerReading& reading, const net::Now& now);
  void record(const book::DeviceRestart& restart, const net::Now& now);
  void correct(std::uint64_t outage, const book::Correction& correction);
  void judge_sight(net::SteadyTime now);
  void complete_minutes(net::SteadyTime now);
  void sweep(net::SteadyTime now);
  [[nodiscard]] std::optional<book::Batch> take_batch(const net::Now& now);
  [[nodiscard]] book::Batch finish(const net::Now& now);
  [[nodiscard]] std::optional<Why> why(const std::string& link, const net::Now& now) const;
  void fill(Snapshot& snapshot, net::SteadyTime now) const;
  [[nodiscard]] StateCounts count_states() const;

  [[nodiscard]] bool sight_lost() const { return vantage_.lost(); }

  [[nodiscard]] std::string name(icmp::TargetId target) const;
  [[nodiscard]] std::size_t memory_bytes() const;

  std::vector<StateChange> changes;
  std::vector<Notice> notices;

 private:
  using PoolKey = std::pair<std::string, std::string>;  ///< site, technology
  using Places = std::vector<std::uint32_t>;  ///< of links in the plan

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
    Places links;
  };

  /// A stretch in which nothing was probed.
  struct BlindTime {
    net::SteadyTime from;
    net::SteadyTime until;
  };

  /// Decided, and not handed over yet; places are in the present plan.
  struct Pending {
    std::vector<book::MinuteRow> minutes;
    std::vector<book::SpanRow> spans;  ///< that an outage had told when we were stopped
    std::map<std::uint64_t, book::Outage> outages;  ///< by id
    std::vector<book::DeviceRestart> restarts;
    std::map<std::string, book::PowerReading> power;  ///< by device
    std::vector<std::string> removed;
    bool minute_over = false;  ///< all links of the slowest group have a new minute
  };

  // book_apply.cpp
  void apply_links(const config::Plan* before,
                   const Places& places,
                   const net::Now& now,
                   std::vector<TargetChange>& steps);
  void drop_links(const Places& kept, net::SteadyTime now, std::vector<TargetChange>& steps);
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

  // book_restore.cpp
  void apply_books(const Places& places, Second now);
  void settle_by_runs(net::SteadyTime now, book::Batch& batch);
  [[nodiscard]] book::LinkMemory settle_told(std::uint32_t index, book::LinkMemory memory);
  void continue_book(std::uint32_t index, const book::LinkMemory& written);
  void close_books(const config::Plan& next, const Places& places, const net::Now& now);
  void rest(std::uint32_t index, Second now, book::Batch& batch);
  void remove_forgotten(Second now);

  // book_state.cpp
  [[nodiscard]] LinkRecord* link_of(icmp::TargetId target);
  void take(std::uint32_t index, const icmp::EchoEvent& event);
  void take_reply(std::uint32_t index, const icmp::EchoEvent& event);
  void judge(std::uint32_t index);
  void confirm_waiting();
  void skip_time(const SkippedTime& skipped);

  // book_minutes.cpp
  [[nodiscard]] bool complete(std::uint32_t index, std::uint32_t last);
  void complete_one(std::uint32_t index, const MinuteSlot& slot);
  void add_minute_row(std::uint32_t index, const book::MinuteSummary& minute);
  [[nodiscard]] bool catch_up();
  [[nodiscard]] bool saw_throughout(const MinuteSlot& slot) const;
  void take_contracts(Second day);

  // book_sweep.cpp
  [[nodiscard]] Second second_of(net::SteadyTime time) const;
  [[nodiscard]] verdicts::LineView view(std::uint32_t index, const Outlook& outlook) const;
  [[nodiscard]] Outlook outlook(std::uint32_t index, net::SteadyTime now) const;
  [[nodiscard]] OpenMinute open_minute(std::uint32_t index,
                                       const MinuteSlot& slot,
                                       net::SteadyTime undecided) const;
  [[nodiscard]] outages::Surroundings surroundings() const;
  [[nodiscard]] std::uint32_t place_of(verdicts::LinkKey key) const;
  void follow(const Places& changed, Second now);
  void take_outages();
  void publish(const Places& changed, Second now);
  void publish_state(std::uint32_t index);
  void publish_outage(std::uint32_t index);
  void publish_window(std::uint32_t index, Second now);
  [[nodiscard]] std::uint32_t shown_root(const Places& roots) const;
  [[nodiscard]] Places roots_of(std::uint32_t index) const;
  [[nodiscard]] Places due(Second now) const;
  void count_affected();
  void count_affected_site(std::uint32_t site, const std::function<bool(std::uint32_t)>& keeps);
  void reconsider(const std::string& site, net::SteadyTime now);

  // book_batch.cpp
  [[nodiscard]] book::Batch begin_batch(Second now);
  [[nodiscard]] book::Batch urgent_batch(net::SteadyTime now);
  [[nodiscard]] book::Batch minute_batch(net::SteadyTime now);
  void settle_link(std::uint32_t index, const verdicts::LineView& line, book::Batch& batch);
  void settle_sites(book::Batch& batch);
  void add_mark(std::uint32_t index, book::Batch& batch);
  void finish_minutes();

  std::shared_ptr<const config::Plan> plan_;
  net::WallTime mark_;
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
  Places behind_;
  Places waiting_;
  std::deque<BlindTime> blind_;
  std::optional<net::SteadyTime> last_seen_;
  net::SteadyTime minutes_wait_ = net::SteadyTime::min();
  net::Nanoseconds wall_offset_{0};  ///< wall - steady as last read, steps included
  std::optional<config::Date> day_;  ///< local, whose contracts are in force
  Second contracts_at_{};  ///< when that was looked at last

  LinkKeys keys_;
  std::vector<verdicts::LinkKey> link_keys_;  ///< by place
  Places places_;  ///< by key; kNowhere: not configured now
  verdicts::Topology topology_;
  verdicts::Verdicts verdicts_;
  outages::OutageBook outages_;
  outages::EvidenceShelf evidence_;
  outages::WindowList windows_;
  std::vector<book::Window> entered_;
  SiteBook sites_;
  std::map<std::string, book::LinkMemory> resting_;  ///< books of links not configured now
  std::optional<Second> remembered_;  ///< newest time in the journal at the start
  std::uint64_t last_outage_ = 0;  ///< highest id in the journal at the start
  std::vector<Second> dues_;  ///< by place: when an outage or the maintenance flags have to be
                              ///< looked at though nothing happens
  Second next_due_ = Second::max();  ///< the earliest of them
  std::set<std::uint32_t> unreachable_;  ///< places
  std::set<std::uint32_t> affecting_;  ///< places whose affected_links is not 0

  Pending pending_;
  std::deque<book::Batch> closed_;  ///< of plans before
  net::SteadyTime last_batch_ = net::SteadyTime::min();
};

}  // namespace pantau::links
