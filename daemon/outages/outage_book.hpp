// SPDX-License-Identifier: Apache-2.0
/// \file
/// Courses in, outages out: opened at detection, cut into segments, given a cause, ended by the
/// link's own answers (semantics.md 6). Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/outages/evidence.hpp"
#include "daemon/outages/window_list.hpp"
#include "daemon/verdicts/course.hpp"

namespace pantau::outages {

/// What the book asks about the rest of the world while it judges.
struct Surroundings {
  const config::Plan* plan = nullptr;
  const WindowList* windows = nullptr;
  const EvidenceShelf* evidence = nullptr;
  std::function<const std::string&(verdicts::LinkKey)> id_of;
  /// Place of a root in the plan; absent: no longer configured.
  std::function<std::optional<std::uint32_t>(verdicts::LinkKey)> place_of;
};

class OutageBook {
 public:
  OutageBook();
  ~OutageBook();
  OutageBook(const OutageBook&) = delete;
  OutageBook& operator=(const OutageBook&) = delete;
  OutageBook(OutageBook&&) = delete;
  OutageBook& operator=(OutageBook&&) = delete;

  /// Ids go on from here.
  void restore(std::uint64_t last_id);
  /// An outage that was open when the daemon stopped.
  void restore(const std::string& link, book::Outage open);

  /// The course of a link changed (or time reached a border of a window). Segments before `settled`
  /// stay as they are; what lies beyond is derived anew: an outage keeps its id while any second of
  /// it stays failed. An outage that ended beyond `settled` may still change.
  /// Those that are new or changed are kept for take_changed().
  void follow(std::uint32_t link,
              const verdicts::Course& course,
              book::Second settled,
              book::Second now,
              const Surroundings& around);
  /// The link left the configuration: an open outage ends now.
  void remove(const std::string& link, book::Second now);
  /// A device of this site restarted, or said something new about power, which may change what is
  /// proposed for an open outage, or one that ended at most an hour ago.
  void reconsider(const std::string& site, book::Second now, const Surroundings& around);
  /// An engineer corrected it: `effective` cause of the open outage in metrics.
  void correct(std::uint64_t outage, const book::Correction& correction);

  /// Null: none open.
  [[nodiscard]] std::shared_ptr<const book::Outage> open(const std::string& link) const;
  /// Outages opened or changed since the last call, whole.
  [[nodiscard]] std::vector<book::Outage> take_changed();
  /// When `follow` has to be called again for this link though its course does not change: the next
  /// border of a window during an open outage.
  [[nodiscard]] std::optional<book::Second> wakeup(const std::string& link) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::outages
