// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an operator may say about the daemon itself, as plain values with the defaults of the
/// contract.
#pragma once

#include <chrono>
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

}  // namespace pantau::config
