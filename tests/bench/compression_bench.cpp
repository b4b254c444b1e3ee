// SPDX-License-Identifier: Apache-2.0
// What a compressed page costs: prometheus-cpp's Collect, TextSerializer and zlib at its default
// level, as its Exposer does it, beside our writer and the gzip of our HTTP server.
#include <benchmark/benchmark.h>
#include <zlib.h>

#include <cstdlib>
#include <string>

#include "daemon/http/gzip.hpp"
#include "tests/bench/benchmark_page.hpp"

namespace pantau::bench {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib.h: the largest window, and a gzip header
constexpr int kMemoryLevel = 9;  // prometheus-cpp 1.0.1, pull/src/handler.cc

std::string compress_as_exposer(const std::string& page) {
  z_stream stream{};
  if (::deflateInit2(&stream,
                     Z_DEFAULT_COMPRESSION,
                     Z_DEFLATED,
                     kGzipWindow,
                     kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
    std::abort();
  }
  std::string packed(::deflateBound(&stream, page.size()), '\0');
  // zlib's interface takes the input as mutable and does not change it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(page.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(page.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());  // NOLINT
  stream.avail_out = static_cast<uInt>(packed.size());
  if (::deflate(&stream, Z_FINISH) != Z_STREAM_END) {
    std::abort();
  }
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

void report(benchmark::State& state, const std::string& packed) {
  state.counters["bytes"] = static_cast<double>(packed.size());
}

void exposer_gzip(benchmark::State& state) {
  const auto registry = make_registry(measure(static_cast<std::size_t>(state.range(0))));
  std::string packed;
  while (state.KeepRunning()) {
    packed = compress_as_exposer(serialize(*registry));
    benchmark::DoNotOptimize(packed);
  }
  report(state, packed);
}

void page_writer_gzip(benchmark::State& state) {
  const auto measured = measure(static_cast<std::size_t>(state.range(0)));
  const auto heads = make_heads(measured.size());
  std::string packed;
  while (state.KeepRunning()) {
    packed = http::gzip(write_page(measured, heads, 0)).value();
    benchmark::DoNotOptimize(packed);
  }
  report(state, packed);
}

BENCHMARK(exposer_gzip)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(page_writer_gzip)->Arg(10000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace pantau::bench

BENCHMARK_MAIN();
