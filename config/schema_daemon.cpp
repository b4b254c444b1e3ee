// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "config/address_text.hpp"
#include "config/draft.hpp"
#include "config/secret_file.hpp"
#include "config/time_zone.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMaxAnchors = 64;

void read_daemon(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 4> kKeys{"gateway", "timezone", "language", "state_dir"};
  TableReader reader(draft.problems, layer);
  auto& daemon = draft.plan.daemon;
  reader.refuse_unknown(kKeys);
  assign(daemon.gateway, reader.text("gateway"));
  assign(daemon.language, reader.choice<Language>("language", kLanguageWords));
  if (auto zone = reader.text("timezone")) {
    if (const auto problem = time_zone_problem(*zone)) {
      reader.error(reader.find("timezone"), *problem);
    } else {
      daemon.timezone = *std::move(zone);
    }
  }
  if (const auto folder = reader.text("state_dir")) {
    daemon.state_dir = *folder;
    if (daemon.state_dir.is_relative()) {
      reader.error(reader.find("state_dir"),
                   fmt::format("\"{}\" is relative: write a path that begins with /", *folder));
    }
  }
}

void read_tls(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 3> kKeys{"certificate", "key", "client_ca"};
  TableReader reader(draft.problems, layer);
  reader.refuse_unknown(kKeys);
  reader.require({"certificate", "key"});
  TlsSettings tls;
  tls.certificate = existing_file(draft, reader, "certificate", FileSecrecy::open);
  tls.key = existing_file(draft, reader, "key", FileSecrecy::secret);
  if (reader.has("client_ca")) {
    tls.client_ca = existing_file(draft, reader, "client_ca", FileSecrecy::open);
  }
  draft.plan.http.tls = std::move(tls);
}

/// `$2b$12$` and 53 characters of bcrypt's base 64. What crypt(3) cannot check would lock everyone
/// out.
bool is_bcrypt(std::string_view hash) {
  constexpr std::string_view kAlphabet =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  if (hash.size() != 60 ||
      !(hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$"))) {
    return false;
  }
  const auto cost = hash.substr(4, 2);
  return hash[6] == '$' && cost >= "04" && cost <= "31" && cost[1] >= '0' && cost[1] <= '9' &&
         hash.find_first_not_of(kAlphabet, 7) == std::string_view::npos;
}

void read_users(Draft& draft, const Layer& layer) {
  TableReader reader(draft.problems, layer);
  for (const auto& entry : layer.table->entries) {
    const Found found{&entry, &layer};
    const auto* hash = entry.value.as<std::string>();
    // The value is never quoted: it may be a password that was written here by mistake.
    if (hash == nullptr || !is_bcrypt(*hash)) {
      reader.error(found,
                   "is no bcrypt hash: write what `htpasswd -nB NAME` prints after the colon "
                   "($2y$…)");
      continue;
    }
    const auto bad = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == ':'; };
    if (entry.key.empty() || std::any_of(entry.key.begin(), entry.key.end(), bad)) {
      draft.problems.error(found.key_place(),
                           layer.path,
                           "a user's name is not empty and has no colon and no control character");
      continue;
    }
    draft.plan.http.users.emplace(entry.key, *hash);
  }
}

void check_listen(Draft& draft, TableReader& reader) {
  const auto& http = draft.plan.http;
  const auto listen = parse_listen(http.listen);
  if (!listen) {
    reader.error(reader.find("listen"),
                 fmt::format("\"{}\" is no address to listen on: write \"127.0.0.1:9750\", "
                             "\"[::1]:9750\" or \"0.0.0.0:9750\"",
                             http.listen));
    return;
  }
  if (!listen->loopback && !http.users.empty() && !reader.has("tls")) {
    reader.error(
        reader.find("listen"),
        fmt::format("{} can be reached from outside, and passwords would cross the network "
                    "in the clear: add [http.tls], or listen on 127.0.0.1",
                    http.listen));
  }
}

void read_http(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 4> kKeys{"listen", "reload", "tls", "users"};
  TableReader reader(draft.problems, layer);
  auto& http = draft.plan.http;
  reader.refuse_unknown(kKeys);
  assign(http.listen, reader.text("listen"));
  assign(http.reload, reader.boolean("reload"));
  if (const auto tls = reader.table("tls")) {
    read_tls(draft, *tls);
  }
  if (const auto users = reader.table("users")) {
    read_users(draft, *users);
  }
  check_listen(draft, reader);
}

void read_metrics(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 2> kKeys{"months", "rtt_histogram"};
  TableReader reader(draft.problems, layer);
  reader.refuse_unknown(kKeys);
  if (const auto months = reader.integer("months", {1, 13})) {
    draft.plan.metrics.months = static_cast<int>(*months);
  }
  assign(draft.plan.metrics.rtt_histogram,
         reader.choice<RttHistogram>("rtt_histogram", kHistogramWords));
}

void read_anchors(Draft& draft, TableReader& reader) {
  auto& anchors = draft.plan.vantage.anchors;
  for (auto& [anchor, place] : reader.placed_texts("anchors")) {
    if (anchors.size() >= kMaxAnchors) {
      draft.problems.error(place,
                           reader.find("anchors").path(),
                           fmt::format("more than {} anchors: a few that fail for different "
                                       "reasons are enough",
                                       kMaxAnchors));
      return;
    }
    auto problem = host_problem(anchor);
    if (!problem && std::find(anchors.begin(), anchors.end(), anchor) != anchors.end()) {
      problem = "stands here twice: an anchor counts once, so name another";
    }
    if (problem) {
      draft.problems.error(
          place, reader.find("anchors").path(), fmt::format("\"{}\" {}", anchor, *problem));
      continue;
    }
    anchors.push_back(std::move(anchor));
  }
}

void read_vantage(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 4> kKeys{"anchors", "quorum", "interval", "timeout"};
  TableReader reader(draft.problems, layer);
  auto& vantage = draft.plan.vantage;
  reader.refuse_unknown(kKeys);
  read_anchors(draft, reader);
  const auto most = std::max<std::int64_t>(1, static_cast<std::int64_t>(vantage.anchors.size()));
  if (const auto quorum = reader.integer("quorum", {1, most})) {
    vantage.quorum = static_cast<std::uint32_t>(*quorum);
  }
  assign(vantage.interval, reader.duration("interval", {milliseconds{100}, seconds{60}}));
  assign(vantage.timeout, reader.duration("timeout", {milliseconds{50}, seconds{30}}));
}

void read_days(TableReader& reader, ServiceHours& hours) {
  for (const auto& [word, place] : reader.placed_texts("days")) {
    const auto* const day = std::find(kDayWords.begin(), kDayWords.end(), word);
    if (day == kDayWords.end()) {
      reader.problems().error(
          place,
          reader.find("days").path(),
          fmt::format("\"{}\" is no day: write mon, tue, wed, thu, fri, sat or sun", word));
      continue;
    }
    const std::chrono::weekday weekday{static_cast<unsigned>(day - kDayWords.begin())};
    if (std::find(hours.days.begin(), hours.days.end(), weekday) == hours.days.end()) {
      hours.days.push_back(weekday);
    }
  }
}

void read_holidays(TableReader& reader, ServiceHours& hours) {
  const auto found = reader.find("holidays");
  const auto* list = found ? found.value().as<Array>() : nullptr;
  if (found && list == nullptr) {
    reader.error(found, "write a list of dates, as [2026-12-25]");
    return;
  }
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto& element = (*list)[i];
    if (const auto* date = element.as<Date>()) {
      hours.holidays.push_back(*date);
    } else {
      reader.problems().error(
          found.layer->place(element.at),
          found.path(),
          fmt::format("is {}: write a date without quotes, as 2026-12-25", kind_name(element)));
    }
  }
  std::sort(hours.holidays.begin(), hours.holidays.end());
}

void read_service_hours(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 4> kKeys{"days", "from", "to", "holidays"};
  TableReader reader(draft.problems, layer);
  reader.refuse_unknown(kKeys);
  reader.require({"days", "from", "to"});
  ServiceHours hours;
  read_days(reader, hours);
  read_holidays(reader, hours);
  const auto from = reader.time_of_day("from");
  const auto to = reader.time_of_day("to");
  if (from && to && *from >= *to) {
    reader.error(reader.find("to"), "is not after `from`: service hours lie within one day");
  }
  hours.from = from.value_or(seconds{0});
  hours.to = to.value_or(seconds{0});
  draft.plan.service_hours = std::move(hours);
}

}  // namespace

void read_daemon_tables(Draft& draft) {
  using Read = void (*)(Draft&, const Layer&);
  constexpr std::array<std::pair<std::string_view, Read>, 5> kReaders{
      {{"daemon", read_daemon},
       {"http", read_http},
       {"metrics", read_metrics},
       {"vantage", read_vantage},
       {"service_hours", read_service_hours}}};
  for (const auto& [name, read] : kReaders) {
    if (const auto* layer = draft.singleton(name)) {
      read(draft, *layer);
    }
  }
  if (draft.plan.vantage.anchors.empty() && draft.complete()) {
    const auto* layer = draft.singleton("vantage");
    const auto place =
        layer != nullptr ? layer->place(layer->at) : Place{draft.plan.files.front().string(), 1, 1};
    draft.problems.warning(place,
                           "vantage.anchors",
                           "there are none: an outage of this gateway's own uplink will be booked "
                           "on the links; name addresses that answer when the uplink works");
  }
}

}  // namespace pantau::config
