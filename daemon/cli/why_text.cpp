// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/why_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "daemon/book/cause.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/document_time.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/why_words.hpp"

namespace pantau::cli {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// A line of the explanation: what, then what is said of it.
class Lines {
 public:
  explicit Lines(const config::DaemonSettings& daemon) : daemon_(daemon) {}

  void add(std::string_view english, std::string_view indonesian, const std::string& what) {
    text_ += line(english, indonesian, what);
  }

  /// Nothing where that line stands already.
  void add_once(std::string_view english, std::string_view indonesian, const std::string& what) {
    const std::string wanted = line(english, indonesian, what);
    if (("\n" + text_).find("\n" + wanted) == std::string::npos) {
      text_ += wanted;
    }
  }

  [[nodiscard]] std::string choose(std::string_view english, std::string_view indonesian) const {
    return std::string(cli::choose(daemon_.language, english, indonesian));
  }

  [[nodiscard]] config::Language language() const { return daemon_.language; }

  [[nodiscard]] const std::string& zone() const { return daemon_.timezone; }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  [[nodiscard]] std::string line(std::string_view english,
                                 std::string_view indonesian,
                                 const std::string& what) const {
    constexpr std::size_t kWidth = 18;
    return fmt::format("{:<{}}{}\n", choose(english, indonesian), kWidth, what);
  }

  const config::DaemonSettings& daemon_;
  std::string text_;
};

/// The member when it is an object; nullptr for anything else.
const object* object_in(const object& from, std::string_view key) {
  const value* const found = from.if_contains(key);
  return found != nullptr ? found->if_object() : nullptr;
}

/// The objects among the elements of a list; none where there is no list.
std::vector<const object*> objects_in(const object& from, std::string_view key) {
  std::vector<const object*> found;
  const value* const list = from.if_contains(key);
  if (list != nullptr && list->is_array()) {
    for (const value& each : list->as_array()) {
      found.push_back(&each.as_object());
    }
  }
  return found;
}

std::vector<std::string> strings_in(const object& from, std::string_view key) {
  std::vector<std::string> found;
  const value* const list = from.if_contains(key);
  if (list != nullptr && list->is_array()) {
    for (const value& each : list->as_array()) {
      found.push_back(plain_text(each));
    }
  }
  return found;
}

bool says(const object& from, std::string_view key) {
  const value* const said = from.if_contains(key);
  return said != nullptr && said->is_bool() && said->as_bool();
}

std::string number_in(const object& from, std::string_view key) {
  const value* const number = from.if_contains(key);
  return number != nullptr && number->is_number() ? boost::json::serialize(*number) : "-";
}

std::string time_text(const object& from, std::string_view key, const Lines& lines) {
  const auto time = document_time(from, key);
  return time
             ? fmt::format("{} {}", local_text(*time, lines.zone()), zone_text(*time, lines.zone()))
             : plain_text(from, key);
}

/// "2026-11-20 21:00:00 WIT (20 min 05 s)"
std::string since_text(const object& from,
                       std::string_view key,
                       const object& top,
                       const Lines& lines) {
  std::string text = time_text(from, key, lines);
  const auto begin = document_time(from, key);
  const auto now = document_time(top, "now");
  if (begin && now) {
    text += fmt::format(" ({})", length_text(*now - *begin, lines.language()));
  }
  return text;
}

std::string cause_text(const std::string& word, const Lines& lines) {
  const auto cause = book::find_cause(word);
  return cause ? std::string(cause_word(*cause, lines.language())) : word;
}

void add_state(const object& top, Lines& lines) {
  std::string name = plain_text(top, "link");
  if (const std::string site = plain_text(top, "site"); site != "-") {
    name += fmt::format("  ({} {})", lines.choose("site", "lokasi"), site);
  }
  lines.add("link", "tautan", name);
  lines.add("state",
            "keadaan",
            fmt::format("{} {} {}",
                        state_text(top, lines.language()),
                        lines.choose("since", "sejak"),
                        since_text(top, "since", top, lines)));
}

/// The effective cause; where an engineer corrected it, also by whom and what was proposed.
void add_cause(const object& outage, Lines& lines) {
  const auto segments = objects_in(outage, "segments");
  std::string word = plain_text(outage, "cause");
  if (word == "-" && !segments.empty()) {
    word = plain_text(*segments.back(), "cause");
  }
  std::string text = cause_text(word, lines);
  const auto corrections = objects_in(outage, "corrections");
  if (!corrections.empty()) {
    text += fmt::format(
        " ({} {})", lines.choose("says", "menurut"), plain_text(*corrections.back(), "user"));
    if (!segments.empty()) {
      text += fmt::format("; {}: {}",
                          lines.choose("proposed", "usulan"),
                          cause_text(plain_text(*segments.back(), "proposed"), lines));
    }
  }
  lines.add("cause", "penyebab", text);
  if (!corrections.empty() && plain_text(*corrections.back(), "note") != "-") {
    lines.add("note", "catatan", plain_text(*corrections.back(), "note"));
  }
}

void add_roots(const object& top, Lines& lines) {
  const std::vector<std::string> roots = strings_in(top, "root");
  const bool own = roots.size() == 1 && roots.front() == plain_text(top, "link");
  if (own) {
    lines.add("because of", "karena", lines.choose("itself", "tautan ini sendiri"));
  } else if (!roots.empty()) {
    lines.add("because of", "karena", fmt::format("{}", fmt::join(roots, ", ")));
  }
}

void add_people_of(const std::string& of, const object& from, Lines& lines) {
  for (const std::string& contact : strings_in(from, "contacts")) {
    lines.add("to phone", "hubungi", fmt::format("{}: {}", of, contact));
  }
  if (const object* const provider = object_in(from, "provider")) {
    const std::string contact = plain_text(*provider, "contact");
    std::string name = plain_text(*provider, "name");
    name = name == "-" ? plain_text(*provider, "id") : name;
    lines.add_once(
        "provider", "penyedia", contact == "-" ? name : fmt::format("{}: {}", name, contact));
  }
}

/// Those of the roots first: nobody at a site that is merely cut off can help.
void add_people(const object& top, Lines& lines) {
  const std::string link = plain_text(top, "link");
  for (const object* const root : objects_in(top, "root_details")) {
    if (plain_text(*root, "link") != link) {
      add_people_of(plain_text(*root, "link"), *root, lines);
    }
  }
  add_people_of(link, top, lines);
}

void add_evidence(const object& outage, Lines& lines) {
  for (const object* const segment : objects_in(outage, "segments")) {
    for (const object* const seen : objects_in(*segment, "evidence")) {
      lines.add("evidence",
                "bukti",
                fmt::format("{} {} ({})",
                            evidence_text(plain_text(*seen, "kind"), lines.language()),
                            plain_text(*seen, "value"),
                            time_text(*seen, "time", lines)));
    }
  }
}

void add_outage(const object& outage, const object& top, Lines& lines) {
  lines.add("outage",
            "gangguan",
            fmt::format("{} {} {}",
                        number_in(outage, "id"),
                        lines.choose("since", "sejak"),
                        since_text(outage, "start", top, lines)));
  add_evidence(outage, lines);
}

void add_parents(const object& top, Lines& lines) {
  for (const object* const parent : objects_in(top, "parents")) {
    lines.add(
        "reached through",
        "melalui",
        fmt::format("{}: {}", plain_text(*parent, "link"), state_text(*parent, lines.language())));
  }
}

void add_sight_and_runs(const object& top, Lines& lines) {
  lines.add("can we see",
            "pandangan kita",
            says(top, "vantage")
                ? lines.choose("yes: the anchors answer", "baik: jangkar menjawab")
                : lines.choose("NO: too few anchors answer", "HILANG: jangkar tidak menjawab"));
  if (says(top, "maintenance")) {
    lines.add("maintenance",
              "pemeliharaan",
              lines.choose("work is announced for now", "sedang dijadwalkan"));
  }
  if (const object* const runs = object_in(top, "runs")) {
    lines.add("in a row",
              "berturut-turut",
              fmt::format("{} {}, {} {}",
                          number_in(*runs, "losses"),
                          lines.choose("lost", "hilang"),
                          number_in(*runs, "answers"),
                          lines.choose("answered", "terjawab")));
  }
}

/// Of an echo: the time of day with milliseconds, which the document has.
std::string fine_time_text(const object& echo, const Lines& lines) {
  std::string text = plain_text(echo, "sent");
  const auto time = document_time(echo, "sent");
  const std::size_t point = text.find('.');
  if (!time || point == std::string::npos) {
    return text;
  }
  constexpr std::size_t kDate = 11;  // "2026-11-22 "
  constexpr std::size_t kFraction = 4;  // ".123"
  return local_text(*time, lines.zone()).substr(kDate) + text.substr(point, kFraction);
}

void add_echoes(const object& top, Lines& lines) {
  constexpr std::size_t kShown = 10;
  const auto all = objects_in(top, "echoes");
  for (std::size_t at = all.size() > kShown ? all.size() - kShown : 0; at < all.size(); ++at) {
    const object& echo = *all[at];
    std::string text = fmt::format("{}  {}",
                                   fine_time_text(echo, lines),
                                   verdict_text(plain_text(echo, "verdict"), lines.language()));
    if (const value* const rtt = echo.if_contains("rtt"); rtt != nullptr && rtt->is_number()) {
      text += fmt::format("  {:.1f} ms", rtt->to_number<double>() * 1e3);
    }
    if (const std::string reason = plain_text(echo, "reason"); reason != "-") {
      text += "  " + reason;
    }
    lines.add("echo", "echo", text);
  }
}

}  // namespace

std::string why_text(const std::string& document, const config::DaemonSettings& daemon) {
  const value parsed = boost::json::parse(document);
  const object& top = parsed.as_object();
  const object* const outage = object_in(top, "outage");
  Lines lines{daemon};
  add_state(top, lines);
  if (outage != nullptr) {
    add_cause(*outage, lines);
  }
  add_roots(top, lines);
  add_people(top, lines);
  lines.add("decided by", "diputuskan oleh", rule_text(plain_text(top, "rule"), daemon.language));
  if (outage != nullptr) {
    add_outage(*outage, top, lines);
  }
  add_parents(top, lines);
  add_sight_and_runs(top, lines);
  add_echoes(top, lines);
  return lines.text();
}

}  // namespace pantau::cli
