// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the book says about one link or site: the input of every figure of semantics.md 9.
#pragma once

#include <string>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/book/outage.hpp"

namespace pantau::availability {

struct History {
  std::string id;
  book::Second first{};  ///< first configured
  book::Second settled_until{};
  std::vector<book::Span> spans;  ///< settled, oldest first; the first one begins at `first` or
                                  ///< holds at the beginning of what was asked for
  std::vector<book::Outage> outages;  ///< by start, with corrections; of a site: none
};

}  // namespace pantau::availability
