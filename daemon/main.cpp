// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>

#include "daemon/cli/command_line.hpp"

int main(int argc, char** argv) {
  try {
    return pantau::cli::run_command_line(argc, argv);
  } catch (const std::exception& failure) {
    (void)std::fprintf(stderr, "pantau: %s\n", failure.what());
    return 1;
  }
}
