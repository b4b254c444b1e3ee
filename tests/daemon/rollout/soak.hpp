// SPDX-License-Identifier: Apache-2.0
/// \file
/// Days of echoes played through the real LinkBook in virtual time, and acceptance tests judged by
/// what its batches say. One step is a second; nothing waits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/links/link_book.hpp"
#include "daemon/rollout/acceptance.hpp"
#include "tests/daemon/links/paper_journal.hpp"

namespace pantau::rollout::test {

/// What becomes of an echo: a round trip, lost, or void.
struct Fate {
  enum class Kind : std::uint8_t { answered, lost, voided };
  Kind kind = Kind::answered;
  net::Nanoseconds rtt{std::chrono::milliseconds{600}};
};

/// The fate of the echo that a link sends so many seconds after the play began.
using Behaviour = std::function<Fate(std::int64_t second, std::mt19937& random)>;

/// A plan as the loader makes it of this text.
[[nodiscard]] config::Plan plan_of(const std::string& toml);

class Soak {
 public:
  /// The play begins then.
  Soak(config::Plan plan, book::Second start);

  /// Without a word a link's echoes are answered.
  void behave(const std::string& link, Behaviour behaviour);
  void reload(config::Plan plan);
  void run(book::Seconds duration);
  /// The machine sleeps: the steady clock stands still.
  void suspend(book::Seconds duration);
  /// The daemon is stopped, and started again from its journal.
  void restart(book::Seconds pause);

  /// By all that is in the journal. Nothing without a test.
  [[nodiscard]] std::optional<Acceptance> judged(const std::string& site) const;

  /// Lost of all that was sent.
  [[nodiscard]] double loss_of(const std::string& link) const;

  /// What a batch must not do, and did.
  [[nodiscard]] const std::vector<std::string>& breaches() const { return journal_.breaches; }

 private:
  struct Pending {
    net::SteadyTime due{};
    icmp::EchoEvent event;
  };

  struct Probe {
    icmp::TargetId target = 0;
    icmp::EchoSettings settings;
    net::SteadyTime next{};
    std::uint32_t number = 0;
    std::vector<Pending> pending;
    Behaviour behaviour;
  };

  void apply(config::Plan plan);
  void step();
  void send(Probe& probe);
  void write();
  void write(const book::Batch& batch);
  [[nodiscard]] std::int64_t second() const;

  std::shared_ptr<const config::Plan> plan_;
  book::Second start_;
  net::Now now_;
  std::unique_ptr<links::LinkBook> book_;
  links::test::PaperJournal journal_;
  std::map<std::string, std::vector<book::MinuteSummary>> minutes_;
  std::map<std::string, Probe> probes_;
  std::vector<icmp::EchoEvent> events_;
  std::mt19937 random_;  // the default seed: the same play each time
};

}  // namespace pantau::rollout::test
