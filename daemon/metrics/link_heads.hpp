// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the lines of a link begin with, made once for a plan: links are many, and cleaning and
/// escaping their labels anew for each of some ninety lines would cost more than all the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace pantau::metrics {

class LinkHeads {
 public:
  explicit LinkHeads(std::shared_ptr<const config::Plan> plan);

  /// The plan is kept alive, so that another one can never have its address.
  [[nodiscard]] const std::shared_ptr<const config::Plan>& plan() const { return plan_; }

  [[nodiscard]] std::size_t size() const { return links_.size(); }

  /// `site="...",link="..."` of the link at this place of the plan.
  [[nodiscard]] std::string_view labels(std::size_t link) const {
    const std::size_t begin = link == 0 ? 0 : links_[link - 1].end;
    return std::string_view(text_).substr(begin, links_[link].end - begin);
  }

  /// The id alone, escaped as in the labels.
  [[nodiscard]] std::string_view id(std::size_t link) const {
    const Entry& entry = links_[link];
    return std::string_view(text_).substr(entry.id, entry.end - 1 - entry.id);
  }

  /// `,technology="..."`
  [[nodiscard]] std::string_view technology(std::size_t link) const {
    return technologies_[links_[link].technology];
  }

  /// Null when the plan names a site that it does not have.
  [[nodiscard]] const config::Site* site(std::size_t link) const;

  [[nodiscard]] bool has_host_name(std::size_t link) const { return links_[link].host_name; }

  [[nodiscard]] bool crosses_geostationary(std::size_t link) const {
    return links_[link].geostationary;
  }

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Entry {
    std::uint32_t end = 0;  ///< of the labels in text_
    std::uint32_t id = 0;  ///< where the id begins in text_, without its quote
    std::uint32_t site = 0;
    std::uint16_t technology = 0;
    bool host_name = false;
    bool geostationary = false;
  };

  std::shared_ptr<const config::Plan> plan_;
  std::string text_;
  std::vector<std::string> technologies_;
  std::vector<Entry> links_;
};

}  // namespace pantau::metrics
