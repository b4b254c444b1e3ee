// SPDX-License-Identifier: Apache-2.0
/// \file
/// The rollout as the operator wrote it, resolved: templates applied, defaults filled in,
/// references checked. Plain immutable values, sorted by id.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/secret.hpp"
#include "config/settings.hpp"

namespace pantau::config {

using Date = std::chrono::year_month_day;
using UtcTime = std::chrono::sys_seconds;

/// Where a table or a value stands.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

struct Threshold {
  double warn = 0;
  double bad = 0;

  friend bool operator==(const Threshold&, const Threshold&) = default;
};

/// Every key that a technology, a template and a link have in common (semantics.md 4).
struct ProbeProfile {
  Nanoseconds interval{std::chrono::seconds{5}};  ///< 0.1 to 60 s
  Nanoseconds timeout{std::chrono::seconds{5}};  ///< 0.05 to 30 s
  Nanoseconds late_window{std::chrono::seconds{10}};  ///< 0 to 60 s
  std::uint32_t down_after = 6;  ///< consecutive losses, 1 to 1000
  std::uint32_t up_after = 3;  ///< consecutive answers, 1 to 1000
  Threshold rtt;  ///< seconds
  Threshold variation;  ///< seconds
  Threshold loss;  ///< ratio
  double target = 0.95;  ///< availability without a contract, ratio
  std::uint16_t payload_size = 56;  ///< 16 to 1472
  std::uint8_t dscp = 0;  ///< 0 to 63

  friend bool operator==(const ProbeProfile&, const ProbeProfile&) = default;
};

struct Technology {
  std::string id;
  ProbeProfile profile;
  bool built_in = false;  ///< one of geo-vsat meo leo radio fibre lte, unchanged
  Place place;
};

struct Phase {
  std::string id;
  std::string name;
  std::optional<Date> start;
  std::optional<Date> end;
  Place place;
};

struct District {
  std::string id;
  std::string name;
  std::string code;
  std::vector<std::string> aliases;
  std::string district_class;  ///< urban coastal lowland highland, or empty
  std::optional<std::int64_t> population;
  std::optional<int> population_year;
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::optional<Date> since;  ///< first day of its existence
  std::optional<Date> until;  ///< last day: split up, renamed
  std::string split_from;  ///< id of the district that it was cut from, or empty
  Place place;
};

struct Provider {
  std::string id;
  std::string name;
  std::string contact;
  Place place;
};

enum class AvailabilityFormula : std::uint8_t { gross, net_a, net_b };
enum class Restitution : std::uint8_t { pro_rata, pro_rata_over_target, shortfall };

struct Contract {
  std::string id;
  std::string provider;
  std::string number;
  Date start{};
  Date end{};  ///< with has_end false: no end
  bool has_end = false;
  std::optional<Date> free_until;
  double target = 0;
  Nanoseconds minimum_outage{0};
  double loss_threshold = 0.75;
  AvailabilityFormula formula = AvailabilityFormula::gross;
  std::vector<std::string> exclude;  ///< causes and groups, as written
  std::optional<Nanoseconds> planned_notice;
  std::optional<double> planned_hours_per_month;
  std::optional<std::int64_t> fee_per_month;  ///< rupiah
  std::optional<Restitution> restitution;
  Place place;
};

enum class Stage : std::uint8_t {
  proposed,
  surveyed,
  site_cleared,
  contracted,
  shipped,
  on_site,
  installed,
  integrated,
  acceptance_test,
  accepted,
  in_service,
  handed_over,
  decommissioned
};

enum class HoldKind : std::uint8_t { on_hold, suspended, relocated, cancelled };

struct Hold {
  HoldKind kind = HoldKind::on_hold;
  std::optional<Date> since;
  std::optional<Date> until;
  std::string reason;  ///< land permit budget logistics weather security power provider arrears
                       ///< locked other
  std::string to;  ///< relocated: the site that took its place, or empty
};

struct Site {
  std::string id;
  std::string name;
  std::string district;
  std::string phase;  ///< empty: infrastructure
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::optional<std::int64_t> serves_population;
  std::vector<std::string> services;
  std::vector<std::string> contacts;
  double weight = 1;
  std::map<Stage, Date> planned;
  std::map<Stage, Date> actual;
  std::optional<UtcTime> acceptance_start;  ///< actual.acceptance_test as an instant
  std::optional<Hold> hold;
  Place place;
};

enum class Role : std::uint8_t { primary, backup };

/// One OR-group of parents: link ids ("site:ID" is already replaced by that site's links).
struct ParentGroup {
  std::string written;  ///< as the operator wrote it, for messages and labels
  std::vector<std::string> links;  ///< sorted
};

struct Link {
  std::string id;
  std::string site;
  std::string technology;
  Role role = Role::primary;
  std::string provider;  ///< own, else the first contract's, else empty
  std::vector<std::string> contracts;
  std::string address;  ///< empty: planned, not probed
  ProbeProfile profile;
  std::vector<ParentGroup> parents;  ///< all groups must be met
  std::optional<double> capacity_down_bytes;  ///< bytes per second
  std::optional<double> capacity_up_bytes;
  std::optional<double> quota_bytes;
  Place place;
};

struct SnmpCredentials {
  std::string id;
  std::string version;  ///< "1" "2c" "3"
  std::string user;
  std::string auth;  ///< MD5 SHA SHA-224 SHA-256 SHA-384 SHA-512 or empty
  Secret auth_password;
  std::string privacy;  ///< DES AES or empty
  Secret privacy_password;
  Secret community;
  Place place;

  /// Every secret that the version and its levels need is there. Without one nothing is asked: an
  /// empty password would only fill the agent's log with refusals.
  [[nodiscard]] bool complete() const {
    return version == "3" ? (auth.empty() || !auth_password.empty()) &&
                                (privacy.empty() || !privacy_password.empty())
                          : !community.empty();
  }
};

struct Device {
  std::string id;
  std::string site;
  std::string address;  ///< an address or a host name, without the port
  std::uint16_t port = 161;  ///< `address = "198.18.6.2:1161"`
  std::string profile = "auto";
  std::string credentials;  ///< empty: not polled
  std::vector<std::string> interfaces;
  std::map<std::string, std::string> links;  ///< interface to link id
  std::string via;  ///< link id; default: the site's first primary
  Nanoseconds interval{std::chrono::seconds{60}};  ///< 1 s to 24 h
  Nanoseconds timeout{std::chrono::seconds{3}};  ///< of a request's first attempt; doubles
  std::uint32_t retries = 2;  ///< 0 to 10
  std::optional<double> low_volts;
  Place place;
};

struct MaintenanceWindow {
  std::vector<std::string> links;
  std::vector<std::string> sites;
  std::vector<std::string> districts;
  std::vector<std::string> providers;
  UtcTime start{};
  UtcTime end{};
  std::string reason;
  std::optional<Date> announced;
  std::string document;
  Place place;
};

}  // namespace pantau::config
