// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace pantau::http {

namespace {

constexpr int kLevel = 1;
constexpr int kGzipWrapper = 16;  // zlib: added to the window bits, asks for a gzip header
constexpr int kMemoryLevel = 8;  // zlib's default

using EndDeflate = decltype([](z_stream* stream) { deflateEnd(stream); });

}  // namespace

std::optional<std::string> gzip(std::string_view plain) {
  z_stream stream{};
  if (plain.size() > std::numeric_limits<uInt>::max() || deflateInit2(&stream,
                                                                      kLevel,
                                                                      Z_DEFLATED,
                                                                      MAX_WBITS + kGzipWrapper,
                                                                      kMemoryLevel,
                                                                      Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  const std::unique_ptr<z_stream, EndDeflate> end(&stream);
  std::string packed(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
  if (packed.size() > std::numeric_limits<uInt>::max()) {
    return std::nullopt;
  }
  // zlib's interface is older than const; it does not write to its input.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
    return std::nullopt;
  }
  packed.resize(stream.total_out);
  return packed;
}

}  // namespace pantau::http
