// SPDX-License-Identifier: Apache-2.0
/// \file
/// The explanation of `pantau why`.
#pragma once

#include <string>

#include "config/settings.hpp"

namespace pantau::cli {

/// `/api/v1/links/ID/why` in words: first what an engineer needs at night (state, since when,
/// cause, root, whom to phone), then what speaks for it. \throws std::exception when the document
/// is not what contract.md 3.1 says.
[[nodiscard]] std::string why_text(const std::string& document,
                                   const config::DaemonSettings& daemon);

}  // namespace pantau::cli
