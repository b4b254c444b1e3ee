// SPDX-License-Identifier: Apache-2.0
/// \file
/// logfmt on standard error: `event=NAME key=value ...`. Event names are public and stable; under
/// systemd every line carries its priority as `<N>`, else time and level stand in front.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "probes/net/clock.hpp"

namespace pantau::app {

/// syslog(3) priorities.
enum class Level : std::uint8_t { error = 3, warning = 4, notice = 5, info = 6 };

struct Field {
  std::string_view key;
  std::string value;
};

/// `value` as logfmt wants it: bare when it is plain, else quoted; control characters and invalid
/// bytes are escaped, so that no text from outside can forge a line.
[[nodiscard]] std::string logfmt_value(std::string_view value);

/// One line without its end.
[[nodiscard]] std::string logfmt_line(std::string_view event, std::initializer_list<Field> fields);

/// Writes whole lines, one write each, so that lines of two threads do not mix.
class Log {
 public:
  /// \param journal  prefix lines with `<priority>` instead of time and level.
  Log(std::ostream& out, bool journal) : out_(out), journal_(journal) {}

  void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

 private:
  std::ostream& out_;
  bool journal_;
};

/// True when standard error is the journal's stream (systemd.exec(5), $JOURNAL_STREAM).
[[nodiscard]] bool stderr_is_journal();

/// "2026-11-21T23:54:00.123Z"
[[nodiscard]] std::string rfc3339(net::WallTime time);

}  // namespace pantau::app
