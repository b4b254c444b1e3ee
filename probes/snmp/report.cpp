// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/report.hpp"

#include <array>
#include <string_view>

namespace pantau::snmp {

namespace {

struct Statistic {
  std::string_view name;
  Fault fault = Fault::other;
};

/// usmStats.1 to .6 of RFC 3414, 5
constexpr std::array<Statistic, 6> kUsmStatistics{{
    {"usmStatsUnsupportedSecLevels", Fault::auth},
    {"usmStatsNotInTimeWindows", Fault::unknown_engine},
    {"usmStatsUnknownUserNames", Fault::auth},
    {"usmStatsUnknownEngineIDs", Fault::unknown_engine},
    {"usmStatsWrongDigests", Fault::auth},
    {"usmStatsDecryptionErrors", Fault::auth},
}};

}  // namespace

Report read_report(const Oid& reported) {
  static const Oid usm_stats{1, 3, 6, 1, 6, 3, 15, 1, 1};
  const auto arcs = reported.after(usm_stats.size());
  if (reported.starts_with(usm_stats) && arcs.size() == 2 && arcs[0] >= 1 &&
      arcs[0] <= kUsmStatistics.size() && arcs[1] == 0) {
    const Statistic& statistic = kUsmStatistics.at(arcs[0] - 1);
    return Report{.fault = statistic.fault, .name = std::string{statistic.name}};
  }
  return Report{.fault = Fault::other, .name = "report of " + config::to_string(reported)};
}

}  // namespace pantau::snmp
