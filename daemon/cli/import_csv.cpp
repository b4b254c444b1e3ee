// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/import_csv.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "config/csv_import.hpp"
#include "config/file_text.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/plain_text.hpp"

#include <CLI/CLI.hpp>

namespace pantau::cli {

namespace {

void say(const config::CellProblem& problem,
         const config::CsvImport& import,
         const std::filesystem::path& file,
         std::string_view end) {
  fmt::print(stderr, "{}{}\n", printable(config::to_string(problem, import, file.string())), end);
}

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

/// "x": never over a file that an engineer may have gone on editing.
int write_new(const std::filesystem::path& path, const std::string& text) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "wxe"));
  const bool written = file != nullptr &&
                       std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() &&
                       std::fflush(file.get()) == 0;
  if (written) {
    return kExitOk;
  }
  const int error = errno;
  fmt::print(stderr,
             "pantau import csv: {}: {}{}\n",
             printable(path.string()),
             std::system_category().message(error),
             error == EEXIST ? ": remove it, or name another file" : "");
  if (file != nullptr) {
    std::error_code stays;  // half a file is worse than none; what cannot be removed stays
    std::filesystem::remove(path, stays);
  }
  return kExitFailure;
}

int write_out(const std::string& text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) {
    fmt::print(
        stderr, "pantau import csv: standard output: {}\n", std::system_category().message(errno));
  }
  return written ? kExitOk : kExitFailure;
}

}  // namespace

int import_csv(const ImportCsvOptions& options) {
  std::optional<config::Plan> known;
  if (!options.configuration.empty()) {
    auto outcome = load_configuration(options.configuration);
    if (!report_problems(outcome)) {
      return kExitConfiguration;
    }
    known = std::move(outcome.plan);
  }
  const auto text = config::read_file_text(options.file, config::kMaxCsvBytes);
  if (!text.error.empty()) {
    fmt::print(
        stderr, "{}:1:1: cannot be read: {}\n", printable(options.file.string()), text.error);
    return kExitConfiguration;
  }
  config::LoadOptions load;
  load.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  load.link_settings = false;
  const auto import = config::import_csv(text.text,
                                         {.file = options.file.filename().string(),
                                          .configuration = options.configuration,
                                          .known = known ? &*known : nullptr,
                                          .load = std::move(load)});
  for (const auto& warning : import.warnings) {
    say(warning, import, options.file, " (warning)");
  }
  for (const auto& problem : import.problems) {
    say(problem, import, options.file, "");
  }
  if (!import.problems.empty()) {
    fmt::print(stderr,
               "{} problem{}: nothing was imported\n",
               import.problems.size(),
               import.problems.size() == 1 ? "" : "s");
    return kExitConfiguration;
  }
  return options.output.empty() ? write_out(import.toml) : write_new(options.output, import.toml);
}

void ImportCommand::add(CLI::App& app, std::function<int()>& command) {
  CLI::App* import = app.add_subcommand("import", "Inventory from other programs as configuration");
  import->require_subcommand(1);
  CLI::App* csv = import->add_subcommand("csv", "Districts, sites and links from a spreadsheet");
  csv->add_option("FILE", options_.file, "The sheet, saved as CSV")->required();
  csv->add_option("-c,--config",
                  options_.configuration,
                  "Configuration whose districts, phases, providers, contracts and sites the sheet "
                  "may name; they are not written again");
  csv->add_option("-o,--output",
                  options_.output,
                  "File to write, which must not exist; default: standard output");
  csv->footer(
      "Examples:\n  pantau import csv inventaris.csv > conf.d/inventaris.toml\n"
      "  pantau import csv tahap-3.csv -c pantau.toml -o conf.d/tahap-3.toml\n"
      "Separator, encoding, title rows and the order of columns are found out; headers and words\n"
      "may be Indonesian or English: Nama Lokasi, Distrik, Tahap, Lintang, Bujur, Penduduk\n"
      "Dilayani, Layanan, Kontak, Rencana Beroperasi, Realisasi Terpasang, Status Hambatan,\n"
      "Teknologi, Jalur, Alamat IP, Penyedia, Kontrak, Mulai Kontrak, Akhir Kontrak, Target SLA.\n"
      "A row is a site, or a link of a site. Dates are day first. What is wrong is told on "
      "standard\n"
      "error as FILE:ROW:COLUMN \"Header\": text, all at once, and then nothing is written.\n"
      "Exit: 0, 78 problems, 1 cannot write.");
  csv->callback([this, &command] { command = [this] { return cli::import_csv(options_); }; });
}

}  // namespace pantau::cli
