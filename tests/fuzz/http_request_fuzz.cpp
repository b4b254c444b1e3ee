// SPDX-License-Identifier: Apache-2.0
/// \file
/// libFuzzer target: any bytes as what a client sends, in two pieces that the first byte cuts.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "daemon/http/request_reader.hpp"

namespace {

using pantau::http::ReadOutcome;
using pantau::http::RequestReader;

/// Gives the reader all of `bytes`; false when it refused.
bool feed(RequestReader& reader, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::span<char> space = reader.space();
    if (space.empty()) {
      std::abort();  // the contract says never, after need_more
    }
    const std::size_t count = std::min(space.size(), bytes.size());
    std::copy_n(bytes.begin(), count, space.begin());
    reader.append(count);
    bytes = bytes.subspan(count);
    ReadOutcome outcome = reader.next();
    while (outcome.kind == ReadOutcome::Kind::complete) {
      if (outcome.request.path.empty() || outcome.request.path.front() != '/') {
        std::abort();
      }
      outcome = reader.next();
    }
    if (outcome.kind == ReadOutcome::Kind::refused) {
      return false;
    }
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::span<const std::uint8_t> bytes{data + 1, size - 1};
  const std::size_t cut = std::min<std::size_t>(data[0], bytes.size());
  RequestReader reader;
  if (feed(reader, bytes.first(cut))) {
    (void)feed(reader, bytes.subspan(cut));  // refused or not: both are good
  }
  return 0;
}
