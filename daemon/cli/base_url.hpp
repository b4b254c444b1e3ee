// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/settings.hpp"

namespace pantau::cli {

/// Where the daemon of this configuration answers: "http://127.0.0.1:9750".
[[nodiscard]] std::string base_url(const config::HttpSettings& http);

}  // namespace pantau::cli
