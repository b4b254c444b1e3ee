// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "config/draft.hpp"
#include "config/time_zone.hpp"

namespace pantau::config {

namespace {

constexpr std::array<std::string_view, 9> kKeys{
    "links", "sites", "districts", "providers", "start", "end", "reason", "announced", "document"};

void read_window(Draft& draft, const Definition& definition) {
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(kKeys);
  reader.require({"start", "end"});
  MaintenanceWindow window;
  window.links = draft.references(reader, "links", Kind::link);
  window.sites = draft.references(reader, "sites", Kind::site);
  window.districts = draft.references(reader, "districts", Kind::district);
  window.providers = draft.references(reader, "providers", Kind::provider);
  window.place = definition.layer.place(definition.layer.at);
  if (!reader.has("links") && !reader.has("sites") && !reader.has("districts") &&
      !reader.has("providers")) {
    draft.problems.error(window.place,
                         definition.layer.path,
                         "names nothing: write links, sites, districts or providers");
  }
  const auto start = reader.date_time("start");
  const auto end = reader.date_time("end");
  const auto& zone = draft.plan.daemon.timezone;
  if (start && end) {
    window.start = to_utc(*start, zone);
    window.end = to_utc(*end, zone);
    if (window.end <= window.start) {
      reader.error(reader.find("end"), "is not after start: correct one of the two");
    }
  }
  assign(window.reason, reader.text("reason"));
  window.announced = reader.date("announced");
  assign(window.document, reader.text("document"));
  draft.plan.maintenance.push_back(std::move(window));
}

}  // namespace

void read_maintenance_tables(Draft& draft) {
  for (const auto& definition : draft.all(Kind::maintenance)) {
    read_window(draft, definition);
  }
  auto& windows = draft.plan.maintenance;
  std::stable_sort(windows.begin(), windows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.start, a.end) < std::tie(b.start, b.end);
  });
}

}  // namespace pantau::config
