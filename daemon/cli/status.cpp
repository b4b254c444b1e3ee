// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include <boost/json.hpp>

#include "config/text_table.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/fetch.hpp"

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
                     "P95"},
            .vantage_ok = "pandangan: baik",
            .vantage_lost = "pandangan: HILANG (kita tidak dapat melihat)",
            .unit = "link"};
  }
  return {
      .head = {"STATE", "LINK", "SITE", "TECHNOLOGY", "ADDRESS", "SINCE", "LOSS", "MEDIAN", "P95"},
      .vantage_ok = "vantage: good",
      .vantage_lost = "vantage: LOST (we cannot see)",
      .unit = "links"};
}

/// Control characters show as `?`: what another machine says must not steer a terminal.
std::string text(const object& from, std::string_view key) {
  const value* found = from.if_contains(key);
  if (found == nullptr || !found->is_string()) {
    return "-";
  }
  std::string shown{found->as_string()};
  std::replace_if(
      shown.begin(),
      shown.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
      '?');
  return shown;
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

/// What needs an eye comes first.
int urgency(const std::string& state) {
  static const std::vector<std::string> order{"down", "unreachable", "degraded", "unknown", "up"};
  return static_cast<int>(std::find(order.begin(), order.end(), state) - order.begin());
}

bool can_see(const object& top) {
  const value* vantage = top.if_contains("vantage");
  if (vantage != nullptr && vantage->is_object()) {
    vantage = vantage->as_object().if_contains("ok");
  }
  return vantage == nullptr || *vantage != false;
}

std::vector<std::string> row(const object& link) {
  const value* minute = link.if_contains("minute");
  const bool has_minute = minute != nullptr && minute->is_object();
  const object none;
  const object& measured = has_minute ? minute->as_object() : none;
  return {text(link, "state"),
          text(link, "link"),
          text(link, "site"),
          text(link, "technology"),
          text(link, "address"),
          text(link, "since"),
          loss(measured),
          milliseconds(measured.if_contains("median")),
          milliseconds(measured.if_contains("p95"))};
}

}  // namespace

std::string status_table(const std::string& document, config::Language language) {
  const value parsed = boost::json::parse(document);
  const object& top = parsed.as_object();
  const Words in_words = words(language);
  std::vector<std::vector<std::string>> rows;
  for (const value& link : top.at("links").as_array()) {
    rows.push_back(row(link.as_object()));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) {
    return urgency(left.front()) < urgency(right.front());
  });
  config::TextTable table{in_words.head, {6, 7, 8}};
  for (auto& cells : rows) {
    table.add(std::move(cells));
  }
  return fmt::format("{}  {}  {} {}  {}\n{}",
                     text(top, "gateway"),
                     text(top, "now"),
                     rows.size(),
                     in_words.unit,
                     can_see(top) ? in_words.vantage_ok : in_words.vantage_lost,
                     table.text());
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
    fmt::print("{}", status_table(fetched.body, options.language));
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
