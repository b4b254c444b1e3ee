// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is known of a device now: samples of its last polls, each with its age.
#pragma once

#include <optional>
#include <vector>

#include "probes/net/clock.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::devices {

/// A complete poll replaces everything: what it did not bring the agent does not have. An
/// incomplete one replaces what it brought; the rest stays until it is too old.
class SampleShelf {
 public:
  struct Kept {
    snmp::Sample sample;
    net::BootTime read;
  };

  void put(std::vector<snmp::Sample> samples, bool complete, net::BootTime now);
  void drop_older(net::BootTime than);

  void clear() { kept_.clear(); }

  /// As `snmp::interpret` orders them.
  [[nodiscard]] const std::vector<Kept>& kept() const { return kept_; }

  [[nodiscard]] bool has_older(net::BootTime than) const;

 private:
  std::vector<Kept> kept_;
};

}  // namespace pantau::devices
