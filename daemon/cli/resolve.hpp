// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "probes/net/address.hpp"

namespace pantau::cli {

/// The address that `name` is, or that it has first; else `error` says why not. Blocks.
[[nodiscard]] std::optional<net::Address> resolve(const std::string& name, std::string& error);

}  // namespace pantau::cli
