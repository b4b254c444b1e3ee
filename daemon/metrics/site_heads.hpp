// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the lines of a site begin with, made once for a plan, as LinkHeads is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace pantau::metrics {

class SiteHeads {
 public:
  explicit SiteHeads(const config::Plan& plan);

  [[nodiscard]] std::size_t size() const { return labels_.size(); }

  /// `site="..."` of the site at this place of the plan.
  [[nodiscard]] std::string_view labels(std::size_t site) const { return labels_[site]; }

 private:
  std::vector<std::string> labels_;
};

}  // namespace pantau::metrics
