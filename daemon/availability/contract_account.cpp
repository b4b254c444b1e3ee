// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/contract_account.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "daemon/availability/classes.hpp"
#include "daemon/availability/link_account.hpp"
#include "daemon/availability/link_pieces.hpp"
#include "daemon/availability/outages_within.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::availability {
namespace {

template <typename Value>
void add_once(std::vector<Value>& list, const Value& value) {
  if (std::ranges::find(list, value) == list.end()) {
    list.push_back(value);
  }
}

void add_window_documents(OutageShare& share,
                          const std::vector<const book::Window*>& windows,
                          Period part) {
  for (const book::Window* window : windows) {
    if (!window->document.empty() && window->start < part.to && part.from < window->end) {
      add_once(share.documents, window->document);
    }
  }
}

/// Adds one stretch of the outage to its share.
void add_segment(OutageShare& share,
                 const LinkPiece& piece,
                 const book::Segment& segment,
                 const Account& account,
                 NamedWindows& windows) {
  const book::Cause cause = share.causes.back();
  share.account += account;
  if (account.excluded == 0) {
    return;
  }
  if (book::is_excluded(cause, piece.clock.contract->exclude)) {
    share.by_cause = true;
    return;
  }
  share.by_window = true;
  const Period part{segment.start, segment.end.value_or(book::Second::max())};
  add_window_documents(share, windows.of(piece.named), part);
  for (const std::string& root : segment.roots) {
    add_window_documents(share, windows.of(root), part);
  }
}

std::string corrected_document(const book::Outage& outage) {
  const auto last = std::ranges::find_if(outage.corrections.rbegin(),
                                         outage.corrections.rend(),
                                         [](const auto& one) { return !one.document.empty(); });
  return last == outage.corrections.rend() ? std::string() : last->document;
}

std::optional<OutageShare> share_of(const book::Outage& outage,
                                    const LinkPiece& piece,
                                    const History& history,
                                    Period paid,
                                    NamedWindows& windows) {
  OutageShare share{.id = outage.id,
                    .start = outage.start,
                    .end = outage.end,
                    .causes = {},
                    .account = {},
                    .documents = {}};
  if (const std::string document = corrected_document(outage); !document.empty()) {
    share.documents.push_back(document);
  }
  for (const book::Segment& segment : outage.segments) {
    const Period part = intersect({segment.start, segment.end.value_or(paid.to)}, paid);
    if (part.from >= part.to) {
      continue;
    }
    const Account account = account_under(piece.clock, history, piece.named, part, windows);
    if (account.all() > 0) {
      std::erase(share.causes, outage.effective(segment));
      share.causes.push_back(outage.effective(segment));
      add_segment(share, piece, segment, account, windows);
    }
  }
  return share.causes.empty() ? std::nullopt : std::optional(std::move(share));
}

ContractLink link_of(const ReportLink& link,
                     const LinkPiece& piece,
                     const History& history,
                     NamedWindows& windows) {
  const config::Contract& terms = *piece.clock.contract;
  const Period paid = paid_period(terms, piece.period, windows.plan().daemon.timezone);
  ContractLink result{.link = link.id,
                      .account = piece.account,
                      .judgement = piece.account.judge(terms.formula, terms.target),
                      .paid = account_under(piece.clock, history, piece.named, paid, windows),
                      .is_judged = piece.clock.is_judged,
                      .outages = {}};
  for (const book::Outage& outage : outages_within(history, paid)) {
    if (auto share = share_of(outage, piece, history, paid, windows)) {
      result.outages.push_back(std::move(*share));
    }
  }
  return result;
}

}  // namespace

std::vector<ContractAccount> contract_accounts(const config::Plan& plan,
                                               const Month& month,
                                               const Histories& histories,
                                               const std::vector<book::Window>& windows,
                                               const std::vector<JudgedMonth>& judged) {
  const JudgedBook book(judged);
  NamedWindows named(Announced{&plan, &windows});
  std::map<std::string, ContractAccount> by_contract;
  for (const ReportLink& link : report_links(plan, book)) {
    const History* history = histories.link(link.id);
    if (history == nullptr) {
      continue;
    }
    for (const LinkPiece& piece : link_pieces(link, month.period, *history, book, named)) {
      if (piece.clock.contract != nullptr) {
        ContractAccount& account = by_contract[piece.clock.contract->id];
        account.terms = *piece.clock.contract;
        account.links.push_back(link_of(link, piece, *history, named));
      }
    }
  }
  std::vector<ContractAccount> list;
  for (auto& [id, account] : by_contract) {
    std::vector<RestitutionLink> links;
    for (const ContractLink& link : account.links) {
      links.push_back({link.link, link.paid});
    }
    account.restitution =
        restitution_of(account.terms, month.label, month.period.length().count(), std::move(links));
    list.push_back(std::move(account));
  }
  return list;
}

}  // namespace pantau::availability
