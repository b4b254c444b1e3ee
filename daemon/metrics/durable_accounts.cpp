// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/durable_accounts.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace pantau::metrics {
namespace {

template <typename Account>
using Pointers = std::vector<const Account*>;

template <typename Account>
const Account* pointer(const std::optional<Account>& account) {
  return account ? &*account : nullptr;
}

template <typename Account>
Pointers<Account> in_order(const std::vector<std::optional<Account>>& accounts) {
  Pointers<Account> found;
  found.reserve(accounts.size());
  for (const auto& account : accounts) {
    found.push_back(pointer(account));
  }
  return found;
}

template <typename Place, typename Account>
Pointers<Account> by_id(const std::vector<Place>& wanted,
                        const std::vector<Place>& places,
                        const std::vector<std::optional<Account>>& accounts) {
  std::unordered_map<std::string_view, const Account*> known;
  for (std::size_t i = 0; i < std::min(places.size(), accounts.size()); ++i) {
    known.emplace(places[i].id, pointer(accounts[i]));
  }
  Pointers<Account> found;
  found.reserve(wanted.size());
  for (const Place& place : wanted) {
    const auto at = known.find(place.id);
    found.push_back(at == known.end() ? nullptr : at->second);
  }
  return found;
}

}  // namespace

DurableAccounts::DurableAccounts(const links::Snapshot& snapshot) {
  if (snapshot.accounts == nullptr || snapshot.plan == nullptr) {
    return;
  }
  const availability::Accounts& accounts = *snapshot.accounts;
  shown_since_ = accounts.shown_since;
  if (accounts.plan == snapshot.plan) {
    links_ = in_order(accounts.links);
    sites_ = in_order(accounts.sites);
  } else if (accounts.plan != nullptr) {
    links_ = by_id(snapshot.plan->links, accounts.plan->links, accounts.links);
    sites_ = by_id(snapshot.plan->sites, accounts.plan->sites, accounts.sites);
  }
}

}  // namespace pantau::metrics
