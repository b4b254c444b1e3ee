// SPDX-License-Identifier: Apache-2.0
/// \file
/// Log lines about acceptance tests.
#pragma once

#include "daemon/app/log.hpp"
#include "daemon/rollout/acceptance.hpp"

namespace pantau::app {

/// `acceptance_begun`
void log_begun(Log& log, const rollout::Acceptance& acceptance);
/// `acceptance_decided`, with the criteria that were not met.
void log_decided(Log& log, const rollout::Acceptance& acceptance);

}  // namespace pantau::app
