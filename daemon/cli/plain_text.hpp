// SPDX-License-Identifier: Apache-2.0
/// \file
/// Texts out of a document, fit for a terminal.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "config/settings.hpp"

namespace pantau::cli {

/// Control characters show as `?`: what another machine says must not steer a terminal. "-" where
/// there is no string.
[[nodiscard]] std::string plain_text(const boost::json::value& from);
[[nodiscard]] std::string plain_text(const boost::json::object& from, std::string_view key);

/// The member `state` in the words of `language`; as it is where it is none of ours.
[[nodiscard]] std::string state_text(const boost::json::object& from, config::Language language);

}  // namespace pantau::cli
