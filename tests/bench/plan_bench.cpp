// SPDX-License-Identifier: Apache-2.0
// What a configuration costs: plan_bench FILE says how long reading takes and what the plan and the
// book of its links hold on the heap.
#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "config/load.hpp"
#include "daemon/links/link_book.hpp"

namespace {

std::size_t heap_bytes() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace pantau;  // NOLINT(google-build-using-namespace): a program of one file
  if (argc != 2) {
    (void)std::fprintf(stderr, "usage: plan_bench FILE\n");
    return EXIT_FAILURE;
  }
  const std::size_t empty = heap_bytes();
  const auto before = std::chrono::steady_clock::now();
  config::LoadOptions options;
  options.link_settings = false;  // as the daemon does
  auto outcome = config::load(argv[1], options);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - before;
  if (!outcome.plan) {
    (void)std::fprintf(stderr, "%s: has mistakes, see pantau check\n", argv[1]);
    return EXIT_FAILURE;
  }
  const auto plan = std::make_shared<const config::Plan>(std::move(*outcome.plan));
  outcome.plan.reset();
  const std::size_t with_plan = heap_bytes();
  links::LinkBook book;
  (void)book.apply(plan, net::read_clocks());  // the changes are the prober's business
  std::printf("load %.3f s plan %zu bytes book %zu bytes\n",
              seconds.count(),
              with_plan - empty,
              book.memory_bytes());
  return EXIT_SUCCESS;
}
