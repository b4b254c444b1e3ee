// SPDX-License-Identifier: Apache-2.0
/// \file
/// What passes between the engine, which decides what to ask when, and the session, which speaks
/// the protocol.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/secret.hpp"
#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"
#include "probes/snmp/value.hpp"

namespace pantau::snmp {

/// Chosen by the owner of the engine; one device a number, and never used again for another one
/// while the daemon runs.
using DeviceId = std::uint32_t;

struct Endpoint {
  net::Address address;
  std::uint16_t port = 161;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

enum class Version : std::uint8_t { v1, v2c, v3 };
enum class AuthProtocol : std::uint8_t { none, md5, sha, sha224, sha256, sha384, sha512 };
enum class PrivacyProtocol : std::uint8_t { none, des, aes };

struct Credentials {
  Version version = Version::v2c;
  config::Secret community;
  std::string user;
  AuthProtocol auth = AuthProtocol::none;
  config::Secret auth_password;
  PrivacyProtocol privacy = PrivacyProtocol::none;
  config::Secret privacy_password;
};

enum class RequestKind : std::uint8_t {
  discover_engine,  ///< version 3: learn engine id, boots and time (RFC 3414, section 4)
  get,
  get_next,  ///< the walks of version 1, which has no GETBULK
  get_bulk  ///< all of `oids` repeat (non-repeaters 0)
};

/// One datagram to send. A step is one question; its attempts ask the same thing again.
struct Request {
  DeviceId device = 0;
  std::uint32_t step = 0;  ///< rises by at least 1 with each question to the device
  std::uint32_t attempt = 0;  ///< 0 is the first
  RequestKind kind = RequestKind::get;
  std::vector<Oid> oids;
  std::uint32_t max_repetitions = 0;  ///< get_bulk only
};

enum class Fault : std::uint8_t {
  none,
  timeout,  ///< said by the engine, never by the session
  auth,  ///< wrong user, key, digest, level or decryption: asking again at once cannot help
  unknown_engine,  ///< the agent has another engine id or is out of our time window: discover again
  no_such_name,  ///< error status 2 of version 1
  too_big,  ///< error status 1
  decode,  ///< not what BER, the message or the PDU allows
  wrong_source,  ///< the right request id from another address
  other  ///< any other error status, or we could not send
};
inline constexpr std::array<std::string_view, 9> kFaultNames{"none",
                                                             "timeout",
                                                             "auth",
                                                             "unknown_engine",
                                                             "no_such_name",
                                                             "too_big",
                                                             "decode",
                                                             "wrong_source",
                                                             "other"};

/// What came of a request. A fault without an answer to it (`decode` and `wrong_source` that could
/// be laid to a device) leaves the request open.
struct Answer {
  DeviceId device = 0;
  std::uint32_t step = 0;
  Fault fault = Fault::none;
  bool final = true;  ///< false: only to be counted, the request waits on
  std::uint32_t error_index = 0;  ///< 1-based, with `no_such_name`; 0: none given
  std::vector<VarBind> bindings;
  std::string detail;  ///< for the log: "usmStatsWrongDigests", "genErr at 1.3.6.1.2.1.2.2.1.10.3"
  net::SteadyTime received{};  ///< not set: nothing came, we could not ask
};

/// Bytes that went over the wire for a device, IP and UDP headers included.
struct Traffic {
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
};

}  // namespace pantau::snmp
