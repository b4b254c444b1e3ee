// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/known_link.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "config/suggest.hpp"
#include "daemon/cli/plain_text.hpp"

namespace pantau::cli {

std::string no_such_link(const config::Plan& plan, const std::string& link) {
  config::Nearest nearest{link};
  for (const config::Link& known : plan.links) {
    nearest.offer(known.id);
  }
  return fmt::format("there is no link \"{}\"{}", printable(link), nearest.question());
}

void expect_link(const config::Plan& plan, const journal::Reader& reader, const std::string& link) {
  constexpr book::Second kBegin{};
  if (plan.find_link(link) == nullptr &&
      !reader.link_history(link, kBegin, kBegin + book::Seconds{1})) {
    throw std::runtime_error(no_such_link(plan, link));
  }
}

}  // namespace pantau::cli
