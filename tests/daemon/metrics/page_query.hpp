// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a query language would make of a page: `sum(name{labels})` and `count(name{labels} > x)`.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tests/daemon/metrics/page_parser.hpp"

namespace pantau::test {

/// Samples with this name that have at least these labels.
[[nodiscard]] std::vector<Sample> select(const Page& page,
                                         const std::string& name,
                                         const std::map<std::string, std::string>& labels = {});

[[nodiscard]] double sum(const Page& page,
                         const std::string& name,
                         const std::map<std::string, std::string>& labels = {});

/// The values of this label among the samples above `threshold`, sorted.
[[nodiscard]] std::vector<std::string> above(const Page& page,
                                             const std::string& name,
                                             double threshold,
                                             const std::string& label,
                                             const std::map<std::string, std::string>& labels = {});

}  // namespace pantau::test
