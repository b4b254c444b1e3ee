// SPDX-License-Identifier: Apache-2.0
/// \file
/// The sites over the courses of their links (semantics.md 5, Site): their state now, and their
/// book, which settles with the slowest of their links.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/memory.hpp"
#include "daemon/links/settled_book.hpp"
#include "daemon/links/snapshot.hpp"
#include "daemon/verdicts/course.hpp"

namespace pantau::links {

class SiteBook {
 public:
  /// A site that the journal knows; before it is first configured.
  void restore(const book::SiteMemory& memory);

  /// A new plan is in force from `now` on. A link that leaves a site leaves it then, with what its
  /// course says at that time; a link that comes counts from then on.
  void apply(const config::Plan& plan, std::span<const verdicts::LinkKey> keys, Second now);

  /// The course of a link changed; what lies before its beginning stays as it was followed before.
  void follow(std::uint32_t link, const verdicts::Course& course);
  /// Something else that a site shows changed for this link: its outage, its maintenance.
  void touch(std::uint32_t link);
  /// Works out the sites whose links changed. `links`: what has been published of them.
  void publish(std::span<const verdicts::LinkKey> keys, std::span<const LinkNumbers> links);

  [[nodiscard]] const std::vector<SiteNumbers>& numbers() const { return numbers_; }

  /// Place of the site of a link.
  [[nodiscard]] std::uint32_t site_of(std::uint32_t link) const { return seats_[link].site; }

  /// Places of the present links of a site, by its id or its own place.
  [[nodiscard]] std::vector<std::uint32_t> links_of(const std::string& site) const;
  [[nodiscard]] std::vector<std::uint32_t> links_of(std::uint32_t site) const;

  /// Settles each site as far as all its links have (`settled`, by link place).
  void settle(std::span<const Second> settled, book::Batch& batch);
  /// The same up to `now` for sites that leave, or have no link, with `next`.
  void settle_leaving(const config::Plan& next, Second now, book::Batch& batch);

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  /// A link for as long as it belongs to a site.
  struct Member {
    verdicts::LinkKey key = 0;
    std::uint32_t place = kNowhere;
    bool primary = true;
    Second from{};
    std::optional<Second> until{};  ///< it left, and its course changes no more
    verdicts::Course course{};  ///< from the settled point of the site on

    [[nodiscard]] bool belongs(Second time) const {
      return from <= time && (!until || time < *until);
    }
  };

  struct Site {
    std::string id;
    bool known = false;  ///< its book has begun
    bool dirty = true;
    SettledBook book;
    std::optional<Second> failing;  ///< as of the settled point, see failing_since()
    std::vector<Member> members;
    std::vector<verdicts::LinkKey> inside;  ///< keys of all its links, sorted
    std::vector<book::Span> course;
  };

  /// Which member of which site a link place is.
  struct Seat {
    std::uint32_t site = kNowhere;
    std::uint32_t member = 0;
  };

  [[nodiscard]] Site take_site(const std::string& id, std::map<std::string, Site>& before) const;
  static void seat(Site& site, std::span<const Member> present, Second now);
  static void work_out(Site& site);
  static void add_epoch(Site& site, Second from, std::optional<Second> to);
  static void settle_to(Site& site, Second to, std::uint32_t place, book::Batch& batch);
  [[nodiscard]] static std::optional<Second> failing_since(std::optional<Second> failing,
                                                           std::span<const book::Span> course,
                                                           std::optional<Second> to);
  [[nodiscard]] static SiteNumbers numbers_of(const Site& site, std::span<const LinkNumbers> links);
  static void name_outage(const Site& site,
                          std::span<const LinkNumbers> links,
                          SiteNumbers& numbers);

  std::map<std::string, Site> resting_;  ///< not configured (any more, or yet)
  std::vector<Site> sites_;  ///< in the order of Plan::sites
  std::vector<SiteNumbers> numbers_;  ///< in the same order
  std::vector<Seat> seats_;  ///< by link place
};

}  // namespace pantau::links
