// SPDX-License-Identifier: Apache-2.0
// Prints the page of the small county: for promtool, and to renew the kept pages in
// tests/data/metrics.
#include <cstdio>
#include <string>
#include <string_view>

#include "daemon/metrics/exposition.hpp"
#include "tests/daemon/metrics/small_county.hpp"

int main(int argc, char** argv) {
  namespace metrics = pantau::metrics;
  const bool open = argc > 1 && std::string_view(argv[1]) == "openmetrics";
  const std::string page =
      metrics::render(pantau::test::small_snapshot(),
                      pantau::test::small_numbers(),
                      open ? metrics::Format::openmetrics_1_0 : metrics::Format::text_0_0_4);
  const std::size_t written = std::fwrite(page.data(), 1, page.size(), stdout);
  return written == page.size() ? 0 : 1;
}
