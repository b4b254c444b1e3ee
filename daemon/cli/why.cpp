// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/why.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <variant>
#include <vector>

#include <boost/json.hpp>

#include "daemon/book/cause.hpp"
#include "daemon/book/time_text.hpp"
#include "daemon/cli/base_url.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/fetch.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/plain_text.hpp"

namespace pantau::cli {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

struct Rule {
  std::string_view word;
  std::string_view english;
  std::string_view indonesian;
};

constexpr std::array<Rule, 12> kRules{{
    {"configured", "new: nothing is decided yet", "baru: belum ada keputusan"},
    {"down_after",
     "as many echoes in a row as down_after says were lost",
     "echo hilang berturut-turut sebanyak down_after"},
    {"up_after",
     "as many echoes in a row as up_after says were answered",
     "echo terjawab berturut-turut sebanyak up_after"},
    {"first_answer",
     "the first answer after a time in which we could not see",
     "jawaban pertama setelah kita tidak dapat melihat"},
    {"sent_again", "we can send again", "kita dapat mengirim lagi"},
    {"sight_lost",
     "too few anchors answer: we cannot see",
     "jangkar tidak menjawab: kita tidak dapat melihat"},
    {"not_sent",
     "this machine could not send, or its replies were hidden from us",
     "mesin ini tidak dapat mengirim, atau jawabannya tersembunyi"},
    {"suspend", "this machine or the daemon stood still", "mesin atau daemon ini berhenti sejenak"},
    {"no_address", "no address: planned, not probed", "belum ada alamat: direncanakan"},
    {"loss_ratio",
     "five minutes in a row lost more than loss_threshold",
     "lima menit berturut-turut kehilangan melebihi loss_threshold"},
    {"minutes",
     "loss, round trip or delay variation of the last five minutes",
     "kehilangan, latensi atau variasi tunda lima menit terakhir"},
    {"parents", "what its parents say", "menurut keadaan induknya"},
}};

std::string rule_text(const std::string& word, config::Language language) {
  for (const Rule& rule : kRules) {
    if (rule.word == word) {
      return std::string(choose(language, rule.english, rule.indonesian));
    }
  }
  return word;
}

/// A line of the explanation: what, then what is said of it.
class Lines {
 public:
  explicit Lines(config::Language language) : language_(language) {}

  void add(std::string_view english, std::string_view indonesian, const std::string& what) {
    constexpr std::size_t kWidth = 18;
    text_ += fmt::format("{:<{}}{}\n", choose(language_, english, indonesian), kWidth, what);
  }

  [[nodiscard]] config::Language language() const { return language_; }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  config::Language language_;
  std::string text_;
};

std::string time_text(const object& from, std::string_view key, const std::string& zone) {
  const std::string text = plain_text(from, key);
  const book::ParsedTime parsed = book::parse_time(text, {}, zone);
  const auto* const time = std::get_if<book::Second>(&parsed);
  return time == nullptr ? text : local_text(*time, zone) + " " + zone_text(*time, zone);
}

/// Of an echo: the time of day with milliseconds, which the document has.
std::string fine_time_text(const object& from, std::string_view key, const std::string& zone) {
  const std::string text = plain_text(from, key);
  const book::ParsedTime parsed = book::parse_time(text, {}, zone);
  const auto* const time = std::get_if<book::Second>(&parsed);
  const std::size_t point = text.find('.');
  if (time == nullptr || point == std::string::npos) {
    return text;
  }
  constexpr std::size_t kDate = 11;  // "2026-11-22 "
  constexpr std::size_t kFraction = 4;  // ".123"
  return local_text(*time, zone).substr(kDate) + text.substr(point, kFraction);
}

std::vector<std::string> strings(const object& from, std::string_view key) {
  std::vector<std::string> found;
  const value* const list = from.if_contains(key);
  if (list != nullptr && list->is_array()) {
    for (const value& each : list->as_array()) {
      found.push_back(plain_text(each));
    }
  }
  return found;
}

void add_roots(const object& top, Lines& lines) {
  const std::vector<std::string> roots = strings(top, "root");
  if (!roots.empty()) {
    lines.add("because of", "karena", fmt::format("{}", fmt::join(roots, ", ")));
  }
}

void add_parents(const object& top, Lines& lines) {
  const value* const parents = top.if_contains("parents");
  if (parents == nullptr || !parents->is_array()) {
    return;
  }
  for (const value& each : parents->as_array()) {
    const object& parent = each.as_object();
    lines.add(
        "reached through",
        "melalui",
        fmt::format("{}: {}", plain_text(parent, "link"), state_text(parent, lines.language())));
  }
}

void add_outage(const object& top, const std::string& zone, Lines& lines) {
  const value* const found = top.if_contains("outage");
  if (found == nullptr || !found->is_object()) {
    return;
  }
  const object& outage = found->as_object();
  const value* const id = outage.if_contains("id");
  lines.add("outage",
            "gangguan",
            fmt::format("{} {} {}",
                        id != nullptr ? boost::json::serialize(*id) : "-",
                        choose(lines.language(), "since", "sejak"),
                        time_text(outage, "start", zone)));
  const value* const segments = outage.if_contains("segments");
  if (segments == nullptr || !segments->is_array() || segments->as_array().empty()) {
    return;
  }
  const object& last = segments->as_array().back().as_object();
  const auto cause = book::find_cause(plain_text(last, "cause"));
  lines.add("cause",
            "penyebab",
            cause ? std::string(cause_word(*cause, lines.language())) : plain_text(last, "cause"));
  const value* const evidence = last.if_contains("evidence");
  if (evidence == nullptr || !evidence->is_array()) {
    return;
  }
  for (const value& each : evidence->as_array()) {
    const object& seen = each.as_object();
    lines.add("evidence",
              "bukti",
              fmt::format("{} {} ({})",
                          plain_text(seen, "kind"),
                          plain_text(seen, "value"),
                          time_text(seen, "time", zone)));
  }
}

void add_echoes(const object& top, const std::string& zone, Lines& lines) {
  const value* const echoes = top.if_contains("echoes");
  if (echoes == nullptr || !echoes->is_array()) {
    return;
  }
  constexpr std::size_t kShown = 10;
  const array& all = echoes->as_array();
  for (std::size_t at = all.size() > kShown ? all.size() - kShown : 0; at < all.size(); ++at) {
    const object& echo = all[at].as_object();
    const value* const rtt = echo.if_contains("rtt");
    const std::string reason = plain_text(echo, "reason");
    lines.add("echo",
              "echo",
              fmt::format("{}  {}{}{}",
                          fine_time_text(echo, "sent", zone),
                          plain_text(echo, "verdict"),
                          rtt != nullptr && rtt->is_number()
                              ? fmt::format("  {:.1f} ms", rtt->to_number<double>() * 1e3)
                              : "",
                          reason == "-" ? "" : "  " + reason));
  }
}

void add_people(const object& top, Lines& lines) {
  for (const std::string& contact : strings(top, "contacts")) {
    lines.add("to phone", "hubungi", contact);
  }
  const value* const provider = top.if_contains("provider");
  if (provider != nullptr && provider->is_object()) {
    lines.add("provider",
              "penyedia",
              fmt::format("{}, {}",
                          plain_text(provider->as_object(), "name"),
                          plain_text(provider->as_object(), "contact")));
  }
}

bool says_yes(const object& top, std::string_view key) {
  const value* const said = top.if_contains(key);
  return said != nullptr && said->is_bool() && said->as_bool();
}

}  // namespace

std::string why_text(const std::string& document, const config::DaemonSettings& daemon) {
  const value parsed = boost::json::parse(document);
  const object& top = parsed.as_object();
  const config::Language language = daemon.language;
  const std::string& zone = daemon.timezone;
  Lines lines{language};
  lines.add("link", "tautan", plain_text(top, "link"));
  lines.add("state",
            "keadaan",
            fmt::format("{} {} {}",
                        state_text(top, language),
                        choose(language, "since", "sejak"),
                        time_text(top, "since", zone)));
  lines.add("decided by", "diputuskan oleh", rule_text(plain_text(top, "rule"), language));
  add_roots(top, lines);
  add_parents(top, lines);
  lines.add("can we see",
            "pandangan kita",
            std::string(says_yes(top, "vantage")
                            ? choose(language, "yes: the anchors answer", "baik: jangkar menjawab")
                            : choose(language, "NO", "HILANG")));
  if (const value* const runs = top.if_contains("runs"); runs != nullptr && runs->is_object()) {
    const auto count = [&runs](std::string_view key) {
      const value* const number = runs->as_object().if_contains(key);
      return number == nullptr ? std::string("-") : boost::json::serialize(*number);
    };
    lines.add("in a row",
              "berturut-turut",
              fmt::format("{} {}, {} {}",
                          count("losses"),
                          choose(language, "lost", "hilang"),
                          count("answers"),
                          choose(language, "answered", "terjawab")));
  }
  add_outage(top, zone, lines);
  add_people(top, lines);
  add_echoes(top, zone, lines);
  return lines.text();
}

int why(const WhyOptions& options) {
  const config::LoadOutcome outcome = load_configuration(options.configuration);
  const config::Plan defaults;
  const config::Plan& plan = outcome.plan ? *outcome.plan : defaults;
  const std::string base = options.url.empty() ? base_url(plan.http) : options.url;
  const Fetched fetched = fetch(fmt::format("{}/api/v1/links/{}/why", base, options.link));
  if (!fetched.ok) {
    const bool unknown = outcome.plan && plan.find_link(options.link) == nullptr;
    fmt::print(stderr,
               "pantau why: {}; {}\n",
               fetched.error,
               unknown ? "there is no link of this id in the configuration"
                       : "is the daemon running? (--url names another one)");
    return kExitFailure;
  }
  if (options.json) {
    fmt::print("{}\n", fetched.body);
    return kExitOk;
  }
  try {
    fmt::print("{}", why_text(fetched.body, plan.daemon));
  } catch (const std::exception& failure) {
    fmt::print(
        stderr, "pantau why: {} does not answer as a pantau does: {}\n", base, failure.what());
    return kExitFailure;
  }
  return kExitOk;
}

}  // namespace pantau::cli
