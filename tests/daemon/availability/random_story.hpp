// SPDX-License-Identifier: Apache-2.0
/// \file
/// A link's whole course, its contract and windows, at random.
#pragma once

// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::availability::test {

/// In Berlin the clocks go forward within these months.
inline constexpr const char* kZones[] = {"Asia/Jayapura", "Europe/Berlin"};
inline constexpr book::Cause kCauses[] = {book::Cause::unknown,
                                          book::Cause::power_site,
                                          book::Cause::upstream,
                                          book::Cause::monitoring_fault};

template <typename T, std::size_t N>
T one_of(const T (&list)[N]) {
  return list[*rc::gen::inRange<std::size_t>(0, N)];
}

inline Seconds random_length(int most) {
  return Seconds{*rc::gen::inRange(1, most)};
}

struct Stretch {
  Second from{};
  LinkState state = LinkState::up;
};

/// A link's whole course, its contract and windows.
struct Story {
  County county;
  std::vector<book::Window> windows;
  History whole;

  Story() {
    make_county();
    make_windows();
    make_history();
  }

  [[nodiscard]] config::Link& child() { return county.plan.links[1]; }

  /// As the daemon knew it when `until` had settled.
  [[nodiscard]] std::vector<book::Outage> known_at(Second until) const {
    std::vector<book::Outage> known;
    for (book::Outage outage : whole.outages) {
      if (outage.start >= until) {
        break;
      }
      std::erase_if(outage.segments, [until](const auto& one) { return one.start >= until; });
      if (outage.end && *outage.end > until) {
        outage.end.reset();
      }
      if (outage.segments.back().end && *outage.segments.back().end > until) {
        outage.segments.back().end.reset();
      }
      outage.corrections.clear();
      known.push_back(std::move(outage));
    }
    return known;
  }

 private:
  void make_county() {
    county.add_hub();
    county.plan.daemon.timezone = one_of(kZones);
    county.plan.metrics.months = *rc::gen::inRange(1, 5);
    config::Contract& contract = county.contract();
    contract.minimum_outage = Seconds{*rc::gen::inRange(0, 40'000)};
    contract.exclude = {"power"};
    if (*rc::gen::arbitrary<bool>()) {
      contract.planned_hours_per_month = *rc::gen::inRange(0, 60);
    }
    if (*rc::gen::arbitrary<bool>()) {
      contract.end = day(2026, 3, 17);
      contract.has_end = true;
      config::Contract next = contract;
      next.id = "d";
      next.start = day(2026, 3, static_cast<unsigned>(*rc::gen::inRange(10, 25)));
      next.has_end = false;
      county.plan.contracts.push_back(next);
      child().contracts.push_back("d");
    }
    county.plan.sites[1].actual[config::Stage::in_service] =
        day(2026, 2, static_cast<unsigned>(*rc::gen::inRange(1, 28)));
  }

  void make_windows() {
    Second time = at(2026, 2, 1);
    for (int count = *rc::gen::inRange(0, 6); count > 0; --count) {
      time += random_length(15 * 86'400);
      windows.push_back(window_of(time, random_length(2 * 86'400)));
      windows.back().links = {*rc::gen::arbitrary<bool>() ? "jila" : "hub"};
    }
  }

  void make_history() {
    constexpr LinkState kStates[] = {LinkState::unknown,
                                     LinkState::up,
                                     LinkState::degraded,
                                     LinkState::unreachable,
                                     LinkState::down};
    whole.id = "jila";
    whole.first = at(2026, 2, 10);
    Second time = whole.first;
    for (int count = *rc::gen::inRange(1, 40); count > 0; --count) {
      add(time, one_of(kStates));
      time += random_length(one_of({600, 86'400, 6 * 86'400}));
    }
    whole.settled_until = time;
    if (!whole.outages.empty() && !whole.outages.back().segments.back().end) {
      whole.outages.back().segments.back().end = time;
      whole.outages.back().end = time;
    }
  }

  void add(Second time, LinkState state) {
    if (!whole.spans.empty() && whole.spans.back().state == state) {
      return;
    }
    const bool open = !whole.outages.empty() && !whole.outages.back().end;
    if (open && !whole.outages.back().segments.back().end) {
      whole.outages.back().segments.back().end = time;
    }
    whole.spans.push_back({time, state});
    if (book::is_failed(state)) {
      if (!open) {
        begin_outage(time);
      }
      const bool upstream = state == LinkState::unreachable;
      whole.outages.back().segments.push_back(
          {time, std::nullopt, state, {upstream ? "hub" : "jila"}, one_of(kCauses), false, {}});
    } else if (open && book::is_working(state)) {
      whole.outages.back().end = whole.outages.back().segments.back().end;
    }
  }

  void begin_outage(Second time) {
    book::Outage outage;
    outage.id = whole.outages.size() + 1;
    outage.link = "jila";
    outage.site = "jila";
    outage.start = time;
    if (*rc::gen::inRange(0, 3) == 0) {
      book::Correction correction;
      correction.cause = one_of(kCauses);
      outage.corrections.push_back(correction);
    }
    whole.outages.push_back(std::move(outage));
  }
};

}  // namespace pantau::availability::test
