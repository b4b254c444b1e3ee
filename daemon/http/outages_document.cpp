// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/book/incidents.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/http/outage_documents.hpp"
#include "daemon/http/outage_object.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

constexpr book::Seconds kFurthestIncident = std::chrono::hours(24 * 31);

}  // namespace

book::OutageQuery incident_scope(const book::OutageQuery& asked,
                                 const std::vector<book::Outage>& found) {
  book::OutageQuery scope;
  if (found.empty()) {
    return asked;
  }
  scope.since = found.front().start;
  scope.until = found.front().end;
  for (const book::Outage& outage : found) {
    scope.since = std::min(*scope.since, outage.start);
    // Open ones may overlap whatever began since.
    scope.until = scope.until && outage.end ? std::optional(std::max(*scope.until, *outage.end))
                                            : std::nullopt;
  }
  if (asked.since) {
    scope.since = std::max(*scope.since, *asked.since - kFurthestIncident);
  }
  return scope;
}

std::string outages_document(const std::vector<book::Outage>& outages,
                             const Incidents& incidents,
                             book::Second now) {
  std::vector<const book::Outage*> sorted;
  sorted.reserve(outages.size());
  for (const book::Outage& outage : outages) {
    if (!outage.taken_back()) {  // what waits to be written may have one
      sorted.push_back(&outage);
    }
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* left, const auto* right) {
    return left->id < right->id;
  });
  json::array list;
  for (const book::Outage* outage : sorted) {
    const auto incident = incidents.find(outage->id);
    list.push_back(
        outage_object(*outage, incident == incidents.end() ? outage->id : incident->second, now));
  }
  return to_text(json::object{{"outages", std::move(list)}});
}

std::string outages_document(const std::vector<book::Outage>& outages, book::Second now) {
  return outages_document(outages, book::incidents_of(outages, now), now);
}

}  // namespace pantau::http
