// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bindings: values, names, and what a report reports.
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "probes/snmp/datagram.hpp"

#include "ber_text.hpp"
#include "datagram_parts.hpp"

namespace pantau::snmp {
namespace {

/// \return the name that a report with `names`, each the content of an OBJECT IDENTIFIER, reports.
config::Oid reported(const std::vector<std::string>& names, unsigned pdu_type = kReportPdu) {
  std::string bindings;
  for (const std::string& name : names) {
    bindings += ber(0x30, ber(0x06, name) + hex("41 01 05"));
  }
  const std::string pdu = hex("02 01 00 02 01 00 02 01 00") + ber(0x30, bindings);
  SecuredParts parts;
  parts.data = ber(0x30, hex("04 05 80 00 00 00 05 04 00") + ber(pdu_type, pdu));
  const std::string bytes = made_of(parts);
  const auto datagram = read_datagram(view(bytes));
  return datagram && datagram->well_formed ? datagram->report : config::Oid{};
}

struct ValueLengths {
  unsigned tag;
  std::size_t least;
  std::size_t most;
};

class SnmpDatagramValue : public testing::TestWithParam<ValueLengths> {};

/// RFC 2578, 7.1; RFC 3416, 3 for those without content; RFC 1442, 7.1.9 and 7.1.11 for old ones.
INSTANTIATE_TEST_SUITE_P(Types,
                         SnmpDatagramValue,
                         testing::Values(ValueLengths{0x02, 1, 5},
                                         ValueLengths{0x04, 0, 12},
                                         ValueLengths{0x05, 0, 0},
                                         ValueLengths{0x40, 4, 4},
                                         ValueLengths{0x41, 1, 5},
                                         ValueLengths{0x42, 1, 5},
                                         ValueLengths{0x43, 1, 5},
                                         ValueLengths{0x44, 0, 12},
                                         ValueLengths{0x45, 0, 12},
                                         ValueLengths{0x46, 1, 9},
                                         ValueLengths{0x47, 1, 5},
                                         ValueLengths{0x80, 0, 0},
                                         ValueLengths{0x81, 0, 0},
                                         ValueLengths{0x82, 0, 0},
                                         ValueLengths{0x06, 1, 12}));

TEST_P(SnmpDatagramValue, HasALengthThatItsTypeCanHave) {
  for (std::size_t length = 0; length <= 12; ++length) {
    const std::string value = ber(GetParam().tag, std::string(length, '\1'));
    EXPECT_EQ(well_formed(made_of(CommunityParts{.value = value})),
              length >= GetParam().least && length <= GetParam().most)
        << length;
  }
}

TEST(SnmpDatagram, TakesValuesOfNoOtherType) {
  const std::string known = hex("02 04 05 06 40 41 42 43 44 45 46 47 80 81 82");
  for (unsigned tag = 0; tag <= 0xff; ++tag) {
    if (known.find(static_cast<char>(tag)) != std::string::npos) {
      continue;
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{4}}) {
      const std::string value = ber(tag, std::string(length, '\1'));
      EXPECT_TRUE(found_alone(made_of(CommunityParts{.value = value}))) << tag;
    }
  }
}

TEST(SnmpDatagram, RejectsABindingWithoutNameOrValue) {
  EXPECT_TRUE(found_alone(made_of(CommunityParts{.value = {}})));
  EXPECT_TRUE(found_alone(made_of(CommunityParts{.name = {}})));
  EXPECT_TRUE(found_alone(made_of(CommunityParts{.name = {}, .value = {}})));
}

TEST(SnmpDatagram, ReadsWhatAReportReports) {
  // usmStatsUnknownEngineIDs.0 (RFC 3414, 5)
  EXPECT_EQ(reported({hex("2b 06 01 06 03 0f 01 01 04 00")}),
            (config::Oid{1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0}));
  EXPECT_EQ(reported({hex("2b 06"), hex("2b 07")}), (config::Oid{1, 3, 6})) << "the first";
  EXPECT_TRUE(reported({hex("2b 06")}, kResponsePdu).empty()) << "a response reports nothing";
}

TEST(SnmpDatagram, ReadsNamesAsX690Has) {
  EXPECT_EQ(reported({hex("00")}), (config::Oid{0, 0}));
  EXPECT_EQ(reported({hex("27")}), (config::Oid{0, 39}));
  EXPECT_EQ(reported({hex("28")}), (config::Oid{1, 0}));
  EXPECT_EQ(reported({hex("4f")}), (config::Oid{1, 39}));
  EXPECT_EQ(reported({hex("50")}), (config::Oid{2, 0}));
  EXPECT_EQ(reported({hex("81 34")}), (config::Oid{2, 100}));  // 8.19.5: 2 * 40 + 100
  EXPECT_EQ(reported({hex("2b 81 00 8f ff ff ff 7f")}), (config::Oid{1, 3, 128, 4'294'967'295}));
}

TEST(SnmpDatagram, RejectsNamesThatAreNone) {
  for (const char* name : {"",  // no arc at all
                           "2b 81",  // the last arc goes on
                           "80",
                           "2b 90 80 80 80 00",  // 2^32
                           "2b 82 80 80 80 80 80 80 80 80 00",  // 2^64
                           "2b ff ff ff ff ff ff ff ff ff ff 7f"}) {
    EXPECT_TRUE(found_alone(made_of(CommunityParts{.name = ber(0x06, hex(name))}))) << name;
  }
}

TEST(SnmpDatagram, ReadsNamesOf128ArcsAtMost) {
  const auto message = [](std::size_t arcs) {
    CommunityParts parts;
    parts.form = LengthForm::two;
    parts.name = ber(0x06, hex("2b") + std::string(arcs - 2, '\1'), LengthForm::two);
    return made_of(parts);
  };
  EXPECT_TRUE(well_formed(message(128)));
  EXPECT_TRUE(found_alone(message(129)));
}

}  // namespace
}  // namespace pantau::snmp
