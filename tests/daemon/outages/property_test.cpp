// SPDX-License-Identifier: Apache-2.0
// Random lives of three links, told to the book of outages and kept second by second beside it:
// failures, re-dating beyond the settled point, windows, batteries, reloads and restarts of the
// daemon. What the journal would have is compared with the seconds.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <array>
#include <ostream>

#include "tests/daemon/outages/second_world.hpp"

namespace pantau::outages::test {
namespace {

enum class Act : std::uint8_t { pass, rewrite, settle, reading, reboot, restart, remove };

/// What happens next; which of the numbers matter depends on the act.
struct Event {
  Act act = Act::pass;
  std::size_t who = 0;
  int state = 0;
  std::int64_t length = 0;
  std::int64_t back = 0;
};

void showValue(const Event& event, std::ostream& out) {
  constexpr std::array kActs{"pass", "rewrite", "settle", "reading", "reboot", "restart", "remove"};
  out << kActs.at(static_cast<std::size_t>(event.act)) << " who " << event.who << " state "
      << event.state << " length " << event.length << " back " << event.back;
}

constexpr std::array<const char*, 3> kLinks{"child", "hub", "other"};

rc::Gen<Event> events() {
  // At full size from the first case on: a range that grows with the cases would begin with links
  // that are always up.
  return rc::gen::resize(
      rc::kNominalSize,
      rc::gen::apply(
          [](Act act, std::size_t who, int state, std::int64_t length, std::int64_t back) {
            return Event{act, who, state, length, back};
          },
          rc::gen::weightedElement<Act>({{8, Act::pass},
                                         {6, Act::rewrite},
                                         {3, Act::settle},
                                         {2, Act::reading},
                                         {2, Act::reboot},
                                         {1, Act::restart},
                                         {1, Act::remove}}),
          rc::gen::inRange<std::size_t>(0, kLinks.size()),
          rc::gen::inRange(0, 9),
          rc::gen::weightedOneOf<std::int64_t>({{29, rc::gen::inRange<std::int64_t>(1, 60)},
                                                {1, rc::gen::inRange<std::int64_t>(400, 4000)}}),
          rc::gen::inRange<std::int64_t>(0, 120)));
}

Now what_of(const std::string& link, int number) {
  switch (number) {
    case 0:
    case 1:
      return {LinkState::up};
    case 2:
      return {LinkState::degraded};
    case 3:
    case 4:
      return {LinkState::unknown};
    case 5:
      return {LinkState::unreachable, {"twin"}};
    case 6:
      return {LinkState::unreachable, {"hub-2", "twin"}};
    default:
      return {LinkState::down, {link}};
  }
}

struct Life {
  BookUnderTest one;
  std::map<std::string, LinkTruth> truths;
  DeviceTruth devices;
  std::vector<book::Window> windows;
  Journal journal;
  std::set<std::uint64_t> resting;  ///< ended, and not in the book's hands any more

  explicit Life(const std::vector<book::Window>& announced) : windows(announced) {
    one.set_windows(windows);
    for (const char* link : kLinks) {
      truths[link].pass({LinkState::up}, 1);
      follow(link);
    }
  }

  [[nodiscard]] std::int64_t now() const { return truths.begin()->second.now(); }

  void follow(const std::string& link) {
    LinkTruth& truth = truths.at(link);
    // Two hours of readings are kept: a start is dated back no further.
    truth.settled = std::max(truth.settled, now() - 5000);
    one.follow(link, truth.course(), truth.settled, now());
    take();
    one.follow(link, truth.course(), truth.settled, now());
    RC_ASSERT(one.book->take_changed().empty());
  }

  /// Writes down what changed, as the journal does.
  void take() {
    const Journal before = journal;
    for (const book::Outage& outage : one.book->take_changed()) {
      const auto known = before.find(outage.id);
      if (known == before.end()) {
        const std::uint64_t last = before.empty() ? 0 : before.rbegin()->first;
        RC_ASSERT(outage.id > last);
      } else {
        RC_ASSERT(known->second.link == outage.link);
        RC_ASSERT(known->second.detected == outage.detected);
        RC_ASSERT(known->second.site == outage.site);
        RC_ASSERT(!known->second.taken_back());
      }
      journal[outage.id] = outage;
    }
    check_taken_back(before);
  }

  /// What was told and is still failed stays with an outage that was told.
  void check_taken_back(const Journal& before) {
    for (const auto& [id, outage] : before) {
      if (outage.taken_back() || !journal.at(id).taken_back()) {
        continue;
      }
      for (const auto& [other, present] : journal) {
        if (present.link == outage.link && !before.contains(other)) {
          RC_ASSERT(!share_seconds(outage, present));
        }
      }
    }
  }

  static bool share_seconds(const book::Outage& one, const book::Outage& other) {
    const auto end = [](const book::Segment& of) { return of.end.value_or(book::Second::max()); };
    return std::ranges::any_of(one.segments, [&](const book::Segment& first) {
      return std::ranges::any_of(other.segments, [&](const book::Segment& second) {
        return std::max(first.start, second.start) < std::min(end(first), end(second));
      });
    });
  }

  void live(const Event& event) {
    const std::string link = kLinks.at(event.who);
    LinkTruth& truth = truths.at(link);
    switch (event.act) {
      case Act::pass:
        return pass(link, event);
      case Act::rewrite: {
        const std::int64_t from = now() - event.back;
        truth.rewrite(from, from + event.length, what_of(link, event.state));
        return follow(link);
      }
      case Act::settle:
        truth.settled = std::max(truth.settled, now() - event.back);
        return follow(link);
      case Act::reading:
        return read(event);
      case Act::reboot:
        devices.restarts.push_back({"router", "jila", at(now() - 3 * event.back), at(now())});
        one.evidence.record(devices.restarts.back());
        one.reconsider("jila", now());
        return take();
      case Act::restart:
        return restart(event);
      case Act::remove:
        return remove(link);
    }
  }

  /// Time passes; one link has a new state, the others keep theirs.
  void pass(const std::string& link, const Event& event) {
    for (auto& [id, truth] : truths) {
      const Now what = id == link ? what_of(link, event.state) : truth.seconds.back();
      truth.pass(what, event.length);
      if (id != link && event.back % 2 == 0) {
        truth.settled = std::max(truth.settled, now() - event.back);  // nobody looked meanwhile
      }
    }
    for (const char* id : kLinks) {
      follow(id);
    }
  }

  void read(const Event& event) {
    book::PowerReading reading;
    reading.device = event.back % 2 == 0 ? "ups" : "charger";
    reading.site = "jila";
    reading.time = at(now());
    reading.on_battery = event.state % 2 == 0;
    devices.readings.push_back(reading);
    one.evidence.record(reading);
    one.reconsider("jila", now());
    take();
  }

  /// Killed and started again: from the durable settled point on all is unknown.
  void restart(const Event& event) {
    std::vector<book::Outage> rows;
    for (const auto& [id, outage] : journal) {
      rows.push_back(outage);
      if (outage.end) {
        resting.insert(id);
      }
    }
    const std::int64_t killed = now();
    for (auto& [id, truth] : truths) {
      truth.settled = std::max({truth.settled, killed - event.back, answered_until(id)});
      truth.watched_from = 0;
      truth.rewrite(truth.settled, killed, {LinkState::unknown});
      truth.pass({LinkState::unknown}, event.length);
      truth.watched_from = truth.now();
    }
    forget_readings();
    one.restart(rows);
    for (const char* id : kLinks) {
      follow(id);
    }
  }

  /// The journal gives back open outages alone: what had ended must have settled with its answer.
  [[nodiscard]] std::int64_t answered_until(const std::string& link) const {
    std::int64_t until = 0;
    const LinkTruth& truth = truths.at(link);
    for (const auto& [id, outage] : journal) {
      if (outage.link == link && outage.end && outage.ended_by == book::EndedBy::answers) {
        std::int64_t second = (*outage.end - at(0)).count();
        while (second < truth.now() &&
               !book::is_working(truth.seconds[static_cast<std::size_t>(second)].state)) {
          ++second;
        }
        until = std::max(until, std::min(second + 1, truth.now()));
      }
    }
    return until;
  }

  /// After a start the shelf has the last reading of each device and the restarts of a day.
  void forget_readings() {
    one.evidence = {};
    std::map<std::string, book::PowerReading> last;
    for (const book::PowerReading& reading : devices.readings) {
      last[reading.device] = reading;
    }
    for (const auto& [device, reading] : last) {
      one.evidence.record(reading);
    }
    for (const book::DeviceRestart& restart : devices.restarts) {
      one.evidence.record(restart);
    }
  }

  /// Removed at a reload and added again at once: its book goes on, unknown.
  void remove(const std::string& link) {
    one.book->remove(link, at(now()));
    take();
    for (const auto& [id, outage] : journal) {
      if (outage.link == link) {
        RC_ASSERT(outage.end);
        resting.insert(id);
      }
    }
    for (auto& [id, truth] : truths) {
      truth.pass(id == link ? Now{} : truth.seconds.back(), 1);
    }
    truths.at(link).settled = now() - 1;
    for (const char* id : kLinks) {
      follow(id);
    }
  }

  void check(const std::string& link) const {
    const LinkTruth& truth = truths.at(link);
    const auto broken = what_is_broken(journal, link, truth);
    RC_ASSERT(broken == std::vector<std::string>{});
    check_open(link, truth);
    for (const auto& [id, outage] : journal) {
      for (const book::Segment& segment : outage.segments) {
        if (outage.link == link) {
          check_segment(outage, segment);
        }
      }
    }
  }

  void check_open(const std::string& link, const LinkTruth& truth) const {
    const auto open = one.book->open(link);
    const auto told = std::ranges::find_if(
        journal, [&](const auto& row) { return row.second.link == link && !row.second.end; });
    RC_ASSERT((open != nullptr) == (told != journal.end()));
    if (open != nullptr) {
      RC_ASSERT(*open == told->second);
    }
    std::optional<book::Second> border;
    if (truth.is_failed(truth.now() - 1)) {
      for (const book::Window& window : windows_for(link, truth.seconds.back().roots)) {
        for (const book::Second each : {window.start, window.end}) {
          if (each > at(now()) && (!border || each < *border)) {
            border = each;
          }
        }
      }
    }
    RC_ASSERT(one.book->wakeup(link) == border);
  }

  [[nodiscard]] std::vector<book::Window> windows_for(const std::string& link,
                                                      const std::vector<std::string>& roots) const {
    std::vector<book::Window> found;
    for (const book::Window& window : windows) {
      if (window.links.front() == link || std::ranges::count(roots, window.links.front()) > 0) {
        found.push_back(window);
      }
    }
    return found;
  }

  void check_segment(const book::Outage& outage, const book::Segment& segment) const {
    const auto about = windows_for(outage.link, segment.roots);
    for (book::Second second = segment.start; second < segment.end.value_or(at(now())); ++second) {
      const bool planned = std::ranges::any_of(
          about, [second](const book::Window& window) { return window.covers(second); });
      RC_ASSERT(segment.planned == planned);
    }
    if (segment.start == segment.end || resting.contains(outage.id)) {
      return;
    }
    book::Cause cause = book::Cause::unknown;
    if (segment.planned) {
      cause = book::Cause::planned_work;
    } else if (segment.state == LinkState::unreachable) {
      cause = book::Cause::upstream;
    } else if (devices.shows_power(outage.site, outage.start)) {
      cause = book::Cause::power_site;
    }
    RC_ASSERT(segment.proposed == cause);
  }
};

std::vector<book::Window> some_windows() {
  std::vector<book::Window> windows;
  for (const char* link : {"child", "twin", "hub-2", "child"}) {
    const auto start = *rc::gen::inRange<std::int64_t>(0, 1500);
    windows.push_back(window_over(link, start, start + *rc::gen::inRange<std::int64_t>(1, 300)));
  }
  return windows;
}

RC_GTEST_PROP(OutageBookProperty, TellsEverySecondAsItWas, ()) {
  const auto history = *rc::gen::container<std::vector<Event>>(events());
  Life life(some_windows());
  for (const Event& event : history) {
    life.live(event);
    life.check(kLinks.at(event.who));
  }
  for (const char* link : kLinks) {
    life.check(link);
  }
  RC_CLASSIFY(life.journal.size() > 3, "several outages");
  RC_CLASSIFY(
      std::ranges::any_of(life.journal, [](const auto& row) { return row.second.taken_back(); }),
      "some taken back");
}

}  // namespace
}  // namespace pantau::outages::test
