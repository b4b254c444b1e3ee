// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pantau::http {

/// One record of RFC 4180: fields with a comma, a quote or a line break stand in quotes, and the
/// line ends with CR LF. Fields are cleaned of control characters and of what is not UTF-8.
[[nodiscard]] std::string csv_record(const std::vector<std::string>& fields);

}  // namespace pantau::http
