// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/acceptance_record.hpp"

#include <algorithm>
#include <utility>

#include "daemon/availability/periods.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

namespace {

using availability::Period;
using rollout::Acceptance;

Acceptance judged_now(const config::Plan& plan,
                      const config::Site& site,
                      Period period,
                      const journal::Reader& reader) {
  std::vector<rollout::TrialInput> inputs;
  for (const config::Link* link : rollout::trial_links(plan, site)) {
    inputs.push_back(
        {link,
         reader.link_history(link->id, period.from, period.to).value_or(availability::History{}),
         reader.minutes(link->id, period.from, period.to)});
  }
  return rollout::judge(plan, site, period, inputs, reader.mark());
}

}  // namespace

book::Seconds AcceptanceRecord::seconds_of(const book::Outage& outage) const {
  const Period settled{acceptance.period.from, acceptance.judged_until};
  book::Seconds sum{0};
  for (const book::Segment& segment : outage.segments) {
    sum += availability::intersect({segment.start, segment.end.value_or(settled.to)}, settled)
               .length();
  }
  return sum;
}

AcceptanceRecord acceptance_record(const config::Plan& plan,
                                   const config::Site& site,
                                   Period period,
                                   const journal::Reader& reader) {
  AcceptanceRecord record{&plan, &site, {}, false, {}};
  if (auto written = reader.acceptance(site.id, period.from)) {
    record.acceptance = std::move(*written);
    record.written = true;
  } else {
    record.acceptance = judged_now(plan, site, period, reader);
  }
  const Period judged = record.acceptance.period;
  for (const rollout::LinkTrial& link : record.acceptance.links) {
    auto history = reader.link_history(link.link, judged.from, judged.to);
    std::vector<book::Outage> outages =
        history ? std::move(history->outages) : std::vector<book::Outage>{};
    std::erase_if(outages, [&record](const book::Outage& outage) {
      return record.seconds_of(outage) == book::Seconds{0};
    });
    record.outages.push_back(std::move(outages));
  }
  return record;
}

}  // namespace pantau::cli
