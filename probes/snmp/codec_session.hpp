// SPDX-License-Identifier: Apache-2.0
/// \file
/// Requests to bytes and bytes to values, by net-snmp's own coder and decoder (snmp_build,
/// snmp_parse). Its sessions are not used: they retry, resend and wait by themselves, and need a
/// descriptor a device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "probes/snmp/datagram.hpp"
#include "probes/snmp/message.hpp"
#include "probes/snmp/usm_session.hpp"

namespace pantau::snmp {

/// Once a process: the little of net-snmp that is needed, without its files, environment and log.
void start_library();

struct MessageIds {
  std::uint32_t request = 0;
  std::uint32_t message = 0;  ///< v3
};

/// Of the one who asks.
struct Speaker {
  const Credentials& credentials;
  UsmUser* user = nullptr;  ///< v3; null: the question for the engine
};

/// \return empty when it cannot be built.
[[nodiscard]] std::vector<std::byte> encode(const Speaker& speaker,
                                            const Request& request,
                                            const MessageIds& ids,
                                            net::SteadyTime now);

struct Decoded {
  enum class Kind : std::uint8_t {
    response,
    report,
    malformed,
    not_in_time,  ///< v3: authentic, but out of our time window (RFC 3414, 2.2.3)
    not_authentic  ///< v3: the digest, user or level is not ours
  };
  Kind kind = Kind::malformed;
  std::uint32_t request_id = 0;
  std::int64_t error_status = 0;
  std::int64_t error_index = 0;
  std::vector<VarBind> bindings;
};

/// `bytes` as read_datagram found them well formed. v3: with a user.
[[nodiscard]] Decoded decode(const Speaker& speaker, ByteView bytes, net::SteadyTime now);

/// "genErr"
[[nodiscard]] std::string error_name(std::int64_t status);

}  // namespace pantau::snmp
