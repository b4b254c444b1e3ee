// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/site_book.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "daemon/verdicts/site_state.hpp"

namespace pantau::links {

namespace {

/// A site without any primary has primaries only (semantics.md 5).
bool counts(bool primary, bool any_primary) {
  return primary || !any_primary;
}

/// Drops what lies before `from`.
template <typename Course>
void clip_front(Course& course, Second from) {
  std::size_t first = 0;
  while (first + 1 < course.size() && course[first + 1].start <= from) {
    ++first;
  }
  course.erase(course.begin(), course.begin() + static_cast<std::ptrdiff_t>(first));
  if (!course.empty()) {
    course.front().start = std::max(course.front().start, from);
  }
}

void append(std::vector<book::Span>& course, const book::Span& span) {
  if (course.empty() || course.back().state != span.state) {
    course.push_back(span);
  }
}

}  // namespace

void SiteBook::restore(const book::SiteMemory& memory) {
  Site& site = resting_[memory.site];
  site.id = memory.site;
  site.known = true;
  site.book = {.first = memory.first,
               .until = memory.settled_until,
               .last = {memory.settled_until, memory.state},
               .begun = memory.settled_until > memory.first,
               .told = true};
  site.failing = memory.outage_start;
}

SiteBook::Site SiteBook::take_site(const std::string& id,
                                   std::map<std::string, Site>& before) const {
  if (const auto kept = before.find(id); kept != before.end()) {
    return std::move(kept->second);
  }
  if (const auto rests = resting_.find(id); rests != resting_.end()) {
    return rests->second;
  }
  Site site;
  site.id = id;
  return site;
}

void SiteBook::apply(const config::Plan& plan,
                     std::span<const verdicts::LinkKey> keys,
                     Second now) {
  std::map<std::string, std::vector<Member>> present;
  for (std::uint32_t place = 0; place < plan.links.size(); ++place) {
    const config::Link& link = plan.links[place];
    if (link.address.empty()) {
      continue;  // planned: it says nothing about the site yet
    }
    present[link.site].push_back({.key = keys[place],
                                  .place = place,
                                  .primary = link.role == config::Role::primary,
                                  .from = now});
  }
  std::map<std::string, Site> before;
  for (Site& site : sites_) {
    before.emplace(site.id, std::move(site));
  }
  sites_.clear();
  seats_.assign(plan.links.size(), Seat{});
  for (const config::Site& written : plan.sites) {
    const auto index = static_cast<std::uint32_t>(sites_.size());
    Site& site = sites_.emplace_back(take_site(written.id, before));
    seat(site, present[written.id], now);
    for (std::uint32_t member = 0; member < site.members.size(); ++member) {
      if (!site.members[member].until) {
        seats_[site.members[member].place] = {index, member};
      }
    }
    resting_.erase(written.id);
    before.erase(written.id);
  }
  for (auto& [id, gone] : before) {
    if (gone.known) {
      seat(gone, {}, now);
      gone.members.clear();
      resting_[id] = std::move(gone);
    }
  }
  numbers_.assign(sites_.size(), SiteNumbers{});
}

void SiteBook::seat(Site& site, std::span<const Member> present, Second now) {
  for (Member& member : site.members) {
    if (!member.until) {
      member.until = now;
      member.place = kNowhere;
    }
  }
  site.inside.clear();
  std::unordered_map<verdicts::LinkKey, std::size_t> leaving;
  for (std::size_t i = 0; i < site.members.size(); ++i) {
    if (site.members[i].until == now) {
      leaving.insert_or_assign(site.members[i].key, i);
    }
  }
  for (const Member& link : present) {
    site.inside.push_back(link.key);
    const auto kept = leaving.find(link.key);
    if (kept == leaving.end() || site.members[kept->second].primary != link.primary) {
      site.members.push_back(link);
    } else {
      site.members[kept->second].until.reset();
      site.members[kept->second].place = link.place;
    }
  }
  std::ranges::sort(site.inside);
  std::erase_if(site.members, [&site](const Member& member) {
    return member.until && *member.until <= std::max(member.from, site.book.until);
  });
  if (!site.known && !present.empty()) {
    site.known = true;
    site.book = SettledBook::begin(now);
  }
  site.dirty = true;
}

void SiteBook::follow(std::uint32_t link, const verdicts::Course& course) {
  const Seat seat = seats_[link];
  if (seat.site == kNowhere) {
    return;
  }
  Site& site = sites_[seat.site];
  verdicts::Course& kept = site.members[seat.member].course;
  const auto changed = std::ranges::find_if(
      kept, [&](const verdicts::CourseSpan& span) { return span.start >= course.front().start; });
  kept.erase(changed, kept.end());
  for (const verdicts::CourseSpan& span : course) {
    if (kept.empty() || kept.back().state != span.state || kept.back().roots != span.roots) {
      kept.push_back(span);
    }
  }
  clip_front(kept, site.book.until);
  site.dirty = true;
}

void SiteBook::touch(std::uint32_t link) {
  if (seats_[link].site != kNowhere) {
    sites_[seats_[link].site].dirty = true;
  }
}

void SiteBook::work_out(Site& site) {
  site.course.clear();
  std::vector<Second> borders{site.book.until};
  for (const Member& member : site.members) {
    borders.push_back(std::max(member.from, site.book.until));
    if (member.until) {
      borders.push_back(std::max(*member.until, site.book.until));
    }
  }
  std::ranges::sort(borders);
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  for (std::size_t i = 0; i < borders.size(); ++i) {
    add_epoch(
        site, borders[i], i + 1 < borders.size() ? std::optional{borders[i + 1]} : std::nullopt);
  }
}

void SiteBook::add_epoch(Site& site, Second from, std::optional<Second> to) {
  std::vector<verdicts::SiteLink> links;
  for (const Member& member : site.members) {
    if (member.belongs(from) && !member.course.empty()) {
      links.push_back({.primary = member.primary, .course = &member.course, .key = member.key});
    }
  }
  if (links.empty()) {
    append(site.course, {from, LinkState::unknown});
    return;
  }
  for (const book::Span& span : verdicts::site_course(links, from)) {
    if (!to || span.start < *to) {
      append(site.course, span);
    }
  }
}

std::optional<Second> SiteBook::failing_since(std::optional<Second> failing,
                                              std::span<const book::Span> course,
                                              std::optional<Second> to) {
  for (const book::Span& span : course) {
    if (to && span.start >= *to) {
      break;
    }
    if (book::is_working(span.state)) {
      failing.reset();
    } else if (book::is_failed(span.state) && !failing) {
      failing = span.start;
    }
  }
  return failing;
}

void SiteBook::publish(std::span<const verdicts::LinkKey> keys,
                       std::span<const LinkNumbers> links) {
  for (std::size_t index = 0; index < sites_.size(); ++index) {
    Site& site = sites_[index];
    if (!std::exchange(site.dirty, false) || !site.known) {
      continue;
    }
    work_out(site);
    SiteNumbers& numbers = numbers_[index];
    numbers = numbers_of(site, links);
    if (numbers.outside_root != kNowhere &&
        std::ranges::binary_search(site.inside, keys[numbers.outside_root])) {
      numbers.outside_root = kNowhere;
    }
  }
}

SiteNumbers SiteBook::numbers_of(const Site& site, std::span<const LinkNumbers> links) {
  SiteNumbers numbers;
  const bool any_primary = std::ranges::any_of(
      site.members, [](const Member& member) { return !member.until && member.primary; });
  std::vector<verdicts::SiteLinkState> states;
  for (const Member& member : site.members) {
    if (member.until || member.course.empty()) {
      continue;
    }
    numbers.measured = true;
    const verdicts::CourseSpan& now = member.course.back();
    states.push_back({.primary = member.primary, .state = now.state, .roots = &now.roots});
    if (counts(member.primary, any_primary)) {
      numbers.in_maintenance = numbers.in_maintenance || links[member.place].in_maintenance;
    }
  }
  if (!numbers.measured) {
    return numbers;
  }
  numbers.state = site.course.back().state;
  numbers.since = site.book.since(site.course);
  numbers.on_backup = verdicts::is_on_backup(states);
  name_outage(site, links, numbers);
  return numbers;
}

void SiteBook::name_outage(const Site& site,
                           std::span<const LinkNumbers> links,
                           SiteNumbers& numbers) {
  const bool any_primary = std::ranges::any_of(
      site.members, [](const Member& member) { return !member.until && member.primary; });
  const LinkNumbers* first = nullptr;
  bool works = false;
  for (const Member& member : site.members) {
    if (member.until || !counts(member.primary, any_primary)) {
      continue;
    }
    const LinkNumbers& link = links[member.place];
    works = works || book::is_working(link.state);
    if (link.outage &&
        (first == nullptr || std::pair{link.outage->start, link.outage->id} <
                                 std::pair{first->outage->start, first->outage->id})) {
      first = &link;
    }
  }
  if (!works && first != nullptr && first->state == LinkState::unreachable) {
    numbers.outside_root = first->root;
  }
  const std::optional<Second> since = failing_since(site.failing, site.course, std::nullopt);
  if (since) {
    numbers.outage = first != nullptr ? *first->outage : OpenOutage{};
    numbers.outage->start = *since;
  }
}

std::vector<std::uint32_t> SiteBook::links_of(const std::string& site) const {
  const auto found = std::ranges::find(sites_, site, &Site::id);
  if (found == sites_.end()) {
    return {};
  }
  return links_of(static_cast<std::uint32_t>(found - sites_.begin()));
}

std::vector<std::uint32_t> SiteBook::links_of(std::uint32_t site) const {
  std::vector<std::uint32_t> places;
  for (const Member& member : sites_[site].members) {
    if (!member.until) {
      places.push_back(member.place);
    }
  }
  return places;
}

void SiteBook::settle(std::span<const Second> settled, book::Batch& batch) {
  for (std::uint32_t place = 0; place < sites_.size(); ++place) {
    Site& site = sites_[place];
    std::optional<Second> to;
    for (const Member& member : site.members) {
      if (!member.until) {
        to = std::min(to.value_or(Second::max()), settled[member.place]);
      }
    }
    if (site.known && to) {
      settle_to(site, *to, place, batch);
    }
  }
}

void SiteBook::settle_leaving(const config::Plan& next, Second now, book::Batch& batch) {
  std::unordered_set<std::string_view> linked;
  for (const config::Link& link : next.links) {
    linked.insert(link.site);
  }
  for (std::uint32_t place = 0; place < sites_.size(); ++place) {
    Site& site = sites_[place];
    const bool stays = linked.contains(site.id) && next.find_site(site.id) != nullptr;
    const bool present =
        std::ranges::any_of(site.members, [](const Member& member) { return !member.until; });
    if (site.known && present && !stays) {
      std::erase_if(batch.sites, [place](const auto& row) { return row.place == place; });
      settle_to(site, now, place, batch);
    }
  }
}

void SiteBook::settle_to(Site& site, Second to, std::uint32_t place, book::Batch& batch) {
  const bool told = std::exchange(site.book.told, true);
  if (to <= site.book.until) {
    if (!told) {
      // Its counters exist from the beginning, though nothing has settled.
      batch.sites.push_back({place, site.book.first, site.book.until});
    }
    return;
  }
  if (site.dirty) {
    work_out(site);
  }
  site.failing = failing_since(site.failing, site.course, to);
  site.book.settle(site.course, to, place, batch.site_spans);
  batch.sites.push_back({place, site.book.first, site.book.until});
  clip_front(site.course, to);
  for (Member& member : site.members) {
    clip_front(member.course, to);
  }
}

std::size_t SiteBook::memory_bytes() const {
  std::size_t bytes =
      sites_.capacity() * (sizeof(Site) + sizeof(SiteNumbers)) + seats_.capacity() * sizeof(Seat);
  for (const Site& site : sites_) {
    bytes += site.members.capacity() * sizeof(Member) + site.course.capacity() * sizeof(book::Span);
    for (const Member& member : site.members) {
      bytes += member.course.capacity() * sizeof(verdicts::CourseSpan);
    }
  }
  return bytes;
}

}  // namespace pantau::links
