// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pantau::app {

/// "0.1.0", from the build.
[[nodiscard]] std::string version();
/// Short commit of the sources, or "unknown" outside a checkout.
[[nodiscard]] std::string revision();
/// "g++ 12.2.0"
[[nodiscard]] std::string compiler();
/// What `pantau --version` prints.
[[nodiscard]] std::string version_text();

}  // namespace pantau::app
