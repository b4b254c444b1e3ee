// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the county did to each echo request, as JSON lines. Fields:
///   n         number of the request in the order of reading, from 0
///   t         CLOCK_REALTIME nanoseconds when it was read
///   dst id seq len     destination, identifier, sequence number, bytes from the IP header on
///   payload16 hexadecimal digits of the first 16 bytes of payload (or fewer)
///   fate      reply: at least one valid reply went out; lost; down: a hop or the host was; silent
///   delay_ns  delay imposed on the first packet sent back
///   copies    valid replies sent
///   mod       what else happened: dup reorder corrupt:KIND forged:KIND error:TYPE/CODE burst
///   unknown held_ns   writing minus reading of the first packet sent back; absent when none was
///   written
/// A line is written when its first packet is sent back, or at once when none will be: sort by n.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tests/lab/datagram.hpp"
#include "tests/lab/ip.hpp"

namespace pantau::lab {

enum class Fate : std::uint8_t { reply, lost, down, silent };

[[nodiscard]] std::string_view to_string(Fate fate);

struct TruthRecord {
  std::uint64_t number = 0;
  std::int64_t read_realtime_ns = 0;
  Ip destination;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::size_t length = 0;
  std::array<std::uint8_t, 16> payload{};
  std::size_t payload_bytes = 0;  ///< of `payload`, 0 to 16
  Fate fate = Fate::reply;
  std::chrono::nanoseconds delay{0};
  std::uint32_t copies = 0;
  std::string mods;  ///< separated by blanks
};

/// "mod" and its list.
void append_mods(std::string& text, std::string_view mods);
void append_hex(std::string& text, std::span<const std::uint8_t> bytes);

/// Appends one line and its end.
void append_truth(std::string& text,
                  const TruthRecord& record,
                  std::optional<std::chrono::nanoseconds> held);

/// Collects lines and writes them in pieces of a megabyte. Throws std::system_error when the file
/// cannot be made or written: a truth with holes is none.
class TruthWriter {
 public:
  explicit TruthWriter(const std::filesystem::path& file);
  TruthWriter(const TruthWriter&) = delete;
  TruthWriter& operator=(const TruthWriter&) = delete;
  TruthWriter(TruthWriter&&) = delete;
  TruthWriter& operator=(TruthWriter&&) = delete;
  ~TruthWriter();

  void add(const TruthRecord& record, std::optional<std::chrono::nanoseconds> held);
  void add(const DatagramRecord& record, std::optional<std::chrono::nanoseconds> held);
  void flush();

  [[nodiscard]] std::uint64_t lines() const { return lines_; }

 private:
  void end_line();

  int file_ = -1;
  std::uint64_t lines_ = 0;
  std::string buffer_;
};

}  // namespace pantau::lab
