// SPDX-License-Identifier: Apache-2.0
/// \file
/// libFuzzer target: any bytes as a configuration file. Either a plan, or problems with a place;
/// and what the plan prints as its effective configuration loads again.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "config/effective.hpp"
#include "config/load.hpp"

namespace {

/// A file of this process alone, in memory where the machine has such a folder.
std::filesystem::path scratch_file() {
  const std::filesystem::path memory = "/dev/shm";
  const auto folder =
      std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  return folder / ("pantau-fuzz-" + std::to_string(::getpid()) + ".toml");
}

struct Scratch {
  std::filesystem::path path = scratch_file();

  Scratch() = default;

  ~Scratch() {
    std::error_code gone;  // a file that is not there any more is just as well
    std::filesystem::remove(path, gone);
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;

  [[nodiscard]] pantau::config::LoadOutcome load(const std::string& text) const {
    std::ofstream{path, std::ios::binary} << text;
    return pantau::config::load(path, {});
  }
};

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Scratch scratch;
  const std::string text{data, data + size};
  if (text.find("include") != std::string::npos) {
    return 0;  // would read files that the fuzzer did not write
  }
  const auto outcome = scratch.load(text);
  require(outcome.plan.has_value() == outcome.problems.empty());
  for (const auto& problem : outcome.problems) {
    require(!problem.text.empty() && !problem.place.file.empty());
  }
  if (outcome.plan && outcome.plan->credentials.empty() && outcome.plan->http.users.empty() &&
      !outcome.plan->http.tls) {
    require(scratch.load(pantau::config::effective_toml(*outcome.plan)).plan.has_value());
  }
  return 0;
}
