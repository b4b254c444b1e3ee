// SPDX-License-Identifier: Apache-2.0
/// \file
/// How an ICMP socket is made: which kind the kernel allows, and the options that accuracy needs.
#pragma once

#include <cstdint>
#include <string>

#include "probes/icmp/icmp_socket.hpp"

namespace pantau::icmp {

struct MadeSocket {
  int fd = -1;
  std::uint16_t identifier = 0;
  SocketInfo info;
  std::string failure;  ///< when fd is -1
};

[[nodiscard]] MadeSocket make_socket(net::Family family, const SocketOptions& options);

/// Turns send numbering off and on, so that it begins with 0.
void restart_send_keys(int fd);

}  // namespace pantau::icmp
