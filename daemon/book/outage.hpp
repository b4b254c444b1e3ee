// SPDX-License-Identifier: Apache-2.0
/// \file
/// One outage as the book has it (semantics.md 6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/book/cause.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::book {

/// Something seen that speaks for a cause. `kind` is a stable word:
/// "window" (value: reason), "root" (value: link id), "on_battery" "battery_low" "charge" "volts"
/// (value: device and figure), "restart" (value: device), "contract_ended" (value: contract id).
struct Evidence {
  std::string kind;
  Second time{};
  std::string value;

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// A stretch of an outage in which state, roots and maintenance window are the same.
struct Segment {
  Second start{};
  std::optional<Second> end;  ///< absent: still open
  LinkState state = LinkState::down;  ///< down or unreachable
  std::vector<std::string> roots;  ///< sorted link ids; a link that is down names itself
  Cause proposed = Cause::unknown;
  bool planned =
      false;  ///< inside a window that names the link, its site, district, provider, or a root
  std::vector<Evidence> evidence;

  friend bool operator==(const Segment&, const Segment&) = default;
};

/// What an engineer said about an outage later; all are kept, the last one counts.
struct Correction {
  Second time{};
  std::string user;
  Cause cause = Cause::unknown;
  std::string note;
  std::string document;
  std::optional<Second> reported;  ///< to the provider
  std::string ticket;

  friend bool operator==(const Correction&, const Correction&) = default;
};

enum class EndedBy : std::uint8_t { open, answers, removed };
inline constexpr std::array<std::string_view, 3> kEndedByNames{"", "answers", "removed"};

struct Outage {
  std::uint64_t id = 0;  ///< counts up from 1
  std::string link;
  std::string site;  ///< of the link when it began
  Second start{};
  Second detected{};
  std::optional<Second> end;
  EndedBy ended_by = EndedBy::open;
  /// Oldest first. Unknown time lies between segments and belongs to none.
  std::vector<Segment> segments;
  std::vector<Correction> corrections;  ///< oldest first

  /// The correction, else the proposal.
  [[nodiscard]] Cause effective(const Segment& segment) const {
    return corrections.empty() ? segment.proposed : corrections.back().cause;
  }

  /// Told at detection, then found to be part of an earlier outage of the same link (the ratio rule
  /// joins what was told as several). Its row stays, so that its id is never used again, and nobody
  /// shows it.
  [[nodiscard]] bool taken_back() const { return segments.empty() && end == start; }

  /// Down or unreachable, without unknown time; an open segment lasts until `now`.
  [[nodiscard]] Seconds length(Second now) const;

  friend bool operator==(const Outage&, const Outage&) = default;
};

}  // namespace pantau::book
