// SPDX-License-Identifier: Apache-2.0
#include "config/probe_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "config/quantity.hpp"

namespace pantau::config {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

template <typename T>
void assign_whole(T& target, std::optional<std::int64_t> value) {
  if (value) {
    target = static_cast<T>(*value);
  }
}

void assign_seconds(double& target, std::optional<Nanoseconds> value) {
  if (value) {
    target = std::chrono::duration<double>(*value).count();
  }
}

std::string seconds_text(double value) {
  return format_duration(Nanoseconds{std::llround(value * 1e9)});
}

void check_pair(TableReader& reader,
                const std::string& stem,
                const Threshold& threshold,
                const std::string& warn,
                const std::string& bad) {
  const auto found_warn = reader.find(stem + "_warn");
  const auto found_bad = reader.find(stem + "_bad");
  if (threshold.warn <= threshold.bad || (!found_warn && !found_bad)) {
    return;
  }
  if (found_warn) {
    reader.error(
        found_warn,
        fmt::format(
            "is {0}, above {1}_bad ({2}): write at most {2}, or raise {1}_bad", warn, stem, bad));
  } else {
    reader.error(found_bad,
                 fmt::format("is {0}, below {1}_warn ({2}): write at least {2}, or lower {1}_warn",
                             bad,
                             stem,
                             warn));
  }
}

void check_reach(TableReader& reader, const ProbeProfile& profile) {
  const auto timeout = std::chrono::duration<double>(profile.timeout).count();
  const auto found = reader.find("timeout") ? reader.find("timeout") : reader.find("rtt_bad");
  if (found && profile.rtt.bad > timeout) {
    reader.warning(
        found,
        fmt::format("rtt_bad ({}) is above timeout ({}): no answered echo will ever reach "
                    "it",
                    seconds_text(profile.rtt.bad),
                    format_duration(profile.timeout)));
  }
}

void read_thresholds(TableReader& reader, ProbeProfile& profile) {
  constexpr Range<Nanoseconds> kAnyTime{Nanoseconds{0}, seconds{90}};
  assign_seconds(profile.rtt.warn, reader.duration("rtt_warn", kAnyTime));
  assign_seconds(profile.rtt.bad, reader.duration("rtt_bad", kAnyTime));
  assign_seconds(profile.variation.warn, reader.duration("variation_warn", kAnyTime));
  assign_seconds(profile.variation.bad, reader.duration("variation_bad", kAnyTime));
  assign(profile.loss.warn, reader.ratio("loss_warn"));
  assign(profile.loss.bad, reader.ratio("loss_bad"));
  for (const auto* const stem : {"rtt", "variation", "loss"}) {
    const std::string name{stem};
    const auto& threshold = name == "rtt"         ? profile.rtt
                            : name == "variation" ? profile.variation
                                                  : profile.loss;
    check_pair(reader,
               name,
               threshold,
               profile_value(profile, name + "_warn"),
               profile_value(profile, name + "_bad"));
  }
}

}  // namespace

void read_profile(TableReader& reader, ProbeProfile& profile) {
  assign(profile.interval, reader.duration("interval", {milliseconds{100}, seconds{60}}));
  assign(profile.timeout, reader.duration("timeout", {milliseconds{50}, seconds{30}}));
  assign(profile.late_window, reader.duration("late_window", {seconds{0}, seconds{60}}));
  assign_whole(profile.down_after, reader.integer("down_after", {1, 1000}));
  assign_whole(profile.up_after, reader.integer("up_after", {1, 1000}));
  assign(profile.target, reader.ratio("target"));
  assign_whole(profile.payload_size, reader.integer("payload_size", {16, 1472}));
  assign_whole(profile.dscp, reader.integer("dscp", {0, 63}));
  read_thresholds(reader, profile);
  check_reach(reader, profile);
}

std::string profile_value(const ProbeProfile& profile, std::string_view key) {
  using Format = std::string (*)(const ProbeProfile&);
  constexpr std::array<std::pair<std::string_view, Format>, 14> kFormats{{
      {"interval", [](const auto& p) { return format_duration(p.interval); }},
      {"timeout", [](const auto& p) { return format_duration(p.timeout); }},
      {"late_window", [](const auto& p) { return format_duration(p.late_window); }},
      {"down_after", [](const auto& p) { return fmt::to_string(p.down_after); }},
      {"up_after", [](const auto& p) { return fmt::to_string(p.up_after); }},
      {"rtt_warn", [](const auto& p) { return seconds_text(p.rtt.warn); }},
      {"rtt_bad", [](const auto& p) { return seconds_text(p.rtt.bad); }},
      {"variation_warn", [](const auto& p) { return seconds_text(p.variation.warn); }},
      {"variation_bad", [](const auto& p) { return seconds_text(p.variation.bad); }},
      {"loss_warn", [](const auto& p) { return fmt::format("{}", p.loss.warn); }},
      {"loss_bad", [](const auto& p) { return fmt::format("{}", p.loss.bad); }},
      {"target", [](const auto& p) { return fmt::format("{}", p.target); }},
      {"payload_size", [](const auto& p) { return fmt::to_string(p.payload_size); }},
      {"dscp", [](const auto& p) { return fmt::format("{}", static_cast<unsigned>(p.dscp)); }},
  }};
  for (const auto& [name, format] : kFormats) {
    if (name == key) {
      return format(profile);
    }
  }
  return {};
}

bool is_bare(std::string_view key) {
  constexpr std::array<std::string_view, 7> kBare{
      "down_after", "up_after", "loss_warn", "loss_bad", "target", "payload_size", "dscp"};
  return std::find(kBare.begin(), kBare.end(), key) != kBare.end();
}

}  // namespace pantau::config
