// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/draft.hpp"

namespace pantau::config {

namespace {

/// Memory for the tree: a site with thousands of links as the parent of thousands would be squared.
constexpr std::size_t kMaxEdges = 1'000'000;

class ParentResolver {
 public:
  explicit ParentResolver(Draft& draft) : draft_(draft) {
    for (const auto& link : draft_.plan.links) {
      by_site_[link.site].push_back(link.id);
    }
  }

  void run() {
    for (auto& link : draft_.plan.links) {
      const auto at = draft_.parents.find(link.id);
      if (at != draft_.parents.end()) {
        resolve(link, at->second);
      }
    }
  }

 private:
  void resolve(Link& link, const WrittenParents& written) {
    for (const auto& group : written.groups) {
      ParentGroup resolved;
      std::vector<std::string_view> texts;
      for (const auto& parent : group) {
        texts.push_back(parent.text);
        add(link, parent, written.path, resolved.links);
      }
      edges_ += resolved.links.size();
      if (edges_ > kMaxEdges) {
        draft_.problems.error(group.front().place,
                              written.path,
                              fmt::format("more than {} pairs of parent and child: name one link "
                                          "of the site instead of \"site:…\"",
                                          kMaxEdges));
        return;
      }
      resolved.written = fmt::format("{}", fmt::join(texts, " or "));
      std::sort(resolved.links.begin(), resolved.links.end());
      resolved.links.erase(std::unique(resolved.links.begin(), resolved.links.end()),
                           resolved.links.end());
      if (resolved.links.empty()) {
        continue;
      }
      warn_when_never_probed(link, resolved, group.front().place, written.path);
      link.parents.push_back(std::move(resolved));
    }
  }

  void add(const Link& link,
           const WrittenParent& parent,
           const std::string& path,
           std::vector<std::string>& links) {
    constexpr std::string_view kSite = "site:";
    if (!parent.text.starts_with(kSite)) {
      if (parent.text == link.id) {
        own_parent(parent, path, "a link cannot be its own parent: take it out");
      } else if (draft_.check_reference(Kind::link, parent.text, parent.place, path)) {
        links.push_back(parent.text);
      }
      return;
    }
    const auto site = parent.text.substr(kSite.size());
    if (!draft_.check_reference(Kind::site, site, parent.place, path)) {
      return;
    }
    if (site == link.site) {
      own_parent(
          parent,
          path,
          fmt::format(
              "\"{}\" is the site of {} itself: name another link of it by its id", site, link.id));
      return;
    }
    const auto at = by_site_.find(site);
    if (at == by_site_.end() && !draft_.complete()) {
      return;
    }
    if (at == by_site_.end()) {
      own_parent(
          parent,
          path,
          fmt::format("site \"{}\" has no link that could carry this one: add one, or take it "
                      "out",
                      site));
      return;
    }
    links.insert(links.end(), at->second.begin(), at->second.end());
  }

  void own_parent(const WrittenParent& parent, const std::string& path, std::string text) {
    draft_.problems.error(parent.place, path, std::move(text));
  }

  void warn_when_never_probed(const Link& link,
                              const ParentGroup& group,
                              const Place& place,
                              const std::string& path) {
    const bool probed = std::any_of(group.links.begin(), group.links.end(), [&](const auto& id) {
      const auto* parent = draft_.plan.find_link(id);
      return parent != nullptr && !parent->address.empty();
    });
    if (!probed && !link.address.empty()) {
      draft_.problems.warning(
          place,
          path,
          fmt::format("{} has no address and is never probed, so an outage below "
                      "it cannot be told from one of its own",
                      group.written));
    }
  }

  Draft& draft_;
  std::unordered_map<std::string, std::vector<std::string>> by_site_;
  std::size_t edges_ = 0;
};

/// Depth-first over children to parents, with a stack of its own: a chain may be 100,000 links
/// long.
class CycleFinder {
 public:
  explicit CycleFinder(Draft& draft) : draft_(draft), links_(draft.plan.links) {
    std::unordered_map<std::string_view, std::uint32_t> index;
    for (std::uint32_t i = 0; i < links_.size(); ++i) {
      index.emplace(links_[i].id, i);
    }
    parents_.resize(links_.size());
    for (std::size_t i = 0; i < links_.size(); ++i) {
      for (const auto& group : links_[i].parents) {
        for (const auto& id : group.links) {
          parents_[i].push_back(index.at(id));
        }
      }
    }
    marks_.resize(links_.size(), Mark::fresh);
    reported_.resize(links_.size(), false);
  }

  void run() {
    for (std::uint32_t i = 0; i < links_.size(); ++i) {
      if (marks_[i] == Mark::fresh) {
        walk(i);
      }
    }
  }

 private:
  enum class Mark : std::uint8_t { fresh, on_path, done };

  struct Step {
    std::uint32_t link;
    std::size_t next_parent = 0;
  };

  void walk(std::uint32_t first) {
    path_ = {{first}};
    marks_[first] = Mark::on_path;
    while (!path_.empty()) {
      auto& step = path_.back();
      if (step.next_parent == parents_[step.link].size()) {
        marks_[step.link] = Mark::done;
        path_.pop_back();
        continue;
      }
      const auto parent = parents_[step.link][step.next_parent++];
      if (marks_[parent] == Mark::on_path) {
        report(parent);
      } else if (marks_[parent] == Mark::fresh) {
        marks_[parent] = Mark::on_path;
        path_.push_back({parent});
      }
    }
  }

  [[nodiscard]] std::string chain_of(const std::vector<std::uint32_t>& cycle) const {
    std::string chain;
    for (std::size_t i = 0; i < cycle.size() && i < kMaxNamed; ++i) {
      chain += links_[cycle[i]].id + " -> ";
    }
    return cycle.size() <= kMaxNamed ? chain
                                     : chain + fmt::format("{} more -> ", cycle.size() - kMaxNamed);
  }

  void report(std::uint32_t closing) {
    // Each costs a walk along the path, and there may be as many as pairs of parent and child.
    if (++found_ > kMaxFound) {
      return;
    }
    std::vector<std::uint32_t> cycle;
    auto at = path_.rbegin();
    for (; at->link != closing; ++at) {
      cycle.push_back(at->link);
    }
    cycle.push_back(closing);
    std::reverse(cycle.begin(), cycle.end());
    if (std::all_of(cycle.begin(), cycle.end(), [&](auto link) { return reported_[link]; })) {
      return;
    }
    // Links are sorted by id: the smallest begins, so the message does not hang on the order of
    // files.
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    for (const auto link : cycle) {
      reported_[link] = true;
    }
    const auto& start = links_[cycle.front()].id;
    const auto& written = draft_.parents.at(start);
    draft_.problems.error(
        written.groups.front().front().place,
        written.path,
        fmt::format(
            "parents run in a circle: {}{}; take one of these out", chain_of(cycle), start));
  }

  static constexpr std::size_t kMaxFound = 1000;
  static constexpr std::size_t kMaxNamed = 30;

  Draft& draft_;
  const std::vector<Link>& links_;
  std::size_t found_ = 0;
  std::vector<std::vector<std::uint32_t>> parents_;
  std::vector<Mark> marks_;
  std::vector<bool> reported_;
  std::vector<Step> path_;
};

}  // namespace

void resolve_parents(Draft& draft) {
  ParentResolver(draft).run();
  CycleFinder(draft).run();
}

}  // namespace pantau::config
