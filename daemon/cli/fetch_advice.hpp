// SPDX-License-Identifier: Apache-2.0
/// \file
/// What to do when a daemon could not be asked.
#pragma once

#include <curl/curl.h>

#include <string>

#include "daemon/cli/access.hpp"

namespace pantau::cli {

[[nodiscard]] bool is_https(const std::string& url);

/// The URL as it may be shown: without "user:password@".
[[nodiscard]] std::string without_password(std::string url);

/// After a transfer that failed. \param verdict  CURLINFO_SSL_VERIFYRESULT.
/// \return empty where nothing is known but that nobody answered.
[[nodiscard]] std::string transfer_advice(CURLcode result, long verdict, const Access& access);

/// After 401.
[[nodiscard]] std::string user_advice(const Access& access);

}  // namespace pantau::cli
