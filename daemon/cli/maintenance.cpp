// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/maintenance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <boost/json.hpp>

#include "config/suggest.hpp"
#include "config/text_table.hpp"
#include "daemon/book/time_text.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/user_name.hpp"
#include "daemon/cli/with_plan.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "daemon/outages/window_list.hpp"

namespace pantau::cli {

namespace {

using book::Window;

/// Each of `wanted` is the id of one of `known`.
template <typename Known>
void expect_known(const std::vector<std::string>& wanted,
                  const std::vector<Known>& known,
                  const std::string& what) {
  for (const std::string& id : wanted) {
    if (std::ranges::find(known, id, &Known::id) == known.end()) {
      config::Nearest nearest{id};
      for (const Known& candidate : known) {
        nearest.offer(candidate.id);
      }
      throw UsageError(
          fmt::format("there is no {} \"{}\"{}", what, printable(id), nearest.question()));
    }
  }
}

Window window_of(const config::Plan& plan, const MaintenanceOptions& options) {
  expect_known(options.links, plan.links, "link");
  expect_known(options.sites, plan.sites, "site");
  expect_known(options.districts, plan.districts, "district");
  expect_known(options.providers, plan.providers, "provider");
  const book::Second now = present_second();
  Window window{.id = 0,
                .links = options.links,
                .sites = options.sites,
                .districts = options.districts,
                .providers = options.providers,
                .start = future_moment(options.from, now, plan, "--from"),
                .end = {},
                .reason = options.reason,
                .announced = now,
                .document = options.document,
                .user = user_name(),
                .place = {}};
  window.end = future_moment(options.to, window.start, plan, "--to");
  if (window.links.empty() && window.sites.empty() && window.districts.empty() &&
      window.providers.empty()) {
    throw UsageError("say what is worked on: a LINK, --site, --district or --provider");
  }
  if (window.end <= window.start) {
    throw UsageError(
        fmt::format("--to ({}) must be later than --from ({}); \"+5h\" counts from --from",
                    local_text(window.end, plan.daemon.timezone),
                    local_text(window.start, plan.daemon.timezone)));
  }
  if (window.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw UsageError("--reason: say what is done");
  }
  if (window.end <= now) {
    throw UsageError("--to is over already: work is announced before it ends");
  }
  return window;
}

std::string targets_text(const Window& window) {
  std::vector<std::string> names = window.links;
  const auto add = [&names](std::string_view what, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      names.push_back(fmt::format("{}:{}", what, id));
    }
  };
  add("site", window.sites);
  add("district", window.districts);
  add("provider", window.providers);
  return printable(fmt::format("{}", fmt::join(names, ", ")));
}

std::string condition_text(const Window& window, book::Second now, config::Language language) {
  if (window.covers(now)) {
    return std::string(choose(language, "NOW", "BERLANGSUNG"));
  }
  return std::string(now < window.start ? choose(language, "ahead", "akan datang")
                                        : choose(language, "over", "selesai"));
}

std::vector<Window> all_windows(const config::Plan& plan, bool finished, book::Second now) {
  std::vector<Window> windows = outages::windows_of(plan);
  std::ranges::copy(journal::Reader{plan.daemon.state_dir}.windows(), std::back_inserter(windows));
  if (!finished) {
    std::erase_if(windows, [now](const Window& window) { return window.end <= now; });
  }
  std::ranges::stable_sort(windows, {}, &Window::start);
  return windows;
}

boost::json::array strings(const std::vector<std::string>& from) {
  return boost::json::array(from.begin(), from.end());
}

std::string windows_document(const std::vector<Window>& windows) {
  boost::json::array list;
  for (const Window& window : windows) {
    list.push_back(boost::json::object{
        {"id", window.id == 0 ? boost::json::value() : boost::json::value(window.id)},
        {"start", book::utc_text(window.start)},
        {"end", book::utc_text(window.end)},
        {"links", strings(window.links)},
        {"sites", strings(window.sites)},
        {"districts", strings(window.districts)},
        {"providers", strings(window.providers)},
        {"reason", http::cleaned(window.reason)},
        {"announced",
         window.announced ? boost::json::value(book::utc_text(*window.announced))
                          : boost::json::value()},
        {"document", http::cleaned(window.document)},
        {"user", http::cleaned(window.user)},
        {"place", http::cleaned(window.place)}});
  }
  return http::to_text(boost::json::object{{"maintenance", std::move(list)}});
}

}  // namespace

std::string maintenance_table(const config::Plan& plan,
                              const std::vector<Window>& windows,
                              book::Second now) {
  const config::Language language = plan.daemon.language;
  const std::string& zone = plan.daemon.timezone;
  if (windows.empty()) {
    return std::string(
        choose(language, "No work is announced.\n", "Tidak ada pemeliharaan terjadwal.\n"));
  }
  config::TextTable table{
      language == config::Language::en
          ? std::vector<std::string>{"NO", "WHEN", "FROM", "TO", "WHAT", "REASON", "DOCUMENT", "BY"}
          : std::vector<std::string>{"NO",
                                     "KAPAN",
                                     "DARI",
                                     "SAMPAI",
                                     "YANG DIKERJAKAN",
                                     "ALASAN",
                                     "SURAT",
                                     "OLEH"},
      {0}};
  for (const Window& window : windows) {
    table.add({window.id == 0 ? "-" : std::to_string(window.id),
               condition_text(window, now, language),
               local_text(window.start, zone),
               local_text(window.end, zone),
               targets_text(window),
               printable(window.reason),
               window.document.empty() ? "-" : printable(window.document),
               printable(window.user.empty() ? window.place : window.user)});
  }
  return table.text();
}

int maintenance_add(const MaintenanceOptions& options) {
  return with_plan(options.configuration, "maintenance add", [&options](const config::Plan& plan) {
    Window window = window_of(plan, options);
    window.id = journal::Editor{plan.daemon.state_dir}.add(window);
    fmt::print("{}", maintenance_table(plan, {window}, present_second()));
    return kExitOk;
  });
}

int maintenance_list(const MaintenanceOptions& options) {
  return with_plan(options.configuration, "maintenance list", [&options](const config::Plan& plan) {
    const book::Second now = present_second();
    const std::vector<Window> windows = all_windows(plan, options.all, now);
    fmt::print("{}",
               options.json ? windows_document(windows) : maintenance_table(plan, windows, now));
    return kExitOk;
  });
}

int maintenance_end(const MaintenanceOptions& options) {
  return with_plan(options.configuration, "maintenance end", [&options](const config::Plan& plan) {
    const book::Second now = present_second();
    journal::Editor{plan.daemon.state_dir}.end(options.id, now, user_name());
    const config::Language language = plan.daemon.language;
    fmt::print("{} {}: {} {}\n",
               choose(language, "maintenance", "pemeliharaan"),
               options.id,
               choose(language, "ended at", "diakhiri pada"),
               local_text(now, plan.daemon.timezone));
    return kExitOk;
  });
}

}  // namespace pantau::cli
