// SPDX-License-Identifier: Apache-2.0
/// \file
/// One device: the steps of a poll, their attempts, and what is kept for the next one. Knows
/// nothing of schedules.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "probes/snmp/agent_memory.hpp"
#include "probes/snmp/poll_engine.hpp"

namespace pantau::snmp {

/// The same objects with the same meaning.
[[nodiscard]] bool same_questions(const config::DeviceProfile& left,
                                  const config::DeviceProfile& right);

struct PollRun;

class DevicePoll {
 public:
  DevicePoll(DeviceId device, PollSettings settings);
  ~DevicePoll();
  DevicePoll(const DevicePoll&) = delete;
  DevicePoll& operator=(const DevicePoll&) = delete;
  DevicePoll(DevicePoll&&) = delete;
  DevicePoll& operator=(DevicePoll&&) = delete;

  [[nodiscard]] const PollSettings& settings() const { return settings_; }

  [[nodiscard]] const PollNumbers& numbers() const { return numbers_; }

  [[nodiscard]] bool running() const { return run_ != nullptr; }

  /// When `expire` has something to do; only while running.
  [[nodiscard]] net::SteadyTime wakeup() const;

  /// Polls that the agent refused in a row.
  [[nodiscard]] std::uint32_t auth_failures() const { return memory_.auth_failures; }

  /// \return false when what was learned does not fit any more and a running poll was given up.
  bool change(const PollSettings& settings);
  void start(net::Now now, net::SteadyTime deadline, PollTurn& turn);
  void cancel();
  void answered(const Answer& answer, net::Now now, PollTurn& turn);
  void expire(net::Now now, PollTurn& turn);

 private:
  // What comes next.
  void next(net::Now now, PollTurn& turn);
  void finish(Fault fault, std::string detail, PollTurn& turn);
  void note(Fault fault, std::string detail);

  // Steps and their attempts.
  void begin_step(net::Now now, PollTurn& turn);
  void send(net::Now now, PollTurn& turn);
  [[nodiscard]] Request request() const;
  [[nodiscard]] net::Nanoseconds patience() const;
  [[nodiscard]] std::uint32_t attempts_allowed() const;
  [[nodiscard]] net::SteadyTime stage_end() const;
  void give_up_step(net::Now now, PollTurn& turn);
  [[nodiscard]] std::size_t reduced_get() const;

  // Answers, by what was asked (device_poll_answer.cpp).
  void heard(const Answer& answer, net::Now now);
  void accept(const Answer& answer, net::Now now, PollTurn& turn);
  void refuse(const Answer& answer, net::Now now, PollTurn& turn);
  void refuse_search(const Answer& answer, net::Now now, PollTurn& turn);
  void refuse_objects(const Answer& answer, net::Now now, PollTurn& turn);
  void discover_again(const Answer& answer, net::Now now, PollTurn& turn);
  void accept_objects(const Answer& answer, net::Now now, PollTurn& turn);
  void take(const VarBind& binding, std::size_t place_in_part);
  void objects_done(net::Now now, PollTurn& turn);
  [[nodiscard]] const AskList& asked() const;

  // When rows are searched, which, and what is found (device_poll_search.cpp).
  void go_slow_cycle(net::Now now);
  [[nodiscard]] std::uint32_t slow_polls() const;
  [[nodiscard]] bool search_is_due();
  [[nodiscard]] std::vector<std::uint32_t> tables_to_search() const;
  void begin_search(net::Now now, PollTurn& turn);
  void begin_search_beside(net::Now now, PollTurn& turn);
  void continue_search(net::Now now, PollTurn& turn);
  void install_rows(net::Now now);
  /// \return whether the rows are others now.
  bool replace_rows(const RowSearch& search);
  void ask_columns(const KnownRow& known);
  void note_missing();
  void plan_search(bool changed);
  void put_off_search();

  // The result, and which rows are still the same (device_poll_rows.cpp).
  enum class RowState : std::uint8_t { same, unknown, lost };
  [[nodiscard]] RowState check_row(KnownRow& known) const;
  [[nodiscard]] RowState check_values(const KnownRow& known) const;
  /// \return false when a row is lost.
  [[nodiscard]] bool publish();

  // Identification, the GET and what they teach (device_poll_learn.cpp).
  void begin_identify();
  void identified(net::Now now, PollTurn& turn);
  [[nodiscard]] AskInput ask_input() const;
  void begin_get(net::Now now, PollTurn& turn);
  void get_done(net::Now now, PollTurn& turn);
  /// \return whether rows or more must be learned again.
  [[nodiscard]] bool take_result(net::Now now);
  [[nodiscard]] AgentClocks clocks(net::Now now) const;
  [[nodiscard]] bool restarted(net::Now now);
  [[nodiscard]] bool is_another_agent() const;
  [[nodiscard]] std::vector<Absences::Missing> missing_now() const;
  void remember_absences();
  void learn_limit();
  void learn_plan();

  DeviceId device_;
  PollSettings settings_;
  PollNumbers numbers_;
  AgentMemory memory_;
  std::uint32_t step_ = 0;
  std::unique_ptr<PollRun> run_;
};

}  // namespace pantau::snmp
