// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "daemon/http/message.hpp"
#include "daemon/http/negotiation.hpp"

namespace pantau::http {

/// Packs the body when that pays and the client takes it, and says so in the headers.
void apply_coding(Response& response, Coding coding);

/// Status line and headers, up to and with the empty line. Content-Length is that of the body, so
/// the answer to HEAD is this and nothing else.
[[nodiscard]] std::string response_head(const Response& response,
                                        bool keep_alive,
                                        std::chrono::sys_seconds date);

}  // namespace pantau::http
