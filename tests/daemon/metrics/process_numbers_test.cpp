// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/process_numbers.hpp"

#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace pantau::metrics {
namespace {

// The layout is that of proc(5), Linux 6.1; the command name was chosen to mislead.
constexpr std::string_view kStat =
    "4711 (pan) tau (1) S 1 4711 4711 0 -1 4194560 2500 0 3 0 1234 66 0 0 20 0 3 0 98765 "
    "123456789 5000 18446744073709551615 1 1 0 0 0 0 0 4096 16386 0 0 0 17 1 0 0 0 0 0\n";

constexpr std::string_view kLimits =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max cpu time              unlimited            unlimited            seconds   \n"
    "Max open files            1024                 524288               files     \n"
    "Max address space         unlimited            unlimited            bytes     \n";

constexpr std::string_view kSystemStat =
    "cpu  1 2 3 4\nintr 5\nctxt 6\nbtime 1796000000\nprocesses 7\n";

TEST(ProcessNumbers, ReadsTheFilesOfProc) {
  const ProcessNumbers numbers =
      parse_process({.stat = kStat, .limits = kLimits, .system_stat = kSystemStat});
  EXPECT_DOUBLE_EQ(numbers.cpu_seconds.value(), 13.0);
  EXPECT_EQ(numbers.threads, 3U);
  EXPECT_DOUBLE_EQ(numbers.start_time_seconds.value(), 1796000987.65);
  EXPECT_EQ(numbers.virtual_memory_bytes, 123456789U);
  EXPECT_EQ(numbers.resident_memory_bytes, 5000U * 4096U);
  EXPECT_EQ(numbers.max_fds, 1024U);
  EXPECT_EQ(numbers.virtual_memory_max_bytes, std::numeric_limits<std::uint64_t>::max());
}

TEST(ProcessNumbers, UsesTheTicksAndPagesOfTheMachine) {
  const ProcessNumbers numbers = parse_process({.stat = kStat,
                                                .limits = kLimits,
                                                .system_stat = kSystemStat,
                                                .ticks_per_second = 1000,
                                                .page_bytes = 16384});
  EXPECT_DOUBLE_EQ(numbers.cpu_seconds.value(), 1.3);
  EXPECT_EQ(numbers.resident_memory_bytes, 5000U * 16384U);
}

TEST(ProcessNumbers, LeavesOutWhatCannotBeRead) {
  const ProcessNumbers numbers = parse_process({});
  EXPECT_FALSE(numbers.cpu_seconds || numbers.threads || numbers.start_time_seconds ||
               numbers.virtual_memory_bytes || numbers.resident_memory_bytes || numbers.max_fds ||
               numbers.virtual_memory_max_bytes);
}

TEST(ProcessNumbers, SurvivesFilesThatEndAtAnyByte) {
  for (std::size_t bytes = 0; bytes <= kStat.size(); ++bytes) {
    const ProcessNumbers numbers = parse_process({.stat = kStat.substr(0, bytes),
                                                  .limits = kLimits.substr(0, bytes),
                                                  .system_stat = kSystemStat.substr(0, bytes)});
    EXPECT_LE(numbers.threads.value_or(0), 3U);
  }
}

TEST(ProcessNumbers, ReadsAllNineOfThisProcess) {
  const ProcessNumbers numbers = read_process();
  EXPECT_GE(numbers.cpu_seconds.value(), 0);
  EXPECT_GE(numbers.open_fds.value(), 3U);
  EXPECT_GE(numbers.max_fds.value(), numbers.open_fds.value());
  EXPECT_GE(numbers.virtual_memory_bytes.value(), numbers.resident_memory_bytes.value());
  EXPECT_GT(numbers.virtual_memory_max_bytes.value(), 0U);
  EXPECT_GT(numbers.resident_memory_bytes.value(), 0U);
  EXPECT_TRUE(numbers.heap_bytes.has_value());
  EXPECT_GT(numbers.start_time_seconds.value(), 1.6e9);
  EXPECT_GE(numbers.threads.value(), 1U);
}

/// The kernel's own figure is cut to a second where the clock was last set.
TEST(ProcessNumbers, KnowTheStartWhereProcStatIsHidden) {
  std::ifstream file{"/proc/stat"};
  const std::string open{std::istreambuf_iterator<char>{file}, {}};
  ASSERT_FALSE(open.empty());
  const auto start = [](std::string_view system_stat) {
    return parse_process({.stat = kStat, .limits = {}, .system_stat = system_stat})
        .start_time_seconds.value();
  };
  EXPECT_NEAR(start(boot_line()), start(open), 1);
  EXPECT_EQ(boot_line(), boot_line());
}

}  // namespace
}  // namespace pantau::metrics
