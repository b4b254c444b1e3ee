// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/batch_union.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace pantau::journal {

namespace {

template <typename Row>
void append(std::vector<Row>& rows, const std::vector<Row>& more) {
  rows.insert(rows.end(), more.begin(), more.end());
}

/// Of the rows with one key the last one counts; it stands where the first one stood.
template <typename Row, typename Key>
void keep_last(std::vector<Row>& rows, Key key) {
  std::map<std::decay_t<decltype(key(rows.front()))>, std::size_t> places;
  std::vector<Row> kept;
  kept.reserve(rows.size());
  for (Row& row : rows) {
    const auto [found, is_new] = places.try_emplace(key(row), kept.size());
    if (is_new) {
      kept.push_back(std::move(row));
    } else {
      kept[found->second] = std::move(row);
    }
  }
  kept.shrink_to_fit();
  rows = std::move(kept);
}

std::uint32_t place_of(const book::SettledRow& row) {
  return row.place;
}

}  // namespace

book::Batch united(const book::Batch& first, const book::Batch& second) {
  book::Batch both = first;
  both.mark = std::max(first.mark, second.mark);
  both.urgent = first.urgent || second.urgent;
  append(both.minutes, second.minutes);
  append(both.link_spans, second.link_spans);
  append(both.site_spans, second.site_spans);
  append(both.links, second.links);
  append(both.sites, second.sites);
  append(both.marks, second.marks);
  append(both.removed, second.removed);
  append(both.outages, second.outages);
  append(both.restarts, second.restarts);
  append(both.power, second.power);
  append(both.devices, second.devices);
  keep_last(both.links, place_of);
  keep_last(both.sites, place_of);
  keep_last(both.marks, [](const book::LinkMark& mark) { return mark.link; });
  keep_last(both.removed, [](const std::string& link) { return link; });
  keep_last(both.outages, [](const book::Outage& outage) { return outage.id; });
  keep_last(both.power, [](const book::PowerReading& reading) { return reading.device; });
  keep_last(both.devices, [](const book::DeviceMark& mark) { return mark.device; });
  return both;
}

}  // namespace pantau::journal
