// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/report.hpp"

#include <array>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace pantau::snmp {
namespace {

struct Counted {
  std::uint32_t arc;
  Fault fault;
  const char* name;
};

/// RFC 3414, 5 (usmStats); what each means is in 3.2.
constexpr std::array<Counted, 6> kCounted{{
    {1, Fault::auth, "usmStatsUnsupportedSecLevels"},
    {2, Fault::unknown_engine, "usmStatsNotInTimeWindows"},
    {3, Fault::auth, "usmStatsUnknownUserNames"},
    {4, Fault::unknown_engine, "usmStatsUnknownEngineIDs"},
    {5, Fault::auth, "usmStatsWrongDigests"},
    {6, Fault::auth, "usmStatsDecryptionErrors"},
}};

TEST(SnmpReport, KnowsEveryCounterOfUsm) {
  for (const Counted& counted : kCounted) {
    const Report report = read_report(Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, counted.arc, 0});
    EXPECT_EQ(report.fault, counted.fault) << counted.name;
    EXPECT_EQ(report.name, counted.name);
  }
}

TEST(SnmpReport, NamesWhatItDoesNotKnow) {
  // snmpUnknownContexts.0 (RFC 3413, 4.1)
  const Report report = read_report(Oid{1, 3, 6, 1, 6, 3, 12, 1, 5, 0});
  EXPECT_EQ(report.fault, Fault::other);
  EXPECT_EQ(report.name, "report of 1.3.6.1.6.3.12.1.5.0");
}

TEST(SnmpReport, TakesNothingBesideTheCountersForOne) {
  for (const Oid& reported : {Oid{},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 1},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, 5},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, 5, 1},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, 5, 0, 0},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, 0, 0},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, 7, 0},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, 4'294'967'295, 0},
                              Oid{1, 3, 6, 1, 6, 3, 15, 1, 2, 5, 0}}) {
    const Report report = read_report(reported);
    EXPECT_EQ(report.fault, Fault::other) << config::to_string(reported);
    EXPECT_EQ(report.name, "report of " + config::to_string(reported));
  }
}

}  // namespace
}  // namespace pantau::snmp
