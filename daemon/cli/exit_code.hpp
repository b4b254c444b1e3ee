// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pantau::cli {

/// Exit codes are public (contract.md 1).
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitConfiguration = 78;  ///< EX_CONFIG of sysexits.h

}  // namespace pantau::cli
