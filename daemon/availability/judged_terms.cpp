// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/judged_terms.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "daemon/availability/month_label.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::availability {
namespace {

std::string_view contract_of(const JudgedTerms& terms) {
  return terms.terms == nullptr ? std::string_view{} : std::string_view{terms.terms->id};
}

/// `list` without what lies in `taken`; both sorted, without overlaps.
std::vector<Period> without(const std::vector<Period>& list, const std::vector<Period>& taken) {
  std::vector<Period> left;
  for (Period part : list) {
    for (const Period& one : taken) {
      if (one.from < part.to && part.from < one.to) {
        left.push_back({part.from, std::max(part.from, one.from)});
        part.from = std::min(part.to, one.to);
      }
    }
    left.push_back(part);
  }
  return unite(std::move(left));
}

}  // namespace

void JudgedLink::add(JudgedTerms terms) {
  const auto key = [](const JudgedTerms& one) { return std::tuple{one.month, contract_of(one)}; };
  const auto place = std::ranges::lower_bound(list_, key(terms), {}, key);
  if (place == list_.end() || key(*place) != key(terms)) {
    list_.insert(place, std::move(terms));
  }
}

std::span<const JudgedTerms> JudgedLink::of(std::chrono::year_month month) const {
  const auto begin = std::partition_point(
      list_.begin(), list_.end(), [month](const JudgedTerms& one) { return one.month < month; });
  const auto end = std::find_if(
      begin, list_.end(), [month](const JudgedTerms& one) { return one.month != month; });
  return {begin, end};
}

std::vector<ContractClock> JudgedLink::clocks(std::chrono::year_month month) const {
  std::vector<ContractClock> clocks;
  for (const JudgedTerms& one : of(month)) {
    clocks.push_back({one.terms.get(), one.runs, one.terms, true});
  }
  return clocks;
}

std::vector<Period> JudgedLink::runs() const {
  std::vector<Period> all;
  for (const JudgedTerms& one : list_) {
    all.insert(all.end(), one.runs.begin(), one.runs.end());
  }
  return unite(std::move(all));
}

bool JudgedLink::reaches(book::Second time) const {
  return std::ranges::any_of(list_,
                             [time](const JudgedTerms& one) { return one.runs.back().to > time; });
}

void JudgedLink::forget_before(std::chrono::year_month month) {
  std::erase_if(list_, [month](const JudgedTerms& one) { return one.month < month; });
}

MonthTerms::Terms MonthTerms::keep(std::chrono::year_month month, Terms terms) {
  return terms == nullptr ? terms : terms_[month].try_emplace(terms->id, terms).first->second;
}

MonthTerms::Terms MonthTerms::find(std::chrono::year_month month,
                                   const std::string& contract) const {
  const auto of_month = terms_.find(month);
  if (of_month == terms_.end()) {
    return nullptr;
  }
  const auto found = of_month->second.find(contract);
  return found == of_month->second.end() ? nullptr : found->second;
}

bool MonthTerms::has(std::chrono::year_month month) const {
  return terms_.contains(month);
}

JudgedBook::JudgedBook(const std::vector<JudgedMonth>& months) {
  for (const JudgedMonth& month : months) {
    add_judged(month, links_[month.link], terms_);
  }
}

const JudgedLink& JudgedBook::of(const std::string& link) const {
  static const JudgedLink nothing;
  const auto found = links_.find(link);
  return found == links_.end() ? nothing : found->second;
}

void add_judged(const JudgedMonth& month, JudgedLink& link, MonthTerms& terms) {
  const auto name = month_named(month.month);
  std::vector<Period> runs = unite(month.runs);
  if (name && !runs.empty()) {
    link.add({*name, terms.keep(*name, month.terms), std::move(runs), month.site, month.primary});
  }
}

MonthClocks::MonthClocks(const Month& month,
                         const std::vector<ContractClock>& live,
                         const JudgedLink& judged,
                         const MonthTerms& terms) {
  if (judged.has(month.month)) {
    own_ = judged.clocks(month.month);
    list_ = &own_;
    return;
  }
  const bool overlaps = judged.reaches(month.period.from);
  if (!overlaps && !terms.has(month.month)) {
    list_ = &live;
    return;
  }
  own_ = live;
  list_ = &own_;
  for (ContractClock& clock : own_) {
    if (overlaps) {
      clock.runs = without(clock.runs, judged.runs());
    }
    if (clock.contract != nullptr) {
      if (auto kept = terms.find(month.month, clock.contract->id)) {
        clock.contract = kept.get();
        clock.owner = std::move(kept);
      }
    }
  }
}

Period counted_period(const ContractClock& clock, const Month& month, Period part) {
  return clock.is_judged && part == month.period
             ? Period{clock.runs.front().from, clock.runs.back().to}
             : part;
}

config::Link link_as_judged(const std::string& id, const JudgedTerms& terms) {
  config::Link link;
  link.id = id;
  link.site = terms.site;
  link.provider = terms.terms == nullptr ? std::string() : terms.terms->provider;
  return link;
}

}  // namespace pantau::availability
