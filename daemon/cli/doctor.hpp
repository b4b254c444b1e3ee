// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pantau::cli {

enum class Health : std::uint8_t { good, warning, bad };

/// One thing looked at: what was found, and the exact command or line that mends it.
struct Finding {
  Health health = Health::good;
  std::string what;
  std::string fix;  ///< empty when good
};

/// Facts about this machine that `judge` turns into findings; read by `look`.
struct MachineFacts {
  bool datagram_v4 = false;
  bool raw_v4 = false;
  bool datagram_v6 = false;
  bool raw_v6 = false;
  std::uint64_t receive_buffer = 0;  ///< bytes granted when 16 MiB were asked for
  bool kernel_timestamps = false;
  std::uint64_t neighbour_threshold = 0;  ///< net.ipv4.neigh.default.gc_thresh3; 0 = unknown
  bool clock_synchronised = false;
  bool clock_known = false;
  std::filesystem::path state_dir;
  bool state_dir_writable = false;
  std::uint64_t state_dir_free = 0;  ///< bytes
};

[[nodiscard]] MachineFacts look(const std::filesystem::path& state_dir);
[[nodiscard]] std::vector<Finding> judge(const MachineFacts& facts);

/// \return kExitOk when nothing is bad.
[[nodiscard]] int doctor(const std::filesystem::path& configuration);

}  // namespace pantau::cli
