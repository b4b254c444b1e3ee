// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "config/text_table.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/fetch.hpp"
#include "daemon/cli/plain_text.hpp"

namespace pantau::cli {

namespace {

using boost::json::object;
using boost::json::value;

struct Words {
  std::vector<std::string> head;
  std::string vantage_ok;
  std::string vantage_lost;
  std::string unit;
};

Words words(config::Language language) {
  if (language == config::Language::id) {
    return {.head = {"KEADAAN",
                     "LINK",
                     "LOKASI",
                     "TEKNOLOGI",
                     "ALAMAT",
                     "SEJAK",
                     "HILANG",
                     "MEDIAN",
                     "P95",
                     "PENYEBAB"},
            .vantage_ok = "pandangan: baik",
            .vantage_lost = "pandangan: HILANG (kita tidak dapat melihat)",
            .unit = "link"};
  }
  return {.head = {"STATE",
                   "LINK",
                   "SITE",
                   "TECHNOLOGY",
                   "ADDRESS",
                   "SINCE",
                   "LOSS",
                   "MEDIAN",
                   "P95",
                   "CAUSE"},
          .vantage_ok = "vantage: good",
          .vantage_lost = "vantage: LOST (we cannot see)",
          .unit = "links"};
}

std::string milliseconds(const value* duration) {
  if (duration == nullptr || !duration->is_number()) {
    return "-";
  }
  return fmt::format("{:.1f} ms", duration->to_number<double>() * 1e3);
}

std::string loss(const object& minute) {
  const value* sent = minute.if_contains("sent");
  const value* lost = minute.if_contains("lost");
  if (sent == nullptr || lost == nullptr || !sent->is_number() || !lost->is_number() ||
      sent->to_number<double>() <= 0) {
    return "-";
  }
  return fmt::format("{:.1f} %", 100.0 * lost->to_number<double>() / sent->to_number<double>());
}

bool can_see(const object& top) {
  const value* vantage = top.if_contains("vantage");
  if (vantage != nullptr && vantage->is_object()) {
    vantage = vantage->as_object().if_contains("ok");
  }
  return vantage == nullptr || *vantage != false;
}

/// The cause of its open outage; "-" for none.
std::string cause_text(const object& link, config::Language language) {
  const value* const outage = link.if_contains("outage");
  if (outage == nullptr || !outage->is_object()) {
    return "-";
  }
  const std::string word = plain_text(outage->as_object(), "cause");
  const auto cause = book::find_cause(word);
  return cause ? std::string(cause_word(*cause, language)) : word;
}

std::vector<std::string> row(const object& link, bool below, config::Language language) {
  const value* minute = link.if_contains("minute");
  const bool has_minute = minute != nullptr && minute->is_object();
  const object none;
  const object& measured = has_minute ? minute->as_object() : none;
  return {state_text(link, language),
          (below ? "└ " : "") + plain_text(link, "link"),
          plain_text(link, "site"),
          plain_text(link, "technology"),
          plain_text(link, "address"),
          plain_text(link, "since"),
          loss(measured),
          milliseconds(measured.if_contains("median")),
          milliseconds(measured.if_contains("p95")),
          cause_text(link, language)};
}

/// The first root of a link that is unreachable; of several the document names the first by id.
std::string root_of(const object& link) {
  const value* const roots = link.if_contains("root");
  if (plain_text(link, "state") != "unreachable" || roots == nullptr || !roots->is_array() ||
      roots->as_array().empty()) {
    return {};
  }
  return plain_text(roots->as_array().front());
}

struct Line {
  const object* link = nullptr;
  bool below = false;  ///< unreachable because of the root above
};

/// What needs an eye comes first: each link that is down, the one that takes most with it first,
/// and below it what is unreachable because of it; then the rest.
std::vector<Line> tree(const boost::json::array& links) {
  std::map<std::string, std::vector<const object*>> below;
  std::map<std::string, std::vector<const object*>> by_state;
  for (const value& each : links) {
    const object& link = each.as_object();
    by_state[plain_text(link, "state")].push_back(&link);
    below[root_of(link)].push_back(&link);
  }
  std::vector<const object*>& down = by_state["down"];
  std::ranges::stable_sort(down, std::greater<>{}, [&below](const object* link) {
    return below[plain_text(*link, "link")].size();
  });
  std::vector<Line> lines;
  for (const object* const root : down) {
    lines.push_back({root, false});
    for (const object* const link : std::exchange(below[plain_text(*root, "link")], {})) {
      lines.push_back({link, true});
    }
  }
  for (const auto& [root, rest] : below) {  // whose root is not down any more or not ours
    for (const object* const link : rest) {
      if (!root.empty()) {
        lines.push_back({link, false});
      }
    }
  }
  for (const object* const link : by_state["unreachable"]) {
    if (root_of(*link).empty()) {
      lines.push_back({link, false});
    }
  }
  for (const char* const state : {"degraded", "unknown", "up"}) {
    for (const object* const link : by_state[state]) {
      lines.push_back({link, false});
    }
  }
  return lines;
}

/// Site id to whom to phone, for those that have somebody.
std::map<std::string, std::string> contacts_of(const std::string& sites_document) {
  std::map<std::string, std::string> contacts;
  if (sites_document.empty()) {
    return contacts;
  }
  const value parsed = boost::json::parse(sites_document);
  for (const value& each : parsed.as_object().at("sites").as_array()) {
    const object& site = each.as_object();
    const value* const list = site.if_contains("contacts");
    if (list == nullptr || !list->is_array()) {
      continue;
    }
    for (const value& contact : list->as_array()) {
      std::string& all = contacts[plain_text(site, "site")];
      all += (all.empty() ? "" : ", ") + plain_text(contact);
    }
  }
  return contacts;
}

std::string contact_lines(const std::vector<Line>& lines, const std::string& sites_document) {
  const std::map<std::string, std::string> contacts = contacts_of(sites_document);
  std::set<std::string> told;
  std::string text;
  for (const Line& line : lines) {
    const std::string site = plain_text(*line.link, "site");
    const auto found = contacts.find(site);
    if (plain_text(*line.link, "state") == "down" && found != contacts.end() &&
        told.insert(site).second) {
      text += fmt::format("{}: {}\n", site, found->second);
    }
  }
  return text;
}

}  // namespace

std::string status_table(const std::string& document,
                         config::Language language,
                         const std::string& sites_document) {
  const value parsed = boost::json::parse(document);
  const object& top = parsed.as_object();
  const Words in_words = words(language);
  const std::vector<Line> lines = tree(top.at("links").as_array());
  config::TextTable table{in_words.head, {6, 7, 8}};
  for (const Line& line : lines) {
    table.add(row(*line.link, line.below, language));
  }
  return fmt::format("{}  {}  {} {}  {}\n{}{}",
                     plain_text(top, "gateway"),
                     plain_text(top, "now"),
                     lines.size(),
                     in_words.unit,
                     can_see(top) ? in_words.vantage_ok : in_words.vantage_lost,
                     table.text(),
                     contact_lines(lines, sites_document));
}

int status(const StatusOptions& options) {
  const Fetched fetched = fetch(options.url + "/api/v1/links");
  if (!fetched.ok) {
    fmt::print(stderr,
               "pantau status: {}; is the daemon running? (--url names another one)\n",
               fetched.error);
    return kExitFailure;
  }
  if (options.json) {
    fmt::print("{}\n", fetched.body);
    return kExitOk;
  }
  try {
    const Fetched sites = fetch(options.url + "/api/v1/sites");
    fmt::print("{}",
               status_table(fetched.body, options.language, sites.ok ? sites.body : std::string()));
  } catch (const std::exception& failure) {
    fmt::print(stderr,
               "pantau status: {} does not answer as a pantau does: {}\n",
               options.url,
               failure.what());
    return kExitFailure;
  }
  return kExitOk;
}

}  // namespace pantau::cli
