// SPDX-License-Identifier: Apache-2.0
/// \file
/// Texts that people and other machines wrote, fit for a terminal.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "config/settings.hpp"

namespace pantau::cli {

/// Proper UTF-8; control characters show as `?`, so that no text can steer a terminal or begin a
/// line of its own.
[[nodiscard]] std::string printable(std::string_view text);

/// The same of a string in a document; "-" where there is none.
[[nodiscard]] std::string plain_text(const boost::json::value& from);
[[nodiscard]] std::string plain_text(const boost::json::object& from, std::string_view key);

/// The member `state` in the words of `language`; as it is where it is none of ours.
[[nodiscard]] std::string state_text(const boost::json::object& from, config::Language language);

}  // namespace pantau::cli
