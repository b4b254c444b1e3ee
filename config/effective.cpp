// SPDX-License-Identifier: Apache-2.0
#include "config/effective.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "config/address_text.hpp"
#include "config/inventory_fields.hpp"
#include "config/quantity.hpp"
#include "config/table_reader.hpp"
#include "config/toml_text.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

constexpr std::string_view kMasked = "<secret>";

std::string yes_no(bool value) {
  return value ? "true" : "false";
}

void write_daemon(TomlText& out, const DaemonSettings& daemon) {
  out.table("daemon");
  out.text("gateway", daemon.gateway);
  out.text("timezone", daemon.timezone);
  out.text("language", word_of(kLanguageWords, daemon.language));
  out.text("state_dir", daemon.state_dir.string());
}

void write_http(TomlText& out, const HttpSettings& http) {
  out.table("http");
  out.text("listen", http.listen);
  out.line("reload", yes_no(http.reload));
  if (http.tls) {
    out.table("http.tls");
    out.text("certificate", http.tls->certificate.string());
    out.text("key", http.tls->key.string());
    out.text("client_ca", http.tls->client_ca ? http.tls->client_ca->string() : "");
  }
  if (!http.users.empty()) {
    out.table("http.users");
  }
  for (const auto& [user, hash] : http.users) {
    out.comment(fmt::format("{} = {}", toml_string(user), toml_string(kMasked)));
  }
}

std::string time_text(std::chrono::seconds since_midnight) {
  const std::chrono::hh_mm_ss time{since_midnight};
  return fmt::format(
      "{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(), time.seconds().count());
}

void write_service_hours(TomlText& out, const ServiceHours& hours) {
  out.table("service_hours");
  std::vector<std::string> days;
  for (const auto day : hours.days) {
    days.emplace_back(kDayWords.at(day.c_encoding()));
  }
  out.texts("days", days);
  out.line("from", time_text(hours.from));
  out.line("to", time_text(hours.to));
  std::vector<std::string> holidays;
  for (const auto date : hours.holidays) {
    holidays.push_back(format_date(date));
  }
  out.line("holidays", fmt::format("[{}]", fmt::join(holidays, ", ")));
}

void write_rollout(TomlText& out, const RolloutSettings& rollout) {
  out.table("rollout");
  out.text("weights", word_of(kWeightWords, rollout.weights));
  std::vector<std::string> parts;
  for (const auto& [word, stage] : kStageWords) {
    if (stage != Stage::decommissioned) {
      const auto weight = rollout.stage_weights.at(static_cast<std::size_t>(stage));
      parts.push_back(fmt::format("{} = {}", word, toml_number(weight)));
    }
  }
  out.line("stage_weights", fmt::format("{{ {} }}", fmt::join(parts, ", ")));
}

void write_singletons(TomlText& out, const Plan& plan) {
  write_daemon(out, plan.daemon);
  write_http(out, plan.http);
  out.table("metrics");
  out.whole("months", plan.metrics.months);
  out.text("rtt_histogram", word_of(kHistogramWords, plan.metrics.rtt_histogram));
  out.table("vantage");
  out.texts("anchors", plan.vantage.anchors);
  out.whole("quorum", plan.vantage.quorum);
  out.text("interval", format_duration(plan.vantage.interval));
  out.text("timeout", format_duration(plan.vantage.timeout));
  if (plan.service_hours) {
    write_service_hours(out, *plan.service_hours);
  }
  write_rollout(out, plan.rollout);
  out.table("acceptance");
  out.text("duration", format_duration(plan.acceptance.duration));
}

void write(TomlText& out, const Technology& technology) {
  out.item("technology");
  write_fields(out, technology);
}

void write(TomlText& out, const Phase& phase) {
  out.item("phase");
  write_fields(out, phase);
}

void write(TomlText& out, const District& district) {
  out.item("district");
  write_fields(out, district);
}

void write(TomlText& out, const Provider& provider) {
  out.item("provider");
  write_fields(out, provider);
  out.text("contact", provider.contact);
}

void write(TomlText& out, const Contract& contract) {
  out.item("contract");
  write_fields(out, contract);
}

void write_stages(TomlText& out,
                  std::string_view key,
                  const std::map<Stage, Date>& dates,
                  const std::optional<UtcTime>& acceptance_start) {
  std::vector<std::string> parts;
  for (const auto& [stage, date] : dates) {
    const bool instant = stage == Stage::acceptance_test && acceptance_start;
    parts.push_back(fmt::format("{} = {}",
                                word_of(kStageWords, stage),
                                instant ? toml_instant(*acceptance_start) : format_date(date)));
  }
  if (!parts.empty()) {
    out.line(key, fmt::format("{{ {} }}", fmt::join(parts, ", ")));
  }
}

void write_hold(TomlText& out, const Hold& hold) {
  auto parts = fmt::format("kind = {}", toml_string(word_of(kHoldWords, hold.kind)));
  if (hold.since) {
    parts += ", since = " + format_date(*hold.since);
  }
  if (hold.until) {
    parts += ", until = " + format_date(*hold.until);
  }
  if (!hold.reason.empty()) {
    parts += ", reason = " + toml_string(hold.reason);
  }
  if (!hold.to.empty()) {
    parts += ", to = " + toml_string(hold.to);
  }
  out.line("hold", fmt::format("{{ {} }}", parts));
}

void write(TomlText& out, const Site& site) {
  out.item("site");
  write_fields(out, site);
  out.texts("contacts", site.contacts);
  write_stages(out, "planned", site.planned, {});
  write_stages(out, "actual", site.actual, site.acceptance_start);
  if (site.hold) {
    write_hold(out, *site.hold);
  }
}

void write(TomlText& out, const Link& link) {
  out.item("link");
  write_fields(out, link);
  write_profile(out, link.profile);
}

void write(TomlText& out, const Device& device) {
  out.item("device");
  out.text("id", device.id);
  out.text("site", device.site);
  out.text("address", agent_text(device.address, device.port));
  out.text("profile", device.profile);
  out.text("credentials", device.credentials);
  out.texts("interfaces", device.interfaces);
  std::vector<std::string> links;
  for (const auto& [interface, link] : device.links) {
    links.push_back(fmt::format("{} = {}", toml_string(interface), toml_string(link)));
  }
  if (!links.empty()) {
    out.line("links", fmt::format("{{ {} }}", fmt::join(links, ", ")));
  }
  out.text("via", device.via);
  out.text("interval", format_duration(device.interval));
  out.text("timeout", format_duration(device.timeout));
  out.whole("retries", device.retries);
  if (device.low_volts) {
    out.line("power", fmt::format("{{ low_volts = {} }}", toml_number(*device.low_volts)));
  }
}

void write(TomlText& out, const SnmpCredentials& credentials) {
  out.item("snmp_credentials");
  out.text("id", credentials.id);
  out.text("version", credentials.version);
  out.text("user", credentials.user);
  out.text("auth", credentials.auth);
  out.text("privacy", credentials.privacy);
  // Masked whether or not the secret could be read: that it is missing is nobody's business either.
  if (credentials.version != "3") {
    out.text("community_file", kMasked);
    return;
  }
  out.text("auth_password_file", credentials.auth.empty() ? "" : kMasked);
  out.text("privacy_password_file", credentials.privacy.empty() ? "" : kMasked);
}

void write(TomlText& out, const MaintenanceWindow& window) {
  out.item("maintenance");
  out.texts("links", window.links);
  out.texts("sites", window.sites);
  out.texts("districts", window.districts);
  out.texts("providers", window.providers);
  out.line("start", toml_instant(window.start));
  out.line("end", toml_instant(window.end));
  out.text("reason", window.reason);
  out.date("announced", window.announced);
  out.text("document", window.document);
}

template <typename T>
void write_all(TomlText& out, const std::vector<T>& list) {
  for (const auto& one : list) {
    write(out, one);
  }
}

}  // namespace

std::string effective_toml(const Plan& plan) {
  TomlText out;
  out.comment(
      "The effective configuration: templates applied, defaults filled in, secrets masked.");
  write_singletons(out, plan);
  write_all(out, plan.technologies);
  write_all(out, plan.phases);
  write_all(out, plan.districts);
  write_all(out, plan.providers);
  write_all(out, plan.contracts);
  write_all(out, plan.sites);
  write_all(out, plan.links);
  write_all(out, plan.devices);
  write_all(out, plan.credentials);
  write_all(out, plan.maintenance);
  return out.take();
}

}  // namespace pantau::config
