// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/configuration.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <variant>

#include "daemon/http/transport.hpp"

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

bool may_read(const std::filesystem::path& file) {
  return ::access(file.c_str(), R_OK) == 0;
}

bool may_read_all(const config::TlsSettings& settings) {
  return may_read(settings.certificate) && may_read(settings.key) &&
         (!settings.client_ca || may_read(*settings.client_ca));
}

}  // namespace

config::LoadOutcome load_configuration(const std::filesystem::path& file, bool with_origins) {
  return config::load(file, options_of_this_process(with_origins));
}

config::LoadOutcome load_for_daemon(const std::filesystem::path& file) {
  auto outcome = load_configuration(file);
  if (!outcome.plan || !outcome.plan->http.tls || !may_read_all(*outcome.plan->http.tls)) {
    return outcome;
  }
  const auto loaded = http::load_tls(*outcome.plan->http.tls);
  if (const auto* wrong = std::get_if<std::string>(&loaded)) {
    outcome.problems.push_back({.place = {}, .path = "http.tls", .text = *wrong});
    outcome.plan.reset();
  }
  return outcome;
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
