// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/ask_absences.hpp"

#include <algorithm>
#include <utility>

namespace pantau::snmp {

namespace {

/// FNV-1a.
std::uint64_t hash_of(Arcs oid) {
  std::uint64_t hash = 14695981039346656037U;
  for (const std::uint32_t arc : oid) {
    hash = (hash ^ arc) * 1099511628211U;
  }
  return hash;
}

}  // namespace

void Absences::had(Arcs oid) {
  const std::uint64_t hash = hash_of(oid);
  const auto place = std::lower_bound(had_.begin(), had_.end(), hash);
  if (place == had_.end() || *place != hash) {
    had_.insert(place, hash);
  }
}

void Absences::add(const std::vector<Missing>& missing, std::uint32_t most_polls) {
  std::vector<Arcs> all;
  all.reserve(now_.size() + missing.size());
  for (std::size_t i = 0; i < now_.size(); ++i) {
    all.push_back(now_[i]);
  }
  for (const Missing& one : missing) {
    if (!contains(one.oid.arcs())) {
      put_off(one, most_polls);
      all.push_back(one.oid.arcs());
    }
  }
  std::sort(all.begin(), all.end(), less);
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  replace(all);
}

void Absences::put_off(const Missing& missing, std::uint32_t most_polls) {
  const std::uint64_t hash = hash_of(missing.oid.arcs());
  const auto had = std::lower_bound(had_.begin(), had_.end(), hash);
  const bool known = had != had_.end() && *had == hash;
  const auto retry = find(missing.oid.arcs());
  if (retry == retries_.end()) {
    if (known || missing.tried) {
      retries_.push_back({missing.oid, 1, 1});
    }
  } else if (retry->pause < most_polls) {
    retry->pause = std::min(most_polls, 2 * retry->pause);
    retry->wait = retry->pause;
  } else if (known && missing.tried) {
    retry->wait = most_polls;
  } else {
    retries_.erase(retry);
    if (known) {
      had_.erase(had);
    }
  }
}

void Absences::settle() {
  std::erase_if(retries_, [](const Retry& retry) { return retry.wait == 0; });
}

bool Absences::next_poll(std::size_t most) {
  for (const Retry& retry : retries_) {
    most -= retry.wait == 0 && most > 0 ? 1 : 0;  // asked for before, but not answered
  }
  std::vector<Arcs> due;
  for (Retry& retry : retries_) {
    if (retry.wait > 1) {
      --retry.wait;
    } else if (retry.wait == 1 && most > 0) {
      --most;
      retry.wait = 0;
      due.push_back(retry.oid.arcs());
    }
  }
  std::sort(due.begin(), due.end(), less);
  std::vector<Arcs> rest;
  for (std::size_t i = 0; i < now_.size(); ++i) {
    if (!std::binary_search(due.begin(), due.end(), now_[i], less)) {
      rest.push_back(now_[i]);
    }
  }
  replace(rest);
  return !due.empty();
}

void Absences::ask(const Oid& oid) {
  if (!contains(oid.arcs())) {
    return;
  }
  std::vector<Arcs> rest;
  for (std::size_t i = 0; i < now_.size(); ++i) {
    if (!same(now_[i], oid.arcs())) {
      rest.push_back(now_[i]);
    }
  }
  replace(rest);
  std::erase_if(retries_, [&](const Retry& retry) { return same(retry.oid.arcs(), oid.arcs()); });
}

void Absences::forget() {
  now_ = {};
  retries_.clear();
}

void Absences::ask_all_again() {
  for (std::size_t i = 0; i < now_.size(); ++i) {
    if (find(now_[i]) == retries_.end()) {
      retries_.push_back({Oid(now_[i]), ~0U, 1});
    }
  }
}

bool Absences::contains(Arcs oid) const {
  std::size_t low = 0;
  std::size_t high = now_.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const bool before = less(now_[middle], oid);
    low = before ? middle + 1 : low;
    high = before ? high : middle;
  }
  return low < now_.size() && same(now_[low], oid);
}

std::vector<Absences::Retry>::iterator Absences::find(Arcs oid) {
  return std::find_if(retries_.begin(), retries_.end(), [oid](const Retry& retry) {
    return same(retry.oid.arcs(), oid);
  });
}

void Absences::replace(const std::vector<Arcs>& sorted) {
  OidList list;
  for (const Arcs arcs : sorted) {
    list.push_back(arcs);
  }
  list.shrink_to_fit();
  now_ = std::move(list);
}

}  // namespace pantau::snmp
