// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/truth.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>
#include <system_error>

namespace pantau::lab {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;

}  // namespace

void append_mods(std::string& text, std::string_view mods) {
  text += ",\"mod\":[";
  for (bool first = true; !mods.empty(); first = false) {
    const auto length = std::min(mods.find(' '), mods.size());
    fmt::format_to(std::back_inserter(text), "{}\"{}\"", first ? "" : ",", mods.substr(0, length));
    mods.remove_prefix(std::min(length + 1, mods.size()));
  }
  text += ']';
}

void append_hex(std::string& text, std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0x0fU];
  }
}

std::string_view to_string(Fate fate) {
  constexpr std::array<std::string_view, 4> kNames{"reply", "lost", "down", "silent"};
  return kNames[static_cast<std::size_t>(fate)];
}

void append_truth(std::string& text,
                  const TruthRecord& record,
                  std::optional<std::chrono::nanoseconds> held) {
  const auto out = std::back_inserter(text);
  fmt::format_to(out,
                 R"({{"n":{},"t":{},"dst":"{}","id":{},"seq":{},"len":{},"payload16":")",
                 record.number,
                 record.read_realtime_ns,
                 to_string(record.destination),
                 record.identifier,
                 record.sequence,
                 record.length);
  append_hex(text, std::span(record.payload).first(record.payload_bytes));
  fmt::format_to(out,
                 R"(","fate":"{}","delay_ns":{},"copies":{})",
                 to_string(record.fate),
                 record.delay.count(),
                 record.copies);
  append_mods(text, record.mods);
  if (held) {
    fmt::format_to(out, R"(,"held_ns":{})", held->count());
  }
  text += "}\n";
}

TruthWriter::TruthWriter(const std::filesystem::path& file)
    : file_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
  if (file_ < 0) {
    throw std::system_error(errno, std::generic_category(), file.string());
  }
  buffer_.reserve(kBufferBytes + kBufferBytes / 16);
}

TruthWriter::~TruthWriter() {
  ::close(file_);
}

void TruthWriter::add(const TruthRecord& record, std::optional<std::chrono::nanoseconds> held) {
  append_truth(buffer_, record, held);
  end_line();
}

void TruthWriter::add(const DatagramRecord& record, std::optional<std::chrono::nanoseconds> held) {
  append_truth(buffer_, record, held);
  end_line();
}

void TruthWriter::end_line() {
  ++lines_;
  if (buffer_.size() >= kBufferBytes) {
    flush();
  }
}

void TruthWriter::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "truth file");
    }
    left.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

}  // namespace pantau::lab
