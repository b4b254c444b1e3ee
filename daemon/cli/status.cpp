// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/status.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <exception>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <vector>

#include <boost/json.hpp>

#include "config/text_table.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/document_time.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/fetch.hpp"
#include "daemon/cli/fetch_advice.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/status_tree.hpp"

namespace pantau::cli {

namespace {

using boost::json::object;
using boost::json::value;
using Contacts = std::map<std::string, std::string>;  ///< by site

/// All that a table is made with besides the links.
struct Setting {
  const config::DaemonSettings& daemon;
  StatusView view;
  book::Second now{};

  [[nodiscard]] std::string_view choose(std::string_view english,
                                        std::string_view indonesian) const {
    return cli::choose(daemon.language, english, indonesian);
  }
};

std::vector<std::string> heading(const Setting& setting) {
  const bool en = setting.daemon.language == config::Language::en;
  std::vector<std::string> head =
      en ? std::vector<std::string>{"STATE", "LINK", "SINCE", "FOR", "CAUSE / LOSS, MEDIAN"}
         : std::vector<std::string>{
               "KEADAAN", "TAUTAN", "SEJAK", "LAMA", "PENYEBAB / HILANG, MEDIAN"};
  if (setting.view.wide) {
    for (const char* const more : {"P95",
                                   en ? "SITE" : "LOKASI",
                                   en ? "TECHNOLOGY" : "TEKNOLOGI",
                                   en ? "ADDRESS" : "ALAMAT"}) {
      head.emplace_back(more);
    }
  }
  return head;
}

/// The last complete minute; empty where there is none.
object minute_of(const object& link) {
  const value* const minute = link.if_contains("minute");
  return minute != nullptr && minute->is_object() ? minute->as_object() : object();
}

std::string milliseconds(const object& minute, std::string_view key) {
  const value* const duration = minute.if_contains(key);
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
  const value* const vantage = top.if_contains("vantage");
  return vantage == nullptr || *vantage != false;
}

/// The cause of its open outage, and the root where it does not stand in the line above.
std::string cause_text(const object& link, bool below, const Setting& setting) {
  const std::string word = plain_text(link, "cause");
  const auto cause = book::find_cause(word);
  std::string text = cause ? std::string(cause_word(*cause, setting.daemon.language)) : word;
  const std::string root = root_of(link);
  if (!below && !root.empty()) {
    text += fmt::format(" ({})", root);
  }
  return text;
}

std::string detail(const StatusLine& line, const Setting& setting) {
  const object& link = *line.link;
  const std::string state = plain_text(link, "state");
  if (state == "down" || state == "unreachable") {
    std::string text = cause_text(link, line.below, setting);
    if (line.behind > 0) {
      text += fmt::format(", {} {}", setting.choose("behind it:", "di belakangnya:"), line.behind);
    }
    return text;
  }
  const object minute = minute_of(link);
  return fmt::format("{}, {}", loss(minute), milliseconds(minute, "median"));
}

std::vector<std::string> row(const StatusLine& line, const Setting& setting) {
  const object& link = *line.link;
  const std::optional<book::Second> since = document_time(link, "since");
  std::vector<std::string> cells{
      state_text(link, setting.daemon.language),
      (line.below ? "└ " : "") + plain_text(link, "link"),
      since ? short_text(*since, setting.now, setting.daemon) : "-",
      since ? length_text(setting.now - *since, setting.daemon.language) : "-",
      detail(line, setting)};
  if (setting.view.wide) {
    cells.push_back(milliseconds(minute_of(link), "p95"));
    for (const char* const key : {"site", "technology", "address"}) {
      cells.push_back(plain_text(link, key));
    }
  }
  return cells;
}

/// Those that have somebody to phone.
Contacts contacts_of(const std::string& sites_document) {
  Contacts contacts;
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

/// The table, and below each link that is down whom to phone at its site: once for each site.
std::string table_text(const std::vector<StatusLine>& lines,
                       const Contacts& contacts,
                       const Setting& setting) {
  config::TextTable table{heading(setting)};
  for (const StatusLine& line : lines) {
    table.add(row(line, setting));
  }
  const std::string all = table.text();
  std::string text = all.substr(0, all.find('\n') + 1);
  std::set<std::string> told;
  std::size_t begin = text.size();
  for (const StatusLine& line : lines) {
    const std::size_t end = all.find('\n', begin) + 1;
    text += all.substr(begin, end - begin);
    begin = end;
    const std::string site = plain_text(*line.link, "site");
    const auto found = contacts.find(site);
    if (plain_text(*line.link, "state") == "down" && found != contacts.end() &&
        told.insert(site).second) {
      text += fmt::format("  {} {}: {}\n", setting.choose("phone", "hubungi"), site, found->second);
    }
  }
  return text;
}

/// "60 links: 1 down, 12 unreachable, 47 up"
std::string counts_text(const std::vector<StatusLine>& lines, const Setting& setting) {
  std::map<std::string, std::size_t> by_state;
  for (const StatusLine& line : lines) {
    ++by_state[plain_text(*line.link, "state")];
  }
  std::vector<std::string> parts;
  for (std::size_t at = book::kLinkStates; at > 0; --at) {
    const auto state = static_cast<book::LinkState>(at - 1);
    const auto found = by_state.find(std::string(book::name(state)));
    if (found != by_state.end()) {
      parts.push_back(
          fmt::format("{} {}", found->second, lower_state_word(state, setting.daemon.language)));
    }
  }
  return fmt::format("{} {}: {}",
                     lines.size(),
                     setting.choose(lines.size() == 1 ? "link" : "links", "tautan"),
                     fmt::join(parts, ", "));
}

std::string first_lines(const object& top,
                        const std::vector<StatusLine>& lines,
                        const Setting& setting) {
  const std::string& zone = setting.daemon.timezone;
  std::string text = fmt::format("{}  {} {}\n{}\n",
                                 plain_text(top, "gateway"),
                                 local_text(setting.now, zone),
                                 zone_text(setting.now, zone),
                                 counts_text(lines, setting));
  if (!can_see(top)) {
    text += setting.choose("vantage: LOST, too few anchors answer: we cannot see\n",
                           "pandangan: HILANG, jangkar tidak menjawab: kita tidak dapat melihat\n");
  }
  return text;
}

}  // namespace

std::string status_table(const std::string& document,
                         const config::DaemonSettings& daemon,
                         const std::string& sites_document,
                         StatusView view) {
  const value parsed = boost::json::parse(document);
  const object& top = parsed.as_object();
  std::vector<StatusLine> lines = status_tree(top.at("links").as_array());
  const std::optional<book::Second> now = document_time(top, "now");
  if (!now) {
    throw std::runtime_error("it does not say what time it is");
  }
  const Setting setting{daemon, view, *now};
  const std::string head = first_lines(top, lines, setting);
  if (view.failing) {
    std::erase_if(lines,
                  [](const StatusLine& line) { return plain_text(*line.link, "state") == "up"; });
  }
  return lines.empty() ? head : head + table_text(lines, contacts_of(sites_document), setting);
}

int status(const StatusOptions& options) {
  const Fetched fetched = fetch(options.access, "/api/v1/links");
  if (!fetched.ok) {
    fmt::print(
        stderr, "pantau status: {}; {}\n", printable(fetched.error), printable(advice_of(fetched)));
    return kExitFailure;
  }
  if (options.json) {
    fmt::print("{}\n", fetched.body);
    return kExitOk;
  }
  try {
    const Fetched sites = fetch(options.access, "/api/v1/sites");
    fmt::print(
        "{}",
        status_table(
            fetched.body, options.daemon, sites.ok ? sites.body : std::string(), options.view));
  } catch (const std::exception& failure) {
    fmt::print(stderr,
               "pantau status: {} does not answer as a pantau does: {}\n",
               printable(without_password(options.access.url)),
               failure.what());
    return kExitFailure;
  }
  return kExitOk;
}

}  // namespace pantau::cli
