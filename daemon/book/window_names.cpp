// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/window_names.hpp"

#include <algorithm>

namespace pantau::book {
namespace {

bool has(const std::vector<std::string>& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

}  // namespace

bool names_link(const Window& window, const config::Plan& plan, const config::Link& link) {
  if (has(window.links, link.id) || has(window.sites, link.site) ||
      (!link.provider.empty() && has(window.providers, link.provider))) {
    return true;
  }
  // The site is looked up last: accounting asks this for every link and window.
  const config::Site* site = window.districts.empty() ? nullptr : plan.find_site(link.site);
  return site != nullptr && !site->district.empty() && has(window.districts, site->district);
}

}  // namespace pantau::book
