// SPDX-License-Identifier: Apache-2.0
/// \file
/// The nine `process_*` metrics that every Prometheus client library gives, from proc(5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pantau::metrics {

/// What could not be read is absent. A limit that is not set has the kernel's own value for
/// "unlimited" (RLIM_INFINITY, 2^64 - 1), as the Go client library gives it.
struct ProcessNumbers {
  std::optional<double> cpu_seconds;
  std::optional<std::uint64_t> open_fds;
  std::optional<std::uint64_t> max_fds;
  std::optional<std::uint64_t> virtual_memory_bytes;
  std::optional<std::uint64_t> virtual_memory_max_bytes;
  std::optional<std::uint64_t> resident_memory_bytes;
  std::optional<std::uint64_t> heap_bytes;
  std::optional<double> start_time_seconds;  ///< since the Unix epoch, as /proc/stat dates the boot
  std::optional<std::uint64_t> threads;
};

/// The files concerned, as read; empty when unreadable.
struct ProcessFiles {
  std::string_view stat;  ///< /proc/self/stat
  std::string_view limits;  ///< /proc/self/limits
  std::string_view system_stat;  ///< /proc/stat
  std::uint64_t ticks_per_second = 100;
  std::uint64_t page_bytes = 4096;
};

/// All but `open_fds` and `heap_bytes`, which stand in no file.
[[nodiscard]] ProcessNumbers parse_process(const ProcessFiles& files);

/// What /proc/stat says in `btime`, for where a sandbox hides it (ProcSubset=pid). Taken once: a
/// start that moves with the clock would look like a restart.
[[nodiscard]] std::string boot_line();

/// Reads the numbers of this process.
[[nodiscard]] ProcessNumbers read_process();

}  // namespace pantau::metrics
