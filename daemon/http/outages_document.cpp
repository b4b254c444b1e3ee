// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/book/incidents.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/http/outage_documents.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

constexpr book::Seconds kFurthestIncident = std::chrono::hours(24 * 31);

json::value time_or_null(const std::optional<book::Second>& time) {
  return time ? json::value(rfc3339(*time)) : json::value(nullptr);
}

json::value word(std::string_view text) {
  return json::string_view(text);
}

json::array evidence(const book::Segment& segment) {
  json::array list;
  for (const book::Evidence& seen : segment.evidence) {
    list.push_back(json::object{
        {"kind", seen.kind}, {"time", rfc3339(seen.time)}, {"value", cleaned(seen.value)}});
  }
  return list;
}

json::array segments(const book::Outage& outage) {
  json::array list;
  for (const book::Segment& segment : outage.segments) {
    list.push_back(json::object{
        {"start", rfc3339(segment.start)},
        {"end", time_or_null(segment.end)},
        {"state", word(book::name(segment.state))},
        {"root", texts(segment.roots)},
        {"cause", word(book::name(outage.effective(segment)))},
        {"proposed", word(book::name(segment.proposed))},
        {"planned", segment.planned},
        {"evidence", evidence(segment)},
    });
  }
  return list;
}

json::array corrections(const book::Outage& outage) {
  json::array list;
  for (const book::Correction& correction : outage.corrections) {
    list.push_back(json::object{
        {"time", rfc3339(correction.time)},
        {"user", cleaned(correction.user)},
        {"cause", word(book::name(correction.cause))},
        {"note", cleaned(correction.note)},
        {"document", cleaned(correction.document)},
        {"reported", time_or_null(correction.reported)},
        {"ticket", cleaned(correction.ticket)},
    });
  }
  return list;
}

json::object outage_object(const book::Outage& outage,
                           const Incidents& incidents,
                           book::Second now) {
  const auto incident = incidents.find(outage.id);
  return json::object{
      {"id", outage.id},
      {"link", outage.link},
      {"site", outage.site},
      {"start", rfc3339(outage.start)},
      {"detected", rfc3339(outage.detected)},
      {"end", time_or_null(outage.end)},
      {"ended_by", or_null(book::kEndedByNames.at(static_cast<std::size_t>(outage.ended_by)))},
      {"seconds", outage.length(now).count()},
      {"incident", incident == incidents.end() ? outage.id : incident->second},
      {"segments", segments(outage)},
      {"corrections", corrections(outage)},
  };
}

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
    sorted.push_back(&outage);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* left, const auto* right) {
    return left->id < right->id;
  });
  json::array list;
  for (const book::Outage* outage : sorted) {
    list.push_back(outage_object(*outage, incidents, now));
  }
  return to_text(json::object{{"outages", std::move(list)}});
}

std::string outages_document(const std::vector<book::Outage>& outages, book::Second now) {
  return outages_document(outages, book::incidents_of(outages, now), now);
}

}  // namespace pantau::http
