// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <optional>
#include <stdexcept>

#include "config/suggest.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/known_link.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/outages.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/user_name.hpp"
#include "daemon/cli/with_plan.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

namespace {

std::optional<std::uint64_t> parse_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

book::Cause cause_of(const std::string& word) {
  if (const auto cause = book::find_cause(word)) {
    return *cause;
  }
  config::Nearest nearest{word};
  for (const std::string_view known : book::kCauseNames) {
    nearest.offer(known);
  }
  throw UsageError(fmt::format("--cause: \"{}\" is none{}; write one of {}",
                               printable(word),
                               nearest.question(),
                               fmt::join(book::kCauseNames, " ")));
}

/// The outage that `target` means. A link may be called by a number as well: its id goes first.
book::Outage outage_of(const config::Plan& plan, const std::string& target) {
  const journal::Reader reader{plan.daemon.state_dir};
  const std::optional<std::uint64_t> number = parse_number(target);
  if (number && plan.find_link(target) == nullptr) {
    if (auto found = reader.outage(*number)) {
      return *found;
    }
    throw std::runtime_error(
        fmt::format("there is no outage {}; `pantau outages` lists them", *number));
  }
  for (book::Outage& outage : reader.outages({.since = {}, .until = {}, .link = target})) {
    if (!outage.end) {
      return std::move(outage);
    }
  }
  expect_link(plan, reader, target);
  throw std::runtime_error(fmt::format(
      "{} has no open outage; give the number of one: `pantau outages --link {}`", target, target));
}

void print_done(const config::Plan& plan, const book::Outage& outage, book::Cause cause) {
  const config::Language language = plan.daemon.language;
  fmt::print("{} {} ({}): {}\n",
             choose(language, "outage", "gangguan"),
             outage.id,
             outage.link,
             cause_word(cause, language));
}

}  // namespace

int outage_set(const OutageSetOptions& options) {
  return with_plan(options.configuration, "outage set", [&options](const config::Plan& plan) {
    const book::Second now = present_second();
    book::Correction correction{.time = now,
                                .user = user_name(),
                                .cause = cause_of(options.cause),
                                .note = options.note,
                                .document = options.document,
                                .reported = {},
                                .ticket = options.ticket};
    if (!options.reported.empty()) {
      correction.reported = moment(options.reported, now, plan, "--reported");
      if (*correction.reported > now) {
        throw UsageError("--reported lies ahead: write when it was reported");
      }
    }
    const book::Outage outage = outage_of(plan, options.target);
    journal::Editor{plan.daemon.state_dir}.correct(outage.id, correction);
    print_done(plan, outage, correction.cause);
    return kExitOk;
  });
}

}  // namespace pantau::cli
