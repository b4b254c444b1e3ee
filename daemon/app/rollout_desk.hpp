// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the journal thread does for the rollout: judges the acceptance tests that run, writes each
/// verdict down once, and tells what the book knows. Blocks on the disk; takes `now`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/app/log.hpp"
#include "daemon/journal/store.hpp"
#include "daemon/rollout/findings.hpp"
#include "probes/net/clock.hpp"

namespace pantau::app {

/// Minutes of links that are read in one look: some 50 ms. Tests beyond that wait for the next
/// look, the one that waited longest first.
inline constexpr std::int64_t kMinutesALook = 20'000;
/// Each test is judged at most this often.
inline constexpr std::chrono::seconds kJudgingPause{60};

class RolloutDesk {
 public:
  using Publish = std::function<void(std::shared_ptr<const rollout::Findings>)>;

  RolloutDesk(Log& log, Publish publish) : log_(log), publish_(std::move(publish)) {}

  /// What the book keeps; again when another baseline was frozen. Throws std::runtime_error when it
  /// cannot be read now.
  void load(const journal::Store& store);
  void apply(std::shared_ptr<const config::Plan> plan);
  /// Another book takes the place of one that was damaged: what is known goes into it as well.
  void begin_book();

  /// Which tests run. `book`: up to when the book goes.
  void search(book::Second book, net::SteadyTime now);
  /// Writes what is to be written and judges what is due of the tests found.
  /// \return why the disk refused; the rest is done by a later call. Throws std::runtime_error when
  /// the book cannot be read.
  [[nodiscard]] std::optional<std::string> work(journal::Store& store,
                                                book::Second book,
                                                net::SteadyTime now);
  /// When anything changed since the last time.
  void publish();

 private:
  using Key = std::pair<std::string, book::Second>;  ///< site, start

  struct Test {
    std::uint32_t site = 0;  ///< its place
    availability::Period period;
    std::vector<const config::Link*> links;
    std::optional<net::SteadyTime> judged;
  };

  [[nodiscard]] Key key_of(const Test& test) const;
  void find_tests(book::Second book);
  void find_test(std::uint32_t place, book::Second book);
  [[nodiscard]] std::optional<std::string> write_waiting(journal::Store& store);
  [[nodiscard]] std::optional<std::string> notice(journal::Store& store,
                                                  const Test& test,
                                                  book::Second book);
  [[nodiscard]] std::optional<std::string> judge_due(journal::Store& store,
                                                     book::Second book,
                                                     net::SteadyTime now);
  [[nodiscard]] std::optional<std::string> judge(journal::Store& store,
                                                 const Test& test,
                                                 book::Second book);
  void show(std::uint32_t site, std::shared_ptr<const rollout::Acceptance> acceptance);

  Log& log_;
  Publish publish_;
  std::shared_ptr<const config::Plan> plan_;
  std::shared_ptr<const rollout::Baseline> baseline_;
  std::map<Key, std::shared_ptr<const rollout::Acceptance>> verdicts_;
  std::set<Key> begun_;  ///< the present book knows that they were noticed
  std::set<Key> told_;  ///< so does the log
  std::set<Key> unwritten_;  ///< verdicts that the present book does not have
  bool baseline_unwritten_ = false;
  std::vector<Test> tests_;  ///< that run, by site
  std::vector<std::shared_ptr<const rollout::Acceptance>> shown_;  ///< by place of the site
  std::optional<net::SteadyTime> searched_;  ///< when tests_ was last worked out
  bool changed_ = false;
};

}  // namespace pantau::app
