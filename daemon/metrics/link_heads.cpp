// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/link_heads.hpp"

#include <limits>
#include <unordered_map>
#include <utility>

#include "daemon/metrics/label.hpp"
#include "probes/net/address.hpp"

namespace pantau::metrics {
namespace {

constexpr std::uint32_t kNoSite = std::numeric_limits<std::uint32_t>::max();

/// The built-in technology whose physics is known (semantics.md 4).
constexpr std::string_view kGeostationary = "geo-vsat";

std::unordered_map<std::string_view, std::uint32_t> places(const std::vector<config::Site>& sites) {
  std::unordered_map<std::string_view, std::uint32_t> found;
  for (const config::Site& site : sites) {
    found.emplace(site.id, static_cast<std::uint32_t>(found.size()));
  }
  return found;
}

}  // namespace

LinkHeads::LinkHeads(std::shared_ptr<const config::Plan> plan) : plan_(std::move(plan)) {
  const auto sites = places(plan_->sites);
  std::unordered_map<std::string_view, std::uint16_t> technologies;
  links_.reserve(plan_->links.size());
  std::string labels;
  for (const config::Link& link : plan_->links) {
    labels.clear();
    append_label(labels, "site", link.site);
    constexpr std::string_view kBefore = ",link=\"";
    const std::size_t id = text_.size() + labels.size() + kBefore.size();
    append_label(labels, "link", link.id);
    text_ += labels;
    const auto [technology, is_new] =
        technologies.emplace(link.technology, static_cast<std::uint16_t>(technologies_.size()));
    if (is_new) {
      std::string label;
      append_label(label, "technology", link.technology);
      technologies_.push_back("," + label);
    }
    const auto site = sites.find(link.site);
    links_.push_back(
        {.end = static_cast<std::uint32_t>(text_.size()),
         .id = static_cast<std::uint32_t>(id),
         .site = site == sites.end() ? kNoSite : site->second,
         .technology = technology->second,
         .host_name = !link.address.empty() && !net::parse_address(link.address).has_value(),
         .geostationary = link.technology == kGeostationary});
  }
  text_.shrink_to_fit();
}

const config::Site* LinkHeads::site(std::size_t link) const {
  const std::uint32_t place = links_[link].site;
  return place == kNoSite ? nullptr : &plan_->sites[place];
}

std::size_t LinkHeads::memory_bytes() const {
  return text_.capacity() + links_.capacity() * sizeof(Entry);
}

}  // namespace pantau::metrics
