// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which links announced work is about: the one rule for verdicts and for accounting.
#pragma once

#include "config/load.hpp"
#include "daemon/book/window.hpp"

namespace pantau::book {

/// Whether one of the window's lists names the link, its site, its site's district or its provider.
[[nodiscard]] bool names_link(const Window& window,
                              const config::Plan& plan,
                              const config::Link& link);

}  // namespace pantau::book
