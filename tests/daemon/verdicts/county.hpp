// SPDX-License-Identifier: Apache-2.0
/// \file
/// A few links with lines as a test writes them, and what Verdicts tells of them as text.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/verdicts/verdicts.hpp"

namespace pantau::verdicts::test {

/// A link and its groups of parents.
struct Wired {
  std::string id;
  std::vector<std::vector<std::string>> parents;
};

[[nodiscard]] config::Plan plan_of(const std::vector<Wired>& links);

[[nodiscard]] inline book::Second second(std::int64_t value) {
  return book::Second{book::Seconds{value}};
}

/// What the echoes of a link have said so far.
struct FakeLine {
  std::vector<book::Span> spans{{second(0), book::LinkState::up}};
  std::optional<book::Second> undecided_since;
  std::optional<book::Second> minutes_since;  ///< minutes from here on may become a ratio stretch
  book::Seconds detection{20};
};

/// Time in seconds from 0 on, at which all links are up. Keys of links are 10, 11, ... in the order
/// of the first plan.
class County {
 public:
  static constexpr std::int64_t kLag = 15;  ///< timeout + late_window

  explicit County(const std::vector<Wired>& links);

  /// Keeps the links with the same id.
  void change_plan(const std::vector<Wired>& links);

  [[nodiscard]] FakeLine& line(const std::string& id) { return lines_[id]; }

  // The line of a link changes, dated back to `since`.
  void fails(const std::string& id, std::int64_t since);
  void answers(const std::string& id, std::int64_t since);
  void blind(const std::string& id, std::int64_t since);
  /// A loss run begins that is not decided yet, or ends.
  void loses(const std::string& id, std::int64_t since);
  void loses_no_more(const std::string& id);

  /// Sweeps at this time. Ids of the links that changed, in that order.
  std::vector<std::string> now(std::int64_t time);
  /// Settles all as far as they can.
  void settle();

  /// Like "up 0, down(hub) 100": what is told now, from the settled point on.
  [[nodiscard]] std::string told(const std::string& id) const;
  /// The same of what has settled, and how far: "up 0, down(hub) 100 | 160".
  [[nodiscard]] std::string settled(const std::string& id) const;
  [[nodiscard]] std::int64_t horizon(const std::string& id) const;

  [[nodiscard]] Verdicts& verdicts() { return verdicts_; }

  [[nodiscard]] std::uint32_t place(const std::string& id) const;
  /// How often a line was looked at since the last call.
  [[nodiscard]] int take_looks();

 private:
  [[nodiscard]] LineView view(std::uint32_t link) const;
  void say(const std::string& id, std::int64_t since, book::LinkState state);
  [[nodiscard]] std::string text(const Course& course) const;

  config::Plan plan_;
  std::map<std::string, FakeLine> lines_;
  std::map<std::string, LinkKey> keys_;
  std::map<std::string, Course> settled_;
  Verdicts verdicts_;
  std::int64_t now_ = 0;
  mutable int looks_ = 0;
};

}  // namespace pantau::verdicts::test
