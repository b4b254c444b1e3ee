// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "probes/icmp/echo.hpp"

namespace pantau::cli {

/// What `pantau ping` says about one target: a line an event, and the sum at the end. Pure.
class PingStatistics {
 public:
  /// \param name     as the user wrote it.
  /// \param timeout  for the words of a loss.
  PingStatistics(std::string name, net::Nanoseconds timeout)
      : name_(std::move(name)), timeout_(timeout) {}

  /// \return the line to show at once, or nothing to show.
  [[nodiscard]] std::optional<std::string> record(const icmp::EchoEvent& event);

  [[nodiscard]] std::uint64_t decided() const { return answered() + lost_ + unsent_ + voided_; }

  [[nodiscard]] std::uint64_t answered() const { return rtts_.size(); }

  [[nodiscard]] const std::string& name() const { return name_; }

  /// Two lines: counts, and round trips when there are any.
  [[nodiscard]] std::string summary() const;
  /// One JSON object; durations in seconds, absent values null.
  [[nodiscard]] std::string json() const;

 private:
  [[nodiscard]] std::string lost_line(const icmp::EchoEvent& event) const;
  [[nodiscard]] std::optional<std::string> note_line(const icmp::EchoEvent& event);

  std::string name_;
  net::Nanoseconds timeout_;
  std::vector<net::Nanoseconds> rtts_;
  std::uint64_t lost_ = 0;
  std::uint64_t unsent_ = 0;
  std::uint64_t voided_ = 0;
  std::uint64_t late_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t reordered_ = 0;
  std::uint64_t corrupt_ = 0;
  std::array<std::uint64_t, icmp::kIcmpErrorReasonNames.size()> errors_{};
  std::optional<net::Nanoseconds> previous_rtt_;
  double jitter_seconds_ = 0;
};

}  // namespace pantau::cli
