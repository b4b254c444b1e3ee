// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/datagram.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "ber_text.hpp"
#include "datagram_parts.hpp"

namespace pantau::snmp {
namespace {

TEST(SnmpDatagram, ReadsAResponseOfVersion2c) {
  const std::string bytes = v2c();
  const auto datagram = read_datagram(view(bytes));
  ASSERT_TRUE(datagram);
  EXPECT_TRUE(datagram->well_formed);
  EXPECT_EQ(datagram->version, Version::v2c);
  EXPECT_EQ(datagram->id, 0x11223344U);
  EXPECT_EQ(datagram->pdu_type, kResponsePdu);
  EXPECT_EQ(text(datagram->community), "public");
}

TEST(SnmpDatagram, ReadsAResponseOfVersion1) {
  const std::string bytes = community_message("02 01 00");
  const auto datagram = read_datagram(view(bytes));
  ASSERT_TRUE(datagram);
  EXPECT_TRUE(datagram->well_formed);
  EXPECT_EQ(datagram->version, Version::v1);
  EXPECT_EQ(datagram->id, 0x11223344U);
  EXPECT_EQ(text(datagram->community), "public");
}

TEST(SnmpDatagram, ReadsAResponseOfVersion3) {
  const std::string bytes = v3();
  const auto datagram = read_datagram(view(bytes));
  ASSERT_TRUE(datagram);
  EXPECT_TRUE(datagram->well_formed);
  EXPECT_EQ(datagram->version, Version::v3);
  EXPECT_EQ(datagram->id, 0x11223344U);
  EXPECT_EQ(datagram->pdu_type, kResponsePdu);
  EXPECT_FALSE(datagram->authenticated);
  EXPECT_FALSE(datagram->encrypted);
  EXPECT_EQ(text(datagram->engine_id), hex("80 00 00 00 05"));
  EXPECT_EQ(datagram->engine_boots, 2U);
  EXPECT_EQ(datagram->engine_time, 9U);
  EXPECT_EQ(text(datagram->user), "user");
  EXPECT_TRUE(datagram->report.empty());
}

TEST(SnmpDatagram, MakesTheMessagesThatTheTestsChange) {
  EXPECT_EQ(made_of(CommunityParts{}), v2c());
  EXPECT_EQ(made_of(SecuredParts{}), v3());
}

TEST(SnmpDatagram, CutAnywhereIsKnownByItsIdAtMost) {
  const std::vector<std::pair<std::string, std::size_t>> messages{
      {v2c(), kCommunityIdEnd}, {community_message("02 01 00"), kCommunityIdEnd}, {v3(), kV3IdEnd}};
  for (const auto& [whole, id_end] : messages) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      // In memory of its own size, so that AddressSanitizer sees a step behind its end.
      const std::vector<char> heap(whole.begin(),
                                   whole.begin() + static_cast<std::ptrdiff_t>(length));
      const auto datagram = read_datagram(std::as_bytes(std::span{heap}));
      ASSERT_EQ(datagram.has_value(), length >= id_end) << length;
      if (datagram) {
        EXPECT_EQ(datagram->id, 0x11223344U) << length;
        EXPECT_FALSE(datagram->well_formed) << length;
      }
    }
  }
}

TEST(SnmpDatagram, NoOtherLengthFitsAnywhere) {
  for (const auto& [whole, tags] :
       {std::pair{v2c(), Tags{kCommunityTags}}, std::pair{v3(), Tags{kV3Tags}}}) {
    for (const std::size_t tag : tags) {
      for (unsigned length = 0; length <= 0xff; ++length) {
        const std::string changed = with_byte(whole, tag + 1, length);
        EXPECT_EQ(well_formed(changed), changed == whole) << tag << ": " << length;
      }
    }
  }
}

TEST(SnmpDatagram, NoOtherTagIsTakenForTheOneThatBelongsThere) {
  for (const auto& [whole, tags, pdu] : {std::tuple{v2c(), Tags{kCommunityTags}, kCommunityPdu},
                                         std::tuple{v3(), Tags{kV3Tags}, kV3Pdu}}) {
    for (const std::size_t tag : tags) {
      // The type of the PDU is for others to judge, that of the value has tests of its own.
      if (tag == pdu || tag == tags.back()) {
        continue;
      }
      for (unsigned value = 0; value <= 0xff; ++value) {
        const std::string changed = with_byte(whole, tag, value);
        EXPECT_EQ(well_formed(changed), changed == whole) << tag << ": " << value;
      }
    }
  }
}

TEST(SnmpDatagram, GivesTheTypeOfThePduAsItIs) {
  for (const auto& [whole, pdu] : {std::pair{v2c(), kCommunityPdu}, std::pair{v3(), kV3Pdu}}) {
    const std::string changed = with_byte(whole, pdu, 0xa7);  // SNMPv2-Trap
    const auto datagram = read_datagram(view(changed));
    ASSERT_TRUE(datagram);
    EXPECT_EQ(datagram->pdu_type, 0xa7);
  }
}

TEST(SnmpDatagram, ReadsLengthsInLongForm) {
  for (const LengthForm form : {LengthForm::one, LengthForm::two, LengthForm::four}) {
    EXPECT_TRUE(well_formed(made_of(CommunityParts{.form = form})));
    EXPECT_TRUE(well_formed(made_of(SecuredParts{.form = form})));
  }
}

TEST(SnmpDatagram, RejectsLengthsThatNoDatagramHas) {
  const std::string behind_length = v2c().substr(2);
  for (const char* length : {"84 ff ff ff ff", "84 7f ff ff ff", "84 80 00 00 00", "82 ff ff"}) {
    EXPECT_TRUE(found_alone(hex("30") + hex(length) + behind_length)) << length;
  }
  // Indefinite (RFC 3417, 8 forbids it), more than 4 octets, reserved (X.690, 8.1.3.5).
  for (const char* length : {"80", "85 00 00 00 00 2b", "88 ff ff ff ff ff ff ff ff", "ff"}) {
    EXPECT_FALSE(read_datagram(view(hex("30") + hex(length) + behind_length))) << length;
  }
  EXPECT_FALSE(read_datagram(view(hex("30 84 00 00 00"))));
}

TEST(SnmpDatagram, RejectsLengthsThatNoPartOfADatagramHas) {
  for (const char* length : {"84 ff ff ff ff", "84 ff ff ff fe", "80", "85 00 00 00 00 02", "ff"}) {
    EXPECT_TRUE(
        found_alone(made_of(CommunityParts{.value = hex("43") + hex(length) + hex("12 34")})))
        << length;
    EXPECT_TRUE(found_alone(made_of(CommunityParts{.status = hex("02") + hex(length) + hex("00")})))
        << length;
    EXPECT_FALSE(read_datagram(
        view(made_of(CommunityParts{.community = hex("04") + hex(length) + hex("70")}))))
        << length;
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.boots = hex("02") + hex(length) + hex("02")})))
        << length;
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.data = hex("30") + hex(length) + hex("00")})))
        << length;
  }
}

TEST(SnmpDatagram, RejectsWhatIsLeftOver) {
  EXPECT_TRUE(found_alone(v2c() + '\0'));
  EXPECT_TRUE(found_alone(v3() + '\0'));
  const std::string more = hex("05 00");
  const CommunityParts usual;
  const std::string binding = ber(0x30, usual.name + usual.value);
  const std::string fields = usual.id + usual.status + usual.index;
  const std::string before = usual.version + usual.community;
  const auto message = [&](const std::string& pdu) { return ber(0x30, before + ber(0xa2, pdu)); };
  ASSERT_TRUE(well_formed(message(fields + ber(0x30, binding))));
  EXPECT_TRUE(found_alone(message(fields + ber(0x30, binding) + more))) << "PDU";
  EXPECT_TRUE(found_alone(message(fields + ber(0x30, binding + more)))) << "bindings";
  EXPECT_TRUE(found_alone(message(fields + ber(0x30, binding + '\0')))) << "bindings";
  EXPECT_TRUE(found_alone(made_of(CommunityParts{.value = usual.value + more}))) << "binding";
  EXPECT_TRUE(found_alone(ber(0x30, before + ber(0xa2, fields + ber(0x30, binding)) + more)))
      << "message";
}

TEST(SnmpDatagram, RejectsWhatIsLeftOverInVersion3) {
  const std::string more = hex("04 00");
  const SecuredParts usual;
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.model = usual.model + more}))) << "header";
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.after_salt = more}))) << "security sequence";
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.after_security = more}))) << "security string";
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.data = usual.data + more}))) << "message";
  const std::string scoped = usual.data.substr(2);
  ASSERT_TRUE(well_formed(made_of(SecuredParts{.data = ber(0x30, scoped)})));
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.data = ber(0x30, scoped + more)}))) << "scoped PDU";
}

TEST(SnmpDatagram, TakesNoBindingsAndManyBindings) {
  const CommunityParts usual;
  const std::string binding = ber(0x30, usual.name + usual.value);
  std::string bindings;
  for (int count = 0; count <= 40; ++count, bindings += binding) {
    const std::string pdu =
        usual.id + usual.status + usual.index + ber(0x30, bindings, LengthForm::two);
    EXPECT_TRUE(well_formed(ber(
        0x30, usual.version + usual.community + ber(0xa2, pdu, LengthForm::two), LengthForm::two)))
        << count;
  }
}

TEST(SnmpDatagram, KnowsNoVersionButThree) {
  for (const char* version : {"02 01 02",
                              "02 01 04",
                              "02 01 7f",
                              "02 01 ff",
                              "02 01 80",
                              "02 00",
                              "02 02 01 00",
                              "02 05 00 00 00 00 01"}) {
    EXPECT_FALSE(read_datagram(view(made_of(CommunityParts{.version = hex(version)})))) << version;
  }
}

TEST(SnmpDatagram, FindsNoRequestByAnIdThatIsNone) {
  // Below 0, empty, of five octets: an id is 0 to 2^31 - 1 here (RFC 3412, 6.1).
  for (const char* id : {"02 01 ff",
                         "02 01 80",
                         "02 04 80 00 00 00",
                         "02 04 ff ff ff ff",
                         "02 00",
                         "02 05 00 11 22 33 44",
                         "02 05 01 00 00 00 00",
                         "04 04 11 22 33 44"}) {
    EXPECT_FALSE(read_datagram(view(made_of(CommunityParts{.id = hex(id)})))) << id;
    EXPECT_FALSE(read_datagram(view(made_of(SecuredParts{.id = hex(id)})))) << id;
  }
}

TEST(SnmpDatagram, ReadsIdsUpToTheLargest) {
  for (const auto& [written, id] : {std::pair{"02 01 00", 0U},
                                    std::pair{"02 01 7f", 0x7fU},
                                    std::pair{"02 02 00 80", 0x80U},
                                    std::pair{"02 04 00 00 00 01", 1U},
                                    std::pair{"02 04 7f ff ff ff", 0x7fffffffU}}) {
    const std::string community = made_of(CommunityParts{.id = hex(written)});
    const std::string secured = made_of(SecuredParts{.id = hex(written)});
    ASSERT_TRUE(well_formed(community) && well_formed(secured)) << written;
    EXPECT_EQ(read_datagram(view(community))->id, id);
    EXPECT_EQ(read_datagram(view(secured))->id, id);
  }
}

TEST(SnmpDatagram, RejectsNegativeAndOverlongFieldsOfTheHeaders) {
  for (const char* field :
       {"02 01 ff", "02 04 80 00 00 00", "02 00", "02 05 00 00 00 00 01", "04 01 00"}) {
    const std::string bytes = hex(field);
    EXPECT_TRUE(found_alone(made_of(CommunityParts{.status = bytes}))) << field;
    EXPECT_TRUE(found_alone(made_of(CommunityParts{.index = bytes}))) << field;
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.size = bytes}))) << field;
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.model = bytes}))) << field;
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.boots = bytes}))) << field;
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.time = bytes}))) << field;
  }
}

TEST(SnmpDatagram, KnowsNoSecurityModelButUsm) {
  for (const char* model : {"02 01 00", "02 01 01", "02 01 02", "02 01 04"}) {
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.model = hex(model)}))) << model;
  }
}

TEST(SnmpDatagram, ReadsTheFlagsOfVersion3) {
  const std::string signed_alone = made_of(SecuredParts{.flags = hex("04 01 01")});
  ASSERT_TRUE(well_formed(signed_alone));
  EXPECT_TRUE(read_datagram(view(signed_alone))->authenticated);
  EXPECT_FALSE(read_datagram(view(signed_alone))->encrypted);
  EXPECT_TRUE(well_formed(made_of(SecuredParts{.flags = hex("04 01 04")}))) << "reportable";
  for (const char* flags : {"04 00", "04 02 00 00", "02 01 00"}) {
    EXPECT_TRUE(found_alone(made_of(SecuredParts{.flags = hex(flags)}))) << flags;
  }
}

TEST(SnmpDatagram, LooksAtTheEnvelopeOfWhatIsEncrypted) {
  const std::string secret = hex("04 08 00 01 02 03 04 05 06 07");
  const std::string bytes = made_of(SecuredParts{.flags = hex("04 01 03"), .data = secret});
  const auto datagram = read_datagram(view(bytes));
  ASSERT_TRUE(datagram && datagram->well_formed);
  EXPECT_TRUE(datagram->authenticated);
  EXPECT_TRUE(datagram->encrypted);
  EXPECT_EQ(datagram->pdu_type, 0);
  EXPECT_EQ(text(datagram->user), "user");
}

TEST(SnmpDatagram, RejectsDataThatIsNotWhatTheFlagsSay) {
  const std::string secret = hex("04 08 00 01 02 03 04 05 06 07");
  // Privacy without authentication: RFC 3412, 7.2 step 5 d.
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.flags = hex("04 01 02"), .data = secret})));
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.flags = hex("04 01 03")})));
  EXPECT_TRUE(found_alone(made_of(SecuredParts{.flags = hex("04 01 01"), .data = secret})));
}

TEST(SnmpDatagram, IsNoMoreThanOneSequence) {
  EXPECT_FALSE(read_datagram({}));
  EXPECT_FALSE(read_datagram(view(hex("30"))));
  EXPECT_FALSE(read_datagram(view(hex("30 00"))));
  EXPECT_FALSE(read_datagram(view(hex("02 01 01"))));
  EXPECT_FALSE(read_datagram(view(hex("30 03 02 01 01"))));
  EXPECT_FALSE(read_datagram(view(hex("30 03 02 01 03"))));
}

}  // namespace
}  // namespace pantau::snmp
