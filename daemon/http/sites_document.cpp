// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "config/words.hpp"
#include "daemon/book/site_stage.hpp"
#include "daemon/http/documents.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/metrics/acceptance_families.hpp"
#include "daemon/metrics/durable_accounts.hpp"
#include "daemon/metrics/durable_findings.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/rollout/on_paper.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

using LinksOfSites = std::map<std::string_view, json::array>;

LinksOfSites links_of_sites(const config::Plan& plan) {
  LinksOfSites found;
  for (const config::Link& link : plan.links) {
    found[link.site].emplace_back(link.id);
  }
  return found;
}

json::value stage(const config::Site& site, config::Date today) {
  const auto present = book::present_stage(site, today);
  return present ? or_null(book::stage_name(*present)) : json::value(nullptr);
}

json::value date_or_null(const std::optional<config::Date>& date) {
  return date ? json::value(metrics::date_text(*date)) : json::value(nullptr);
}

json::value hold(const config::Site& site, config::Date today) {
  const config::Hold* hold = book::hold_in_force(site, today);
  if (hold == nullptr) {
    return nullptr;
  }
  return json::object{
      {"state", or_null(config::word_of(config::kHoldWords, hold->kind))},
      {"reason", or_null(hold->reason)},
      {"since", date_or_null(hold->since)},
      {"until", date_or_null(hold->until)},
  };
}

/// Of each criterion: met by all links, missed by one, or null while nobody can say.
json::object criteria(const rollout::Acceptance& test) {
  json::object object;
  for (std::size_t i = 0; i < rollout::kCriterionNames.size(); ++i) {
    const auto result = metrics::judged(test, static_cast<rollout::Criterion>(i));
    object.emplace(json::string_view(rollout::kCriterionNames[i]),
                   result ? json::value(*result) : json::value(nullptr));
  }
  return object;
}

json::value acceptance(const rollout::Acceptance* test) {
  if (test == nullptr || test->state == rollout::AcceptanceState::none) {
    return nullptr;
  }
  const auto state = rollout::kAcceptanceStateNames[static_cast<std::size_t>(test->state)];
  return json::object{
      {"state", json::string_view(state)},
      {"start", rfc3339(test->period.from)},
      {"end", rfc3339(test->period.to)},
      {"progress", test->progress()},
      {"decided", test->decided ? json::value(rfc3339(*test->decided)) : json::value(nullptr)},
      {"criteria", criteria(*test)},
  };
}

/// Everything beside the configuration that a site's object is made of.
struct Context {
  explicit Context(const links::Snapshot& of)
      : snapshot(of), today(today_of(of)), accounts(of), findings(of) {}

  const links::Snapshot& snapshot;
  config::Date today;
  metrics::DurableAccounts accounts;
  metrics::DurableFindings findings;
};

/// Infrastructure has no plan to be late against, and is promised to nobody.
void add_progress(json::object& object, const Context& context, std::size_t place) {
  const config::Site& site = context.snapshot.plan->sites[place];
  const auto late = rollout::slip(site, context.today);
  const auto evidence = metrics::evidence_of(context.snapshot, context.accounts, place);
  const auto now = std::chrono::floor<std::chrono::seconds>(context.snapshot.now.wall);
  object["hold"] = hold(site, context.today);
  object["slip"] =
      late ? json::value(std::int64_t{std::chrono::seconds{*late}.count()}) : json::value(nullptr);
  object["on_paper_only"] =
      site.phase.empty() ? json::value(nullptr)
                         : json::value(rollout::on_paper_only(site, context.today, evidence, now));
  object["last_up"] =
      evidence.last_up ? json::value(rfc3339(*evidence.last_up)) : json::value(nullptr);
  object["acceptance"] = acceptance(context.findings.acceptance(place));
}

/// A site without links has no state.
json::object site_object(const Context& context, std::size_t place, json::array links) {
  const config::Site& site = context.snapshot.plan->sites[place];
  const links::SiteNumbers& numbers = context.snapshot.sites[place];
  json::object object{
      {"site", site.id},
      {"name", site.name},
      {"district", site.district},
      {"phase", or_null(site.phase)},
      {"stage", stage(site, context.today)},
      {"state", numbers.measured ? or_null(book::name(numbers.state)) : json::value(nullptr)},
      {"since", numbers.measured ? since_or_null(numbers.since) : json::value(nullptr)},
      {"contacts", texts(site.contacts)},
      {"links", std::move(links)},
  };
  add_progress(object, context, place);
  return object;
}

}  // namespace

std::string sites_document(const links::Snapshot& snapshot) {
  json::array list;
  if (snapshot.plan != nullptr) {
    const Context context(snapshot);
    auto links = links_of_sites(*snapshot.plan);
    const auto& sites = snapshot.plan->sites;
    for (std::size_t i = 0; i < std::min(sites.size(), snapshot.sites.size()); ++i) {
      list.push_back(site_object(context, i, std::move(links[sites[i].id])));
    }
  }
  return to_text(json::object{
      {"now", rfc3339_milliseconds(snapshot.now.wall)},
      {"sites", std::move(list)},
  });
}

}  // namespace pantau::http
