// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>

#include "daemon/availability/accounts.hpp"
#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/put_value.hpp"
#include "daemon/metrics/site_families.hpp"

namespace pantau::metrics {
namespace {

using availability::SiteAccount;
using availability::SiteMonth;

struct Context {
  PageWriter& page;
  const SiteHeads& heads;
  const DurableAccounts& accounts;
};

/// Calls `write(labels, account)` for each site that has one.
template <typename Write>
void each_account(const Context& context, Write write) {
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    if (const SiteAccount* account = context.accounts.site(i); account != nullptr) {
      write(context.heads.labels(i), *account);
    }
  }
}

std::string month_label(const SiteMonth& month) {
  std::string label;
  append_label(label, "month", month.month);
  return "," + label;
}

/// Calls `write(labels, month label, month)`; months without a second of the site have no value.
template <typename Write>
void each_month(const Context& context, Write write) {
  each_account(context, [&](std::string_view labels, const SiteAccount& account) {
    for (const SiteMonth& month : account.months) {
      if (context.accounts.shows(month.month) &&
          std::accumulate(month.seconds.begin(), month.seconds.end(), std::int64_t{0}) > 0) {
        write(labels, month_label(month), month);
      }
    }
  });
}

void write_ratios(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_site_availability_ratio",
              Type::gauge,
              "Availability of a local month, and of the service hours in it.");
  each_month(context,
             [&](std::string_view labels, const std::string& label, const SiteMonth& month) {
               put(page, labels, R"(,basis="gross")" + label, month.gross);
               put(page, labels, R"(,basis="service_hours")" + label, month.service_hours);
             });
  page.family(
      "pantau_site_data_coverage_ratio", Type::gauge, "Part of a local month that is not unknown.");
  each_month(context,
             [&](std::string_view labels, const std::string& label, const SiteMonth& month) {
               put(page, labels, label, month.coverage);
             });
}

void write_judgement(const Context& context) {
  context.page.family("pantau_site_sla_met",
                      Type::gauge,
                      "1 when every primary link with a contract met it, absent when not judged.");
  each_month(context,
             [&](std::string_view labels, const std::string& label, const SiteMonth& month) {
               const bool is_met = month.judgement == availability::Judgement::met;
               if (is_met || month.judgement == availability::Judgement::missed) {
                 context.page.sample(labels, label, std::uint64_t{is_met});
               }
             });
}

}  // namespace

void write_site_accounts(PageWriter& page,
                         const SiteHeads& heads,
                         const DurableAccounts& accounts) {
  static const auto states = choices("state", book::kLinkStateNames);
  const Context context{page, heads, accounts};
  page.family("pantau_site_state_seconds_total",
              Type::counter,
              "Settled seconds in each state since the site was first configured.");
  each_account(context, [&](std::string_view labels, const SiteAccount& account) {
    for (std::size_t state = 0; state < states.size(); ++state) {
      page.sample(labels, states[state], account.state_seconds[state]);
    }
  });
  write_ratios(context);
  page.family(
      "pantau_site_month_seconds", Type::gauge, "Settled seconds of a local month in each state.");
  each_month(context,
             [&](std::string_view labels, const std::string& label, const SiteMonth& month) {
               for (std::size_t state = 0; state < states.size(); ++state) {
                 page.sample(labels, label + states[state], month.seconds[state]);
               }
             });
  write_judgement(context);
}

}  // namespace pantau::metrics
