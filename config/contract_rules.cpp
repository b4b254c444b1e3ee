// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "config/inventory_rules.hpp"
#include "config/quantity.hpp"

namespace pantau::config {

namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// Longer than any delay before a provider's clock starts that the field's contracts know; five
/// hours are most likely "300s" with the wrong unit.
constexpr Nanoseconds kLongestUsualMinimum = hours{4};

bool ends_before(const Contract& one, Date day) {
  return one.has_end && one.end < day;
}

/// Whether `one` is still in force when `other` is over.
bool outlives(const Contract& one, const Contract& other) {
  return !one.has_end || (other.has_end && other.end < one.end);
}

std::string dates_of(const Contract& contract) {
  return contract.has_end
             ? fmt::format("{} to {}", format_date(contract.start), format_date(contract.end))
             : fmt::format("from {} without end", format_date(contract.start));
}

std::string named(const Contract& contract) {
  return fmt::format("{} ({}, {})", contract.id, dates_of(contract), with_line(contract.place));
}

/// `second` begins no earlier than `first` and before that is over.
std::string overlap_text(const Contract& first, const Contract& second) {
  const auto& shorter = outlives(first, second) ? second : first;
  const auto until =
      shorter.has_end ? fmt::format("to {}", format_date(shorter.end)) : std::string{"on"};
  return fmt::format(
      "{} and {} are both in force from {} {}: one contract holds on a day, so end the one before "
      "the other begins, or take one out",
      named(first),
      named(second),
      format_date(second.start),
      until);
}

/// Those whose own dates are right: a wrong one was reported where it stands.
std::vector<const Contract*> by_start(const Draft& draft, const std::vector<std::string>& ids) {
  std::vector<const Contract*> contracts;
  for (const auto& id : ids) {
    const auto* contract = draft.plan.find_contract(id);
    if (contract != nullptr && contract->start.ok() && !ends_before(*contract, contract->start)) {
      contracts.push_back(contract);
    }
  }
  std::sort(contracts.begin(), contracts.end(), [](const Contract* a, const Contract* b) {
    return std::tie(a->start, a->id) < std::tie(b->start, b->id);
  });
  return contracts;
}

void check_minimum_outage(TableReader& reader, const Contract& contract) {
  if (contract.minimum_outage % seconds{1} != Nanoseconds{0}) {
    reader.error(reader.find("minimum_outage"),
                 fmt::format("is {}: outages are measured in whole seconds, as \"300s\"",
                             format_duration(contract.minimum_outage)));
  } else if (contract.minimum_outage > kLongestUsualMinimum) {
    reader.warning(reader.find("minimum_outage"),
                   fmt::format("is {}: no outage up to that length counts; is the unit right? "
                               "Contracts have minutes, as \"300s\"",
                               format_duration(contract.minimum_outage)));
  }
}

/// What only net availability knows has no effect beside `formula = "gross"`, which is also what a
/// contract without a formula has.
void check_formula(TableReader& reader, const Contract& contract) {
  constexpr std::array<std::string_view, 4> kOfNet{
      "exclude", "minimum_outage", "planned_notice", "planned_hours_per_month"};
  if (contract.formula != AvailabilityFormula::gross || reader.has("formula")) {
    return;
  }
  for (const auto key : kOfNet) {
    if (reader.has(key)) {
      reader.warning(reader.find(key),
                     "has no effect: without a formula the contract is judged by gross "
                     "availability, which counts every outage; write formula = \"net-a\", "
                     "\"net-b\" or \"gross\"");
      return;
    }
  }
}

void check_restitution(TableReader& reader, const Contract& contract) {
  if (contract.restitution && !reader.has("fee_per_month")) {
    reader.error(reader.find("restitution"),
                 "is a part of the fee, and there is none: write fee_per_month = … (rupiah), or "
                 "take it out");
  }
}

}  // namespace

void check_overlaps(TableReader& reader, const Draft& draft, const std::vector<std::string>& ids) {
  if (ids.size() < 2) {
    return;
  }
  const auto contracts = by_start(draft, ids);
  const Contract* longest = nullptr;
  for (const auto* contract : contracts) {
    if (longest != nullptr && !ends_before(*longest, contract->start)) {
      reader.error(reader.find("contract"), overlap_text(*longest, *contract));
    }
    if (longest == nullptr || outlives(*contract, *longest)) {
      longest = contract;
    }
  }
}

void check_contract(TableReader& reader, const Contract& contract) {
  check_minimum_outage(reader, contract);
  check_formula(reader, contract);
  check_restitution(reader, contract);
}

void check_contracts(Draft& draft) {
  std::unordered_set<std::string_view> used;
  for (const auto& link : draft.plan.links) {
    used.insert(link.contracts.begin(), link.contracts.end());
  }
  for (const auto& contract : draft.plan.contracts) {
    const bool over = draft.options.today.ok() && ends_before(contract, draft.options.today);
    if (!used.contains(contract.id) && !over && draft.complete()) {
      draft.problems.warning(contract.place,
                             "contract." + contract.id,
                             fmt::format("no link names it, so that it is never judged: write "
                                         "contract = \"{}\" at the links that it is about",
                                         contract.id));
    }
  }
}

}  // namespace pantau::config
