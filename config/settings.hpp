// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an operator may say about the daemon itself, as plain values with the defaults of the
/// contract.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pantau::config {

using Nanoseconds = std::chrono::nanoseconds;

enum class Language : std::uint8_t { id, en };

struct DaemonSettings {
  std::string gateway = "gateway";  ///< name of this vantage point
  std::string timezone = "Asia/Jayapura";  ///< days, months and quarters are cut in it
  Language language = Language::id;
  std::filesystem::path state_dir = "/var/lib/pantau";

  friend bool operator==(const DaemonSettings&, const DaemonSettings&) = default;
};

struct TlsSettings {
  std::filesystem::path certificate;
  std::filesystem::path key;
  std::optional<std::filesystem::path> client_ca;  ///< set: clients must show a certificate of it

  friend bool operator==(const TlsSettings&, const TlsSettings&) = default;
};

struct HttpSettings {
  std::string listen =
      "127.0.0.1:9750";  ///< "host:port" or "[v6]:port"; port 0 asks the kernel for one
  bool reload = false;  ///< POST /-/reload
  std::optional<TlsSettings> tls;
  std::map<std::string, std::string> users;  ///< name to bcrypt hash; empty = no authentication

  friend bool operator==(const HttpSettings&, const HttpSettings&) = default;
};

enum class RttHistogram : std::uint8_t { link, technology };

struct MetricsSettings {
  int months = 4;  ///< 1 to 13
  RttHistogram rtt_histogram = RttHistogram::link;

  friend bool operator==(const MetricsSettings&, const MetricsSettings&) = default;
};

struct VantageSettings {
  std::vector<std::string> anchors;  ///< addresses or host names
  std::uint32_t quorum = 1;
  Nanoseconds interval{std::chrono::seconds{1}};
  Nanoseconds timeout{std::chrono::seconds{3}};

  friend bool operator==(const VantageSettings&, const VantageSettings&) = default;
};

struct ServiceHours {
  std::vector<std::chrono::weekday> days;
  std::chrono::seconds from{0};  ///< since local midnight
  std::chrono::seconds to{0};
  std::vector<std::chrono::year_month_day> holidays;

  friend bool operator==(const ServiceHours&, const ServiceHours&) = default;
};

/// What a site weighs in the progress of its phase.
enum class SiteWeights : std::uint8_t { site, population, contract_value };

constexpr std::size_t kStages = 13;

struct RolloutSettings {
  SiteWeights weights = SiteWeights::site;
  /// 0 to 1, by Stage, never falling from stage to stage (semantics.md 8); decommissioned is in no
  /// sum.
  std::array<double, kStages> stage_weights{
      0, 0.10, 0.20, 0.30, 0.40, 0.55, 0.75, 0.85, 0.90, 0.95, 1, 1, 0};

  friend bool operator==(const RolloutSettings&, const RolloutSettings&) = default;
};

struct AcceptanceSettings {
  Nanoseconds duration{std::chrono::hours{72}};  ///< 5 min to 31 days, whole minutes

  friend bool operator==(const AcceptanceSettings&, const AcceptanceSettings&) = default;
};

}  // namespace pantau::config
