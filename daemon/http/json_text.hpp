// SPDX-License-Identifier: Apache-2.0
/// \file
/// JSON as people read it. Boost.JSON's own serializer writes 0.65 as 6.5E-1 and everything on one
/// line.
#pragma once

#include <chrono>
#include <string>

#include <boost/json/value.hpp>

#include "probes/net/clock.hpp"

namespace pantau::http {

/// Indented by two spaces, a final line feed; numbers in the shortest form that reads back the
/// same. NaN and infinities, which JSON has not, become null.
[[nodiscard]] std::string to_text(const boost::json::value& value);

/// "2026-12-01T00:00:00Z"
[[nodiscard]] std::string rfc3339(std::chrono::sys_seconds time);
/// "2026-12-01T00:00:00.123Z": milliseconds, cut.
[[nodiscard]] std::string rfc3339_milliseconds(net::WallTime time);

}  // namespace pantau::http
