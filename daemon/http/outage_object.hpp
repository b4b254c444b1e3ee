// SPDX-License-Identifier: Apache-2.0
/// \file
/// One outage as every document shows it (contract 3.1).
#pragma once

#include <cstdint>
#include <optional>

#include <boost/json/object.hpp>

#include "daemon/book/link_state.hpp"
#include "daemon/book/outage.hpp"

namespace pantau::http {

/// \param incident  nothing: not known, written as null.
/// \param now  until then what is open lasts.
[[nodiscard]] boost::json::object outage_object(const book::Outage& outage,
                                                std::optional<std::uint64_t> incident,
                                                book::Second now);

}  // namespace pantau::http
