// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <unordered_map>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/book/contract_day.hpp"
#include "daemon/http/documents.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/metrics/durable_accounts.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

std::string_view contract_of(const config::Plan& plan,
                             const config::Link& link,
                             config::Date today) {
  const auto* contract = book::shown_contract(plan, link, today);
  return contract == nullptr ? std::string_view() : std::string_view(contract->id);
}

json::value minute_object(const links::LinkNumbers& numbers) {
  if (!numbers.minute) {
    return nullptr;
  }
  const auto& minute = *numbers.minute;
  const auto value = [&](net::Nanoseconds duration) {
    return minute.answered() ? json::value(seconds(duration)) : json::value(nullptr);
  };
  return json::object{
      {"start", rfc3339(std::chrono::floor<std::chrono::seconds>(minute.start))},
      {"sent", minute.sent},
      {"lost", minute.lost},
      {"late", minute.late},
      {"duplicates", minute.duplicates},
      {"min", value(minute.min)},
      {"median", value(minute.median)},
      {"p95", value(minute.p95)},
      {"max", value(minute.max)},
      {"variation", value(minute.variation())},
  };
}

/// Everything beside the numbers of a link that its object is made of.
struct Context {
  const links::Snapshot& snapshot;
  config::Date today;
  metrics::DurableAccounts accounts;
  std::unordered_map<std::uint32_t, const book::Outage*> outages;  ///< open ones, by place
};

Context context_of(const links::Snapshot& snapshot) {
  Context context{snapshot, today_of(snapshot), metrics::DurableAccounts(snapshot), {}};
  for (const auto& [place, outage] : snapshot.open_outages) {
    context.outages.emplace(place, outage.get());
  }
  return context;
}

/// All roots while the link is down or unreachable. The outage knows them all, the numbers the one
/// that the metrics show.
json::array roots(const Context& context, std::size_t place) {
  const links::LinkNumbers& numbers = context.snapshot.links[place];
  if (!book::is_failed(numbers.state)) {
    return {};
  }
  const auto outage = context.outages.find(static_cast<std::uint32_t>(place));
  if (outage != context.outages.end() && !outage->second->segments.empty()) {
    return texts(outage->second->segments.back().roots);
  }
  const auto& all = context.snapshot.plan->links;
  return numbers.root < all.size() ? json::array{all[numbers.root].id} : json::array{};
}

json::value settled_until(const Context& context, std::size_t place) {
  const auto* account = context.accounts.link(place);
  return account == nullptr ? json::value(nullptr) : json::value(rfc3339(account->settled_until));
}

json::object link_object(const Context& context, std::size_t place) {
  const config::Plan& plan = *context.snapshot.plan;
  const config::Link& link = plan.links[place];
  const links::LinkNumbers& numbers = context.snapshot.links[place];
  const auto& outage = numbers.outage;
  return json::object{
      {"link", link.id},
      {"site", link.site},
      {"technology", link.technology},
      {"role", json::string_view(role_name(link.role))},
      {"provider", or_null(link.provider)},
      {"contract", or_null(contract_of(plan, link, context.today))},
      {"address", or_null(link.address)},
      {"state", json::string_view(book::name(numbers.state))},
      {"since", since_or_null(std::chrono::floor<std::chrono::seconds>(numbers.since))},
      {"settled_until", settled_until(context, place)},
      {"root", roots(context, place)},
      {"maintenance", numbers.in_maintenance},
      {"last_reply",
       numbers.last_reply ? json::value(rfc3339_milliseconds(*numbers.last_reply))
                          : json::value(nullptr)},
      {"minute", minute_object(numbers)},
      {"outage", outage ? json::value(outage->id) : json::value(nullptr)},
      {"cause", outage ? or_null(book::name(outage->cause)) : json::value(nullptr)},
  };
}

}  // namespace

std::string links_document(const links::Snapshot& snapshot) {
  const Context context = context_of(snapshot);
  json::array list;
  for (std::size_t i = 0; i < link_count(snapshot); ++i) {
    list.push_back(link_object(context, i));
  }
  return to_text(json::object{
      {"now", rfc3339_milliseconds(snapshot.now.wall)},
      {"gateway", or_null(snapshot.plan ? snapshot.plan->daemon.gateway : std::string())},
      {"vantage", snapshot.vantage_ok},
      {"links", std::move(list)},
  });
}

}  // namespace pantau::http
