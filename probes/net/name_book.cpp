// SPDX-License-Identifier: Apache-2.0
#include "probes/net/name_book.hpp"

#include <algorithm>
#include <functional>

namespace pantau::net {

namespace {

/// Up to a tenth earlier, by name: a thousand names added together are not asked for together for
/// ever.
Nanoseconds spread(const std::string& name, Nanoseconds interval) {
  constexpr std::size_t kParts = 1000;
  const auto part = static_cast<std::int64_t>(std::hash<std::string>{}(name) % kParts);
  return interval - interval / 10 * part / static_cast<std::int64_t>(kParts);
}

}  // namespace

std::optional<Address> NameBook::add(NameKey key, const std::string& name, SteadyTime now) {
  remove(key);
  const auto [entry, created] = names_.try_emplace(name);
  if (created) {
    entry->second.due = now;
  }
  entry->second.keys.push_back(key);
  wanted_[key] = name;
  return entry->second.used;
}

void NameBook::remove(NameKey key) {
  const auto wanted = wanted_.find(key);
  if (wanted == wanted_.end()) {
    return;
  }
  const auto entry = names_.find(wanted->second);
  wanted_.erase(wanted);
  std::erase(entry->second.keys, key);
  forget_if_unwanted(entry);
}

void NameBook::forget_if_unwanted(std::map<std::string, Entry>::iterator entry) {
  // A name in flight stays until its answer is here: it must not be asked for twice at a time.
  if (entry->second.keys.empty() && !entry->second.asked) {
    names_.erase(entry);
  }
}

std::vector<std::string> NameBook::take_due(SteadyTime now, std::size_t limit) {
  std::vector<std::string> due;
  for (auto& [name, entry] : names_) {
    if (due.size() == limit) {
      break;
    }
    if (!entry.asked && entry.due <= now) {
      entry.asked = true;
      ++in_flight_;
      due.push_back(name);
    }
  }
  return due;
}

std::vector<NameBook::Use> NameBook::answered(const std::string& name,
                                              const std::vector<Address>& addresses,
                                              SteadyTime now) {
  const auto found = names_.find(name);
  if (found == names_.end() || !found->second.asked || addresses.empty()) {
    return {};
  }
  Entry& entry = found->second;
  entry.asked = false;
  --in_flight_;
  entry.retry = Nanoseconds{0};
  entry.due = now + spread(name, times_.refresh);
  std::vector<Use> changed;
  const bool keeps = entry.used && std::ranges::find(addresses, *entry.used) != addresses.end();
  if (!keeps) {
    entry.used = addresses.front();
    for (const NameKey key : entry.keys) {
      changed.push_back({.key = key, .address = *entry.used});
    }
  }
  forget_if_unwanted(found);
  return changed;
}

std::vector<NameKey> NameBook::failed(const std::string& name, SteadyTime now) {
  const auto found = names_.find(name);
  if (found == names_.end() || !found->second.asked) {
    return {};
  }
  Entry& entry = found->second;
  entry.asked = false;
  --in_flight_;
  entry.retry = entry.retry.count() == 0 ? times_.first_retry
                                         : std::min(entry.retry * 2, times_.longest_retry);
  entry.due = now + spread(name, entry.retry);
  std::vector<NameKey> waiting = entry.keys;
  forget_if_unwanted(found);
  return waiting;
}

std::optional<SteadyTime> NameBook::next_due() const {
  std::optional<SteadyTime> next;
  for (const auto& [name, entry] : names_) {
    if (!entry.asked && (!next || entry.due < *next)) {
      next = entry.due;
    }
  }
  return next;
}

}  // namespace pantau::net
