// SPDX-License-Identifier: Apache-2.0
/// \file
/// Times as people type them and as we write them: `--since`, `?since=`, documents, tables.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "daemon/book/link_state.hpp"

namespace pantau::book {

/// The time, or what is wrong with the text and what to write instead (in English).
using ParsedTime = std::variant<Second, std::string>;

/// Reads, in this order:
/// * an age, counted back from `now`: "24h", "90m", "7d", "1h30m" (units s m h d w);
/// * a date, 00:00 local to `zone`: "2026-11-20";
/// * RFC 3339: "2026-11-20T08:30:00Z", "2026-11-20T17:30:00+09:00", fractions of a second cut; a
///   space may stand for the T, and for the + that a URL turned into one. Seconds may be left out,
///   and without an offset it is local to `zone`: "2026-11-20T17:30".
/// A leap second is the first second after it. A local time that a clock change repeats is the
/// earlier, one that it skips its end. `zone` must exist (the configuration was checked), else
/// std::runtime_error.
[[nodiscard]] ParsedTime parse_time(std::string_view text, Second now, const std::string& zone);

/// "2026-12-01T00:00:00Z"
[[nodiscard]] std::string utc_text(Second time);
/// "2026-12-01T09:00:00+09:00": with the offset that `zone` has then.
[[nodiscard]] std::string local_text(Second time, const std::string& zone);

}  // namespace pantau::book
