// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/outage_object.hpp"

#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

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

}  // namespace

json::object outage_object(const book::Outage& outage,
                           std::optional<std::uint64_t> incident,
                           book::Second now) {
  return json::object{
      {"id", outage.id},
      {"link", outage.link},
      {"site", outage.site},
      {"start", rfc3339(outage.start)},
      {"detected", rfc3339(outage.detected)},
      {"end", time_or_null(outage.end)},
      {"ended_by", or_null(book::kEndedByNames.at(static_cast<std::size_t>(outage.ended_by)))},
      {"seconds", outage.length(now).count()},
      {"incident", incident ? json::value(*incident) : json::value(nullptr)},
      {"segments", segments(outage)},
      {"corrections", corrections(outage)},
  };
}

}  // namespace pantau::http
