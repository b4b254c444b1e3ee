// SPDX-License-Identifier: Apache-2.0
/// \file
/// Names as people write them: what makes two of them the same, and ids made from them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pantau::config {

/// Without white space (no-break spaces too), byte order marks and zero-width characters around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Trimmed, each stretch of white space inside one space.
[[nodiscard]] std::string one_line(std::string_view text);

/// ASCII letters small; all else as it is.
[[nodiscard]] std::string lower(std::string_view text);

/// For comparing words and headers: small letters, every stretch of white space, '_', '-', '.',
/// ':',
/// '/' and '*' one space, none at the ends. "Alamat_IP:" is "alamat ip".
[[nodiscard]] std::string folded(std::string_view text);

/// An id of the letters and figures of `name`, words joined by '-'; Latin letters lose their
/// accents. Where letters are lost or cut off, a hash of the whole name stands at the end, so that
/// the id depends on this name alone and never on what else is in the sheet. At most 64 bytes.
[[nodiscard]] std::string id_of(std::string_view name);

/// What a column of ids says: an id as it is, anything else made one.
[[nodiscard]] std::string written_id(std::string_view text);

/// `text` in quotes for a message, cut at some 60 bytes.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace pantau::config
