// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/configuration.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace pantau::cli {

namespace {

config::LoadOptions options_of_this_process(bool with_origins) {
  config::LoadOptions options;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program writes the environment
  if (const char* directory = std::getenv("CREDENTIALS_DIRECTORY"); directory != nullptr) {
    options.credentials_directory = directory;
  }
  options.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  options.link_settings = with_origins;
  return options;
}

}  // namespace

config::LoadOutcome load_configuration(const std::filesystem::path& file, bool with_origins) {
  return config::load(file, options_of_this_process(with_origins));
}

config::Plan built_in_plan() {
  auto outcome = config::load("/dev/null", options_of_this_process(false));
  return outcome.plan.value_or(config::Plan{});
}

bool report(const config::LoadOutcome& outcome) {
  for (const config::Problem& warning : outcome.warnings) {
    fmt::print(stderr, "{} (warning)\n", config::to_string(warning));
  }
  return report_problems(outcome);
}

bool report_problems(const config::LoadOutcome& outcome) {
  for (const config::Problem& problem : outcome.problems) {
    fmt::print(stderr, "{}\n", config::to_string(problem));
  }
  return outcome.plan.has_value();
}

void say_not_used(std::string_view command, const std::filesystem::path& file) {
  fmt::print(
      stderr,
      "pantau {}: {} cannot be used (pantau check -c {} says why); address, language and time "
      "zone are the usual ones\n",
      command,
      file.string(),
      file.string());
}

}  // namespace pantau::cli
