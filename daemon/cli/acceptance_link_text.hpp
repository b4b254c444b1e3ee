// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the record of an acceptance test prints of one link.
#pragma once

#include <cstddef>
#include <string>

#include "daemon/cli/acceptance_record.hpp"
#include "daemon/cli/printed_page.hpp"

namespace pantau::cli {

/// "Kantor Distrik Jila (jila-kantor)"; only the id where there is no name.
[[nodiscard]] std::string named(const std::string& name, const std::string& id);

/// Contract, criteria and outages of record.acceptance.links[place].
void print_link(PrintedPage& page, const AcceptanceRecord& record, std::size_t place);

}  // namespace pantau::cli
