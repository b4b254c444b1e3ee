// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the process may do beyond its user (capabilities(7)).
#pragma once

#include <optional>
#include <string>

namespace pantau::app {

/// Gives up every capability of the calling thread and of those that it starts afterwards: to be
/// called before the first one. They cannot come back. Root keeps its own: it could take them
/// again. \return why they could not be given up; then all goes on with them.
[[nodiscard]] std::optional<std::string> give_up_capabilities();

}  // namespace pantau::app
