// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/window_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "config/time_zone.hpp"

namespace pantau::outages {

namespace {

using Places = std::vector<std::uint32_t>;

/// Places of links under every word by which a window may name them.
struct Index {
  std::map<std::string, Places> links, sites, districts, providers;

  explicit Index(const config::Plan& plan) {
    for (std::uint32_t place = 0; place < plan.links.size(); ++place) {
      const config::Link& link = plan.links[place];
      links[link.id].push_back(place);
      sites[link.site].push_back(place);
      if (const config::Site* site = plan.find_site(link.site); site != nullptr) {
        districts[site->district].push_back(place);
      }
      if (!link.provider.empty()) {
        providers[link.provider].push_back(place);
      }
    }
  }

  [[nodiscard]] Places named_by(const book::Window& window) const {
    Places found;
    const auto add = [&found](const auto& index, const std::vector<std::string>& words) {
      for (const std::string& word : words) {
        if (const auto places = index.find(word); places != index.end()) {
          found.insert(found.end(), places->second.begin(), places->second.end());
        }
      }
    };
    add(links, window.links);
    add(sites, window.sites);
    add(districts, window.districts);
    add(providers, window.providers);
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }
};

/// `visit` each window of the link, then those of the roots.
template <typename Visit>
void for_each(const WindowList& list,
              std::uint32_t link,
              std::span<const std::uint32_t> roots,
              Visit visit) {
  const auto all_of = [&](std::uint32_t place) {
    for (const book::Window* window : list.of(place)) {
      visit(*window);
    }
  };
  all_of(link);
  for (const std::uint32_t root : roots) {
    if (root != link) {
      all_of(root);
    }
  }
}

}  // namespace

std::vector<book::Window> windows_of(const config::Plan& plan) {
  std::vector<book::Window> windows;
  windows.reserve(plan.maintenance.size());
  for (const config::MaintenanceWindow& written : plan.maintenance) {
    book::Window& window = windows.emplace_back();
    window.links = written.links;
    window.sites = written.sites;
    window.districts = written.districts;
    window.providers = written.providers;
    window.start = written.start;
    window.end = written.end;
    window.reason = written.reason;
    if (written.announced) {
      window.announced = config::midnight(*written.announced, plan.daemon.timezone);
    }
    window.document = written.document;
    window.place = fmt::format("{}:{}", written.place.file, written.place.line);
  }
  return windows;
}

WindowList::WindowList(const config::Plan& plan, std::vector<book::Window> entered)
    : by_link_(plan.links.size()) {
  std::vector<book::Window> windows = windows_of(plan);
  windows.insert(windows.end(),
                 std::make_move_iterator(entered.begin()),
                 std::make_move_iterator(entered.end()));
  std::ranges::stable_sort(windows, [](const book::Window& one, const book::Window& other) {
    return std::tie(one.start, one.end) < std::tie(other.start, other.end);
  });
  all_ = std::make_shared<const std::vector<book::Window>>(std::move(windows));
  if (all_->empty()) {
    return;
  }
  const Index index(plan);
  for (const book::Window& window : *all_) {
    for (const std::uint32_t place : index.named_by(window)) {
      by_link_[place].push_back(&window);
    }
  }
}

std::span<const book::Window* const> WindowList::of(std::uint32_t link) const {
  if (link >= by_link_.size()) {
    return {};
  }
  return by_link_[link];
}

const book::Window* WindowList::covering(std::uint32_t link,
                                         std::span<const std::uint32_t> roots,
                                         book::Second time) const {
  const book::Window* found = nullptr;
  for_each(*this, link, roots, [&](const book::Window& window) {
    if (found == nullptr && window.covers(time)) {
      found = &window;
    }
  });
  return found;
}

const book::Window* WindowList::present_or_next(std::uint32_t link,
                                                std::span<const std::uint32_t> roots,
                                                book::Second time) const {
  if (const book::Window* present = covering(link, roots, time); present != nullptr) {
    return present;
  }
  const book::Window* next = nullptr;
  for_each(*this, link, roots, [&](const book::Window& window) {
    if (time < window.start && window.start < window.end &&
        (next == nullptr || window.start < next->start)) {
      next = &window;
    }
  });
  return next;
}

std::optional<book::Second> WindowList::next_border(std::uint32_t link,
                                                    std::span<const std::uint32_t> roots,
                                                    book::Second time) const {
  std::optional<book::Second> next;
  const auto consider = [&](book::Second border) {
    if (time < border && (!next || border < *next)) {
      next = border;
    }
  };
  for_each(*this, link, roots, [&](const book::Window& window) {
    if (window.start < window.end) {
      consider(window.start);
      consider(window.end);
    }
  });
  return next;
}

}  // namespace pantau::outages
