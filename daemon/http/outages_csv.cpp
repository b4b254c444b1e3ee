// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "daemon/book/contract_day.hpp"
#include "daemon/book/incidents.hpp"
#include "daemon/http/csv_text.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/http/outage_documents.hpp"

namespace pantau::http {

namespace {

/// What the columns that do not come from the outage itself say of it.
struct Belongings {
  std::string district;
  std::string provider;
  std::string contract;
  std::string incident;
};

Belongings belongings(const config::Plan& plan,
                      const book::Outage& outage,
                      const Incidents& incidents) {
  Belongings found;
  if (const config::Site* site = plan.find_site(outage.site); site != nullptr) {
    found.district = site->district;
  }
  if (const config::Link* link = plan.find_link(outage.link); link != nullptr) {
    found.provider = link->provider;
    const auto* contract = book::contract_in_force(plan, *link, outage.start);
    found.contract = contract == nullptr ? "" : contract->id;
  }
  const auto incident = incidents.find(outage.id);
  found.incident = std::to_string(incident == incidents.end() ? outage.id : incident->second);
  return found;
}

std::string joined(const std::vector<std::string>& roots) {
  std::string text;
  for (const std::string& root : roots) {
    text += (text.empty() ? "" : " ") + root;
  }
  return text;
}

std::string segment_row(const book::Outage& outage,
                        const book::Segment& segment,
                        const Belongings& of,
                        book::Second now) {
  const book::Second last = std::max(segment.start, segment.end.value_or(now));
  const bool corrected = !outage.corrections.empty();
  return csv_record({std::to_string(outage.id),
                     outage.link,
                     outage.site,
                     of.district,
                     of.provider,
                     of.contract,
                     rfc3339(segment.start),
                     rfc3339(outage.detected),
                     segment.end ? rfc3339(*segment.end) : std::string(),
                     std::to_string((last - segment.start).count()),
                     std::string(book::name(segment.state)),
                     joined(segment.roots),
                     of.incident,
                     std::string(book::name(outage.effective(segment))),
                     std::string(book::name(segment.proposed)),
                     segment.planned ? "true" : "false",
                     corrected ? outage.corrections.back().note : std::string(),
                     corrected ? outage.corrections.back().document : std::string()});
}

}  // namespace

std::string outages_csv(const config::Plan& plan,
                        const std::vector<book::Outage>& outages,
                        const Incidents& incidents,
                        book::Second now) {
  std::vector<const book::Outage*> sorted;
  sorted.reserve(outages.size());
  for (const book::Outage& outage : outages) {
    if (!outage.taken_back()) {
      sorted.push_back(&outage);
    }
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* left, const auto* right) {
    return left->id < right->id;
  });
  std::string text =
      "id,link,site,district,provider,contract,start,detected,end,seconds,state,root,incident,"
      "cause,proposed,planned,note,document\r\n";
  for (const book::Outage* outage : sorted) {
    const Belongings of = belongings(plan, *outage, incidents);
    for (const book::Segment& segment : outage->segments) {
      text += segment_row(*outage, segment, of, now);
    }
  }
  return text;
}

std::string outages_csv(const config::Plan& plan,
                        const std::vector<book::Outage>& outages,
                        book::Second now) {
  return outages_csv(plan, outages, book::incidents_of(outages, now), now);
}

}  // namespace pantau::http
