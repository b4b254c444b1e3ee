// SPDX-License-Identifier: Apache-2.0
/// \file
/// The control language: a command a line, answered by one line "ok ..." or "error ...".
///   set TARGET KEY VALUE...   TARGET: id of a node or host, or an address; KEY and VALUE:
///   grammar.hpp KEY TARGET VALUE...       the same, shorter: "delay 198.18.6.1 650ms" clear TARGET
///   as configured again down TARGET, up TARGET    whatever the timetable says auto TARGET as the
///   timetable says inject HEX                this IP packet to the host stats [TARGET] ok JSON
///   flush                     truth file written; "ok flushed LINES lines, PENDING pending"
///   quit                      as SIGTERM
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/lab/packet.hpp"

namespace pantau::lab {

struct Command {
  enum class Kind : std::uint8_t {
    set,
    clear,
    down,
    up,
    follow_timetable,
    inject,
    stats,
    flush,
    quit
  };
  Kind kind = Kind::stats;
  std::string target;
  std::string key;
  std::string value;
  Bytes packet;  ///< inject
};

struct ParsedCommand {
  Command command;
  std::string problem;  ///< empty when all is well
};

[[nodiscard]] ParsedCommand parse_command(std::string_view line);

}  // namespace pantau::lab
