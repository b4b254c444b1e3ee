// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace pantau::app {

namespace {

bool is_bare(std::string_view value) {
  if (value.empty()) {
    return false;
  }
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '"' || c == '=' || c == '\\' || byte >= 0x80) {
      return false;
    }
  }
  return true;
}

std::string_view level_name(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warn";
    case Level::notice:
      return "notice";
    case Level::info:
      return "info";
  }
  return "info";
}

}  // namespace

std::string logfmt_value(std::string_view value) {
  if (is_bare(value)) {
    return std::string{value};
  }
  std::string quoted = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\x{:02x}", byte);
    } else {
      quoted += c;
    }
  }
  quoted += '"';
  return quoted;
}

std::string logfmt_line(std::string_view event, std::initializer_list<Field> fields) {
  std::string line = fmt::format("event={}", event);
  for (const Field& field : fields) {
    line += fmt::format(" {}={}", field.key, logfmt_value(field.value));
  }
  return line;
}

std::string rfc3339(net::WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(time - seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     millis.count());
}

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line =
      journal_
          ? fmt::format("<{}>", static_cast<int>(level))
          : fmt::format("time={} level={} ", rfc3339(net::read_clocks().wall), level_name(level));
  line += logfmt_line(event, fields);
  line += '\n';
  out_.write(line.data(), static_cast<std::streamsize>(line.size()));
  out_.flush();
}

bool stderr_is_journal() {
  const char* stream =
      std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): before threads

  struct stat status {};

  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) {
    return false;
  }
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

}  // namespace pantau::app
