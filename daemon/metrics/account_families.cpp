// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/account_families.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/availability/accounts.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/month_labels.hpp"
#include "daemon/metrics/put_value.hpp"

namespace pantau::metrics {
namespace {

using availability::Account;
using availability::LinkAccount;
using availability::MonthAccount;
using availability::MonthCause;
using availability::SlaBudget;
using availability::SlaSeconds;

/// A month of one link, and the number of its labels.
struct LinkMonth {
  std::uint32_t link = 0;
  std::uint32_t labels = 0;
  const MonthAccount* month = nullptr;
};

struct Context {
  PageWriter& page;
  const LinkHeads& heads;
  const DurableAccounts& accounts;
};

/// Calls `write(labels, account)` for each link that has one.
template <typename Write>
void each_account(const Context& context, Write write) {
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    if (const LinkAccount* account = context.accounts.link(i); account != nullptr) {
      write(context.heads.labels(i), *account);
    }
  }
}

std::int64_t timestamp(book::Second time) {
  return time.time_since_epoch().count();
}

void write_settled(const Context& context) {
  static const auto states = choices("state", book::kLinkStateNames);
  PageWriter& page = context.page;
  page.family("pantau_link_state_seconds_total",
              Type::counter,
              "Settled seconds in each state since the link was first configured.");
  each_account(context, [&](std::string_view labels, const LinkAccount& account) {
    for (std::size_t state = 0; state < states.size(); ++state) {
      page.sample(labels, states[state], account.state_seconds[state]);
    }
  });
  page.family("pantau_link_settled_timestamp_seconds",
              Type::gauge,
              "How far the book of the link has settled.");
  each_account(context, [&](std::string_view labels, const LinkAccount& account) {
    page.sample(labels, "", timestamp(account.settled_until));
  });
}

void write_sla_clock(const Context& context) {
  struct Class {
    std::string_view label;
    std::int64_t SlaSeconds::*seconds;
  };

  constexpr std::array<Class, 4> kClasses{{
      {R"(,class="up")", &SlaSeconds::up},
      {R"(,class="down")", &SlaSeconds::down},
      {R"(,class="maintenance")", &SlaSeconds::maintenance},
      {R"(,class="unknown")", &SlaSeconds::unknown},
  }};
  context.page.family("pantau_link_sla_seconds_total",
                      Type::counter,
                      "Settled seconds of the clock of the contract, corrections left out.");
  each_account(context, [&](std::string_view labels, const LinkAccount& account) {
    if (!account.budget) {
      return;  // no contract is in force: its clock does not run
    }
    const SlaSeconds sla = account.sla.value_or(SlaSeconds{});
    for (const Class& one : kClasses) {
      context.page.sample(labels, one.label, sla.*one.seconds);
    }
  });
}

void write_budget(const Context& context) {
  PageWriter& page = context.page;
  const auto each_budget = [&](std::string_view name, std::string_view help, auto value) {
    page.family(name, Type::gauge, help);
    each_account(context, [&](std::string_view labels, const LinkAccount& account) {
      if (account.budget) {
        put(page, labels, "", value(*account.budget));
      }
    });
  };
  each_budget("pantau_link_sla_target_ratio",
              "Availability that the contract asks for.",
              [](const SlaBudget& budget) { return budget.target; });
  each_budget("pantau_link_sla_start_timestamp_seconds",
              "When the clock of the contract began.",
              [](const SlaBudget& budget) { return static_cast<double>(timestamp(budget.start)); });
  each_budget("pantau_link_sla_budget_seconds",
              "Seconds down that the contract allows this month.",
              [](const SlaBudget& budget) { return static_cast<double>(budget.seconds); });
  each_budget("pantau_link_sla_budget_remaining_seconds",
              "What is left of them; negative when spent.",
              [](const SlaBudget& budget) { return static_cast<double>(budget.remaining); });
}

/// Months without a second of the link have no value.
std::vector<LinkMonth> months_of(const Context& context, MonthLabels& labels) {
  std::vector<LinkMonth> months;
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    const LinkAccount* account = context.accounts.link(i);
    if (account == nullptr) {
      continue;
    }
    for (const MonthAccount& month : account->months) {
      if (month.account.all() > 0 && context.accounts.shows(month.month)) {
        months.push_back({.link = static_cast<std::uint32_t>(i),
                          .labels = labels.place(month.month, month.contract),
                          .month = &month});
      }
    }
  }
  return months;
}

/// `,basis="gross"` and the like before each of the labels, so that it is done once for all links.
std::vector<std::string> with(std::string_view first, const MonthLabels& labels) {
  std::vector<std::string> texts;
  texts.reserve(labels.size());
  for (std::uint32_t i = 0; i < labels.size(); ++i) {
    texts.push_back(std::string(first) + labels.text(i));
  }
  return texts;
}

void write_ratios(const Context& context,
                  const std::vector<LinkMonth>& months,
                  const MonthLabels& labels) {
  PageWriter& page = context.page;
  const auto gross = with(R"(,basis="gross")", labels);
  const auto net = with(R"(,basis="net")", labels);
  page.family("pantau_link_availability_ratio",
              Type::gauge,
              "Availability of a local month; net as the contract counts.");
  for (const auto& [link, at, month] : months) {
    const std::string_view head = context.heads.labels(link);
    put(page, head, gross[at], month->account.gross());
    if (!month->contract.empty()) {
      put(page, head, net[at], month->account.net(month->formula));
    }
  }
  page.family(
      "pantau_link_data_coverage_ratio", Type::gauge, "Part of a local month that is not unknown.");
  for (const auto& [link, at, month] : months) {
    put(page, context.heads.labels(link), labels.text(at), month->account.coverage());
  }
}

struct MonthClass {
  std::string_view label;
  std::int64_t Account::*seconds;
  bool of_contract = false;  ///< nothing can be in it without a contract
};

constexpr std::array<MonthClass, 6> kMonthClasses{{
    {R"(,class="up")", &Account::up},
    {R"(,class="down")", &Account::down},
    {R"(,class="short")", &Account::too_short, true},
    {R"(,class="excluded")", &Account::excluded, true},
    {R"(,class="planned")", &Account::planned},
    {R"(,class="unknown")", &Account::unknown},
}};

void write_month_seconds(const Context& context,
                         const std::vector<LinkMonth>& months,
                         const MonthLabels& labels) {
  std::vector<std::vector<std::string>> texts;
  texts.reserve(kMonthClasses.size());
  for (const MonthClass& one : kMonthClasses) {
    texts.push_back(with(one.label, labels));
  }
  context.page.family("pantau_link_month_seconds",
                      Type::gauge,
                      "Seconds of a local month by class; each second is in one.");
  for (const auto& [link, at, month] : months) {
    for (std::size_t i = 0; i < kMonthClasses.size(); ++i) {
      if (!kMonthClasses[i].of_contract || !month->contract.empty()) {
        context.page.sample(
            context.heads.labels(link), texts[i][at], month->account.*kMonthClasses[i].seconds);
      }
    }
  }
}

void write_judgement(const Context& context,
                     const std::vector<LinkMonth>& months,
                     const MonthLabels& labels) {
  context.page.family("pantau_link_sla_met",
                      Type::gauge,
                      "1 when the contract was met, absent under 90 % coverage.");
  for (const auto& [link, at, month] : months) {
    const bool is_met = month->judgement == availability::Judgement::met;
    if (is_met || month->judgement == availability::Judgement::missed) {
      context.page.sample(context.heads.labels(link), labels.text(at), std::uint64_t{is_met});
    }
  }
}

void write_months(const Context& context) {
  MonthLabels labels("contract");
  const auto months = months_of(context, labels);
  write_ratios(context, months, labels);
  write_month_seconds(context, months, labels);
  write_judgement(context, months, labels);
}

void write_causes(const Context& context) {
  MonthLabels labels("cause");
  const auto each_cause = [&](auto write) {
    each_account(context, [&](std::string_view head, const LinkAccount& account) {
      for (const MonthCause& cause : account.causes) {
        if (context.accounts.shows(cause.month)) {
          write(head, labels.text(labels.place(cause.month, book::name(cause.cause))), cause);
        }
      }
    });
  };
  context.page.family("pantau_link_month_outages",
                      Type::gauge,
                      "Outages of a local month by effective cause, open ones included.");
  each_cause([&](std::string_view head, std::string_view more, const MonthCause& cause) {
    context.page.sample(head, more, cause.outages);
  });
  context.page.family("pantau_link_month_outage_seconds",
                      Type::gauge,
                      "Seconds of these outages in the month, up to now.");
  each_cause([&](std::string_view head, std::string_view more, const MonthCause& cause) {
    context.page.sample(head, more, cause.seconds);
  });
}

}  // namespace

void write_link_accounts(PageWriter& page,
                         const LinkHeads& heads,
                         const DurableAccounts& accounts) {
  const Context context{page, heads, accounts};
  write_settled(context);
  write_sla_clock(context);
  write_budget(context);
  write_months(context);
  write_causes(context);
}

}  // namespace pantau::metrics
