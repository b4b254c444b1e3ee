// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/process_numbers.hpp"

#include <malloc.h>
#include <unistd.h>

#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <system_error>
#include <vector>

namespace pantau::metrics {
namespace {

std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::vector<std::string_view> words(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n";
  std::vector<std::string_view> found;
  for (;;) {
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) {
      return found;
    }
    const std::size_t end = text.find_first_of(kBlanks, start);
    found.push_back(text.substr(start, end - start));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  }
}

/// What follows `key` at the beginning of a line, up to the end of that line.
std::optional<std::string_view> line_after(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with(key)) {
      return line.substr(key.size());
    }
    text.remove_prefix(line.size() == text.size() ? line.size() : line.size() + 1);
  }
  return std::nullopt;
}

/// The soft limit, which is the first of the two.
std::optional<std::uint64_t> soft_limit(std::string_view limits, std::string_view name) {
  const auto rest = line_after(limits, name);
  const auto values = words(rest.value_or(""));
  if (values.empty()) {
    return std::nullopt;
  }
  if (values.front() == "unlimited") {
    return std::numeric_limits<std::uint64_t>::max();
  }
  return read_number(values.front());
}

/// /proc/self/stat after the command name, which may hold blanks and parentheses itself.
class StatFields {
 public:
  explicit StatFields(std::string_view stat) {
    const std::size_t end = stat.rfind(')');
    if (end != std::string_view::npos) {
      fields_ = words(stat.substr(end + 1));
    }
  }

  /// By the number of proc(5), of which the state is the third.
  [[nodiscard]] std::optional<std::uint64_t> at(std::size_t number) const {
    constexpr std::size_t kFirst = 3;
    return number - kFirst < fields_.size() ? read_number(fields_[number - kFirst]) : std::nullopt;
  }

 private:
  std::vector<std::string_view> fields_;
};

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<std::uint64_t> count_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::uint64_t count = 0;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    ++count;
  }
  if (error || count == 0) {
    return std::nullopt;
  }
  return count - 1;  // the one that reads the folder
}

}  // namespace

ProcessNumbers parse_process(const ProcessFiles& files) {
  const StatFields stat(files.stat);
  ProcessNumbers numbers;
  const auto ticks = static_cast<double>(files.ticks_per_second);
  const auto user = stat.at(14);
  const auto system = stat.at(15);
  if (user && system) {
    numbers.cpu_seconds = static_cast<double>(*user + *system) / ticks;
  }
  numbers.threads = stat.at(20);
  const auto started = stat.at(22);
  const auto boot = words(line_after(files.system_stat, "btime ").value_or(""));
  const auto boot_time = boot.empty() ? std::nullopt : read_number(boot.front());
  if (started && boot_time) {
    numbers.start_time_seconds =
        static_cast<double>(*boot_time) + static_cast<double>(*started) / ticks;
  }
  numbers.virtual_memory_bytes = stat.at(23);
  if (const auto pages = stat.at(24)) {
    numbers.resident_memory_bytes = *pages * files.page_bytes;
  }
  numbers.max_fds = soft_limit(files.limits, "Max open files ");
  numbers.virtual_memory_max_bytes = soft_limit(files.limits, "Max address space ");
  return numbers;
}

std::string boot_line() {
  static const auto boot = [] {
    timespec wall{};
    timespec since{};
    (void)::clock_gettime(CLOCK_REALTIME, &wall);  // neither fails for a clock that exists
    (void)::clock_gettime(CLOCK_BOOTTIME, &since);
    return wall.tv_sec - since.tv_sec - (wall.tv_nsec < since.tv_nsec ? 1 : 0);
  }();
  return "btime " + std::to_string(boot) + "\n";
}

ProcessNumbers read_process() {
  const std::string stat = read_file("/proc/self/stat");
  const std::string limits = read_file("/proc/self/limits");
  std::string system_stat = read_file("/proc/stat");
  if (system_stat.empty()) {
    system_stat = boot_line();
  }
  const auto known = [](long value, std::uint64_t otherwise) {
    return value > 0 ? static_cast<std::uint64_t>(value) : otherwise;
  };
  ProcessNumbers numbers = parse_process({.stat = stat,
                                          .limits = limits,
                                          .system_stat = system_stat,
                                          .ticks_per_second = known(sysconf(_SC_CLK_TCK), 100),
                                          .page_bytes = known(sysconf(_SC_PAGESIZE), 4096)});
  numbers.open_fds = count_descriptors();
  const struct mallinfo2 heap = mallinfo2();
  numbers.heap_bytes = heap.uordblks + heap.hblkhd;
  return numbers;
}

}  // namespace pantau::metrics
