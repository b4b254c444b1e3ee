// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/http/source.hpp"

namespace pantau::http::test {

/// Two sites and three links at 2026-11-20T03:04:05.678Z, which is noon in Jayapura: "jila-vsat" up
/// with a minute, "jila-wifi" never answered, "timika-fibre" without address.
[[nodiscard]] links::Snapshot sample_snapshot();

}  // namespace pantau::http::test
