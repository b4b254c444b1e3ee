// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pantau::cli {

/// Parses the command line and runs the command. \return the program's exit code (contract.md 1).
[[nodiscard]] int run_command_line(int argc, char** argv);

}  // namespace pantau::cli
