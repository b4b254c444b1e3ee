// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/outages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "config/text_table.hpp"
#include "daemon/book/incidents.hpp"
#include "daemon/book/time_text.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/known_link.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/with_plan.hpp"
#include "daemon/http/outage_documents.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

namespace {

using book::Outage;

constexpr book::Seconds kUsual = std::chrono::days{30};

/// Of all segments, in their order, each once.
std::string causes_text(const Outage& outage, config::Language language) {
  std::vector<std::string_view> words;
  for (const book::Segment& segment : outage.segments) {
    const std::string_view word = cause_word(outage.effective(segment), language);
    if (words.empty() || words.back() != word) {
      words.push_back(word);
    }
  }
  return fmt::format("{}{}", fmt::join(words, ", "), outage.corrections.empty() ? "" : " *");
}

std::string roots_text(const Outage& outage) {
  std::set<std::string> roots;
  for (const book::Segment& segment : outage.segments) {
    for (const std::string& root : segment.roots) {
      if (root != outage.link) {
        roots.insert(root);
      }
    }
  }
  return roots.empty() ? "-" : printable(fmt::format("{}", fmt::join(roots, ", ")));
}

std::string planned_text(const Outage& outage, config::Language language) {
  for (const book::Segment& segment : outage.segments) {
    if (segment.planned) {
      return std::string(choose(language, "yes", "ya"));
    }
  }
  return "-";
}

book::OutageQuery query_of(const OutagesOptions& options,
                           const config::Plan& plan,
                           book::Second now) {
  book::OutageQuery query{.since = {}, .until = {}, .link = options.link};
  if (!options.until.empty()) {
    query.until = moment(options.until, now, plan, "--until");
  }
  query.since = options.since.empty() ? std::min(now, query.until.value_or(now)) - kUsual
                                      : moment(options.since, now, plan, "--since");
  if (query.until && *query.until <= *query.since) {
    throw UsageError(fmt::format("--until ({}) must be later than --since ({})",
                                 book::local_text(*query.until, plan.daemon.timezone),
                                 book::local_text(*query.since, plan.daemon.timezone)));
  }
  return query;
}

std::vector<std::string> heading(config::Language language) {
  return language == config::Language::en ? std::vector<std::string>{"NO",
                                                                     "LINK",
                                                                     "START",
                                                                     "END",
                                                                     "LENGTH",
                                                                     "STATE",
                                                                     "CAUSE",
                                                                     "ROOT",
                                                                     "PLANNED",
                                                                     "INCIDENT"}
                                          : std::vector<std::string>{"NO",
                                                                     "TAUTAN",
                                                                     "MULAI",
                                                                     "PULIH",
                                                                     "LAMA",
                                                                     "KEADAAN",
                                                                     "PENYEBAB",
                                                                     "AKAR",
                                                                     "TERJADWAL",
                                                                     "KEJADIAN"};
}

}  // namespace

std::string outages_table(const config::Plan& plan,
                          const std::vector<Outage>& outages,
                          const http::Incidents& incidents,
                          book::Second now) {
  const config::Language language = plan.daemon.language;
  const std::string& zone = plan.daemon.timezone;
  if (outages.empty()) {
    return std::string(choose(language, "No outages in this time.\n", "Tidak ada gangguan.\n"));
  }
  config::TextTable table{heading(language), {0, 4, 9}};
  for (const Outage& outage : outages) {
    const book::LinkState state =
        outage.segments.empty() ? book::LinkState::down : outage.segments.back().state;
    const auto incident = incidents.find(outage.id);
    table.add({std::to_string(outage.id),
               printable(outage.link),
               local_text(outage.start, zone),
               outage.end ? local_text(*outage.end, zone)
                          : std::string(choose(language, "open", "berlangsung")),
               length_text(outage.length(now), language),
               std::string(state_word(state, language)),
               causes_text(outage, language),
               roots_text(outage),
               planned_text(outage, language),
               std::to_string(incident == incidents.end() ? outage.id : incident->second)});
  }
  std::string text = table.text();
  text += fmt::format("{} ({})\n",
                      choose(language,
                             "Times are local; * corrected by an engineer",
                             "Waktu setempat; * dikoreksi oleh teknisi"),
                      zone_text(now, zone));
  return text;
}

int outages(const OutagesOptions& options) {
  return with_plan(options.configuration, "outages", [&options](const config::Plan& plan) {
    const book::Second now = present_second();
    const book::OutageQuery query = query_of(options, plan, now);
    const journal::Reader reader{plan.daemon.state_dir};
    const std::vector<Outage> found = reader.outages(query);
    if (found.empty() && !options.link.empty()) {
      expect_link(plan, reader, options.link);
    }
    const http::Incidents incidents =
        book::incidents_of(reader.outages(http::incident_scope(query, found)), now);
    fmt::print("{}",
               options.json  ? http::outages_document(found, incidents, now)
               : options.csv ? http::outages_csv(plan, found, incidents, now)
                             : outages_table(plan, found, incidents, now));
    return kExitOk;
  });
}

}  // namespace pantau::cli
