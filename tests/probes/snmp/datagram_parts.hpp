// SPDX-License-Identifier: Apache-2.0
/// \file
/// Messages octet by octet, and ways to change one part of them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "probes/snmp/datagram.hpp"

#include "ber_text.hpp"

namespace pantau::snmp {

/// A community message (RFC 1901, 3; RFC 1157, 4) with a Response of RFC 3416, 3: sysUpTime.0.
inline std::string community_message(std::string_view version) {
  return hex("30 2b") +  // Message ::= SEQUENCE
         hex(version) +  // version INTEGER: 0 is v1, 1 is v2c
         hex("04 06 70 75 62 6c 69 63"  // community OCTET STRING "public"
             "a2 1e"  // data: [2] IMPLICIT PDU, Response
             "02 04 11 22 33 44"  // request-id
             "02 01 00"  // error-status noError
             "02 01 00"  // error-index
             "30 10"  // variable-bindings SEQUENCE OF
             "30 0e"  // VarBind
             "06 08 2b 06 01 02 01 01 03 00"  // name 1.3.6.1.2.1.1.3.0
             "43 02 12 34");  // TimeTicks 4660
}

/// Where tags are in a message; the length follows each.
using Tags = std::span<const std::size_t>;

inline constexpr std::size_t kCommunityIdEnd = 21;

inline std::string v2c() {
  return community_message("02 01 01");
}

/// RFC 3412, 6 with the security parameters of RFC 3414, 2.4: a Response, no authentication.
inline std::string v3() {
  return hex(
      "30 5a"  // SNMPv3Message ::= SEQUENCE
      "02 01 03"  // msgVersion
      "30 10"  // msgGlobalData: HeaderData
      "02 04 11 22 33 44"  // msgID
      "02 02 10 00"  // msgMaxSize 4096
      "04 01 00"  // msgFlags: neither reportable, nor privacy, nor authentication
      "02 01 03"  // msgSecurityModel: USM
      "04 19"  // msgSecurityParameters OCTET STRING, in it
      "30 17"  // UsmSecurityParameters ::= SEQUENCE
      "04 05 80 00 00 00 05"  // msgAuthoritativeEngineID
      "02 01 02"  // msgAuthoritativeEngineBoots
      "02 01 09"  // msgAuthoritativeEngineTime
      "04 04 75 73 65 72"  // msgUserName "user"
      "04 00"  // msgAuthenticationParameters
      "04 00"  // msgPrivacyParameters
      "30 28"  // msgData: plaintext, ScopedPDU
      "04 05 80 00 00 00 05"  // contextEngineID
      "04 00"  // contextName
      "a2 1d"  // Response
      "02 04 11 22 33 44 02 01 00 02 01 00"  // request-id, error-status, error-index
      "30 0f 30 0d"  // variable-bindings, VarBind
      "06 08 2b 06 01 02 01 01 03 00"  // name
      "43 01 01");  // TimeTicks 1
}

inline constexpr std::size_t kV3IdEnd = 13;

inline constexpr std::array<std::size_t, 11> kCommunityTags{
    0, 2, 5, 13, 15, 21, 24, 27, 29, 31, 41};
inline constexpr std::size_t kCommunityPdu = 13;
inline constexpr std::array<std::size_t, 26> kV3Tags{0,  2,  5,  7,  13, 17, 20, 23, 25,
                                                     27, 34, 37, 40, 46, 48, 50, 52, 59,
                                                     61, 63, 69, 72, 75, 77, 79, 89};
inline constexpr std::size_t kV3Pdu = 61;

inline bool well_formed(const std::string& bytes) {
  const auto datagram = read_datagram(view(bytes));
  return datagram && datagram->well_formed;
}

/// Found its request, and no more than that.
inline bool found_alone(const std::string& bytes) {
  const auto datagram = read_datagram(view(bytes));
  return datagram && datagram->id == 0x11223344 && !datagram->well_formed;
}

inline std::string with_byte(std::string bytes, std::size_t at, unsigned value) {
  bytes.at(at) = static_cast<char>(value);
  return bytes;
}

/// What a message is made of; whatever is not named is as in v2c().
struct CommunityParts {
  std::string version = hex("02 01 01");
  std::string community = hex("04 06 70 75 62 6c 69 63");
  std::string id = hex("02 04 11 22 33 44");
  std::string status = hex("02 01 00");
  std::string index = hex("02 01 00");
  std::string name = hex("06 08 2b 06 01 02 01 01 03 00");
  std::string value = hex("43 02 12 34");
  LengthForm form = LengthForm::brief;
};

inline std::string made_of(const CommunityParts& parts) {
  const auto form = parts.form;
  const std::string binding = ber(0x30, parts.name + parts.value, form);
  const std::string pdu = parts.id + parts.status + parts.index + ber(0x30, binding, form);
  return ber(0x30, parts.version + parts.community + ber(0xa2, pdu, form), form);
}

/// The same of v3().
struct SecuredParts {
  std::string id = hex("02 04 11 22 33 44");
  std::string size = hex("02 02 10 00");
  std::string flags = hex("04 01 00");
  std::string model = hex("02 01 03");
  std::string boots = hex("02 01 02");
  std::string time = hex("02 01 09");
  std::string after_salt = {};
  std::string after_security = {};  ///< within the OCTET STRING, behind the SEQUENCE
  std::string data = v3().substr(50);
  LengthForm form = LengthForm::brief;
};

inline std::string made_of(const SecuredParts& parts) {
  const auto form = parts.form;
  const std::string security = hex("04 05 80 00 00 00 05") + parts.boots + parts.time +
                               hex("04 04 75 73 65 72 04 00 04 00") + parts.after_salt;
  return ber(0x30,
             hex("02 01 03") + ber(0x30, parts.id + parts.size + parts.flags + parts.model, form) +
                 ber(0x04, ber(0x30, security, form) + parts.after_security, form) + parts.data,
             form);
}

}  // namespace pantau::snmp
