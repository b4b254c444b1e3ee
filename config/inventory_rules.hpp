// SPDX-License-Identifier: Apache-2.0
/// \file
/// What must hold between the tables of the inventory, beyond what each key says for itself. What
/// cannot be true is an error; what is most likely a slip of the pen, or would silently count
/// nothing, is a warning. Today's date never makes an error.
#pragma once

#include <string>
#include <vector>

#include "config/draft.hpp"

namespace pantau::config {

/// Of one contract, while it is read.
void check_contract(TableReader& reader, const Contract& contract);
/// Of the contracts that `contract` of a link or a template names: one holds on a day.
void check_overlaps(TableReader& reader, const Draft& draft, const std::vector<std::string>& ids);
/// Of one site, while it is read.
void check_site(Draft& draft, TableReader& reader, const Site& site);

/// Over the whole plan, when all of it has been read.
void check_inventory(Draft& draft);

// Its parts.
void check_districts(Draft& draft);  ///< codes, names, what was cut from what
void check_sites(Draft& draft);  ///< names, relocations, acceptance tests without a line
void check_contracts(Draft& draft);  ///< contracts that no link names
void check_weights(Draft& draft);  ///< sites that weigh nothing by [rollout] weights

}  // namespace pantau::config
