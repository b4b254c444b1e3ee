// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/link_pieces.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "daemon/availability/classes.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::availability {
namespace {

LinkPiece piece_of(const ReportLink& link, const ContractClock& clock, const Month& month) {
  LinkPiece piece{clock, month, month.period, {}, link.counts_for_site, {}};
  if (link.link != nullptr) {
    piece.named.id = link.id;
    piece.named.site = link.link->site;
    piece.named.provider = link.link->provider;
  }
  if (!clock.is_judged) {
    return piece;
  }
  for (const JudgedTerms& judged : link.judged->of(month.month)) {
    if (judged.terms.get() != clock.contract) {
      continue;
    }
    if (link.link == nullptr) {
      piece.named = link_as_judged(link.id, judged);
    }
    if (!judged.site.empty()) {
      piece.named.site = judged.site;
      piece.counts_for_site = judged.primary;
    }
  }
  return piece;
}

}  // namespace

std::vector<ReportLink> report_links(const config::Plan& plan, const JudgedBook& judged) {
  std::set<std::string_view> with_primary;
  for (const config::Link& link : plan.links) {
    if (link.role == config::Role::primary) {
      with_primary.insert(link.site);
    }
  }
  std::vector<ReportLink> links;
  for (const config::Link& link : plan.links) {
    const bool counts = link.role == config::Role::primary || !with_primary.contains(link.site);
    links.push_back({link.id, &link, &judged.of(link.id), counts});
  }
  for (const auto& [id, months] : judged.links()) {
    if (plan.find_link(id) == nullptr) {
      links.push_back({id, nullptr, &months, true});
    }
  }
  std::ranges::sort(links, {}, &ReportLink::id);
  return links;
}

std::vector<LinkPiece> link_pieces(const ReportLink& link,
                                   Period period,
                                   const History& history,
                                   const JudgedBook& judged,
                                   NamedWindows& windows) {
  const config::Plan& plan = windows.plan();
  std::vector<ContractClock> live;
  if (link.link != nullptr) {
    live = clocks_of(plan, *link.link, history.first);
  }
  std::vector<LinkPiece> pieces;
  for (const Month& month : months_in(period, plan.daemon.timezone)) {
    const Period part = intersect(month.period, period);
    const MonthClocks counted(month, live, *link.judged, judged.terms());
    for (const ContractClock& clock : counted.list()) {
      LinkPiece piece = piece_of(link, clock, month);
      piece.period = counted_period(clock, month, part);
      piece.account = account_under(clock, history, piece.named, piece.period, windows);
      if (piece.account.all() > 0) {
        pieces.push_back(std::move(piece));
      }
    }
  }
  return pieces;
}

}  // namespace pantau::availability
