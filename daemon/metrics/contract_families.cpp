// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/contract_families.hpp"

#include <string>
#include <vector>

#include "daemon/metrics/labels.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/metrics/put_value.hpp"

namespace pantau::metrics {
namespace {

void write_dates(PageWriter& page, const config::Plan& plan) {
  LocalDays days(plan.daemon.timezone);
  page.family("pantau_contract_end_timestamp_seconds",
              Type::gauge,
              "The instant at which the last day of the contract is over.");
  for (const config::Contract& contract : plan.contracts) {
    if (contract.has_end) {
      page.sample(Labels().with("contract", contract.id).text(), "", days.end(contract.end));
    }
  }
  page.family("pantau_contract_free_until_timestamp_seconds",
              Type::gauge,
              "The instant at which the last day that costs nothing is over.");
  for (const config::Contract& contract : plan.contracts) {
    if (contract.free_until) {
      page.sample(
          Labels().with("contract", contract.id).text(), "", days.end(*contract.free_until));
    }
  }
}

void write_money(PageWriter& page, const links::Snapshot& snapshot) {
  page.family("pantau_contract_fee_rupiah", Type::gauge, "Fee of a month, of the whole contract.");
  for (const config::Contract& contract : snapshot.plan->contracts) {
    put(page, Labels().with("contract", contract.id).text(), "", contract.fee_per_month);
  }
  page.family("pantau_contract_restitution_rupiah",
              Type::gauge,
              "What the provider owes back for a local month, as the journal says now; of the "
              "present month so far.");
  if (snapshot.accounts == nullptr) {
    return;
  }
  for (const availability::ContractMonth& month : snapshot.accounts->restitution) {
    page.sample(Labels().with("contract", month.contract).with("month", month.month).text(),
                "",
                month.rupiah);
  }
}

}  // namespace

void write_contracts(PageWriter& page, const links::Snapshot& snapshot) {
  write_dates(page, *snapshot.plan);
  write_money(page, snapshot);
}

}  // namespace pantau::metrics
