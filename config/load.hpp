// SPDX-License-Identifier: Apache-2.0
/// \file
/// From files to a Plan, or to the list of everything that is wrong with them. Reads files and
/// nothing else; safe to run on any thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/device_profile.hpp"
#include "config/inventory.hpp"
#include "config/settings.hpp"

namespace pantau::config {

/// One mistake (or warning), printed as `file:line:column: path: text`.
struct Problem {
  Place place;
  std::string path;  ///< e.g. "link.jila-vsat.interval" or "daemon.language"
  std::string text;  ///< what is wrong and what to write instead

  friend bool operator==(const Problem&, const Problem&) = default;
};

[[nodiscard]] std::string to_string(const Problem& problem);

/// Where the value of a link's key came from; the source of `pantau explain`.
struct Setting {
  std::string key;  ///< as in the configuration: "interval", "rtt_warn"
  std::string value;  ///< as one would write it: "5s", "0.03"
  std::string origin;  ///< "built-in geo-vsat", "technology geo-vsat, FILE:LINE", "template T,
                       ///< FILE:LINE", "FILE:LINE"
};

/// The whole configuration, checked. Lists are sorted by id.
struct Plan {
  DaemonSettings daemon;
  HttpSettings http;
  MetricsSettings metrics;
  VantageSettings vantage;
  std::optional<ServiceHours> service_hours;
  RolloutSettings rollout;
  AcceptanceSettings acceptance;
  std::vector<Technology> technologies;
  std::vector<Phase> phases;
  std::vector<District> districts;
  std::vector<Provider> providers;
  std::vector<Contract> contracts;
  std::vector<Site> sites;
  std::vector<Link> links;
  std::vector<Device> devices;
  std::vector<SnmpCredentials> credentials;
  /// Built-in ones and those beside the configuration, by id; includes resolved.
  std::vector<std::shared_ptr<const DeviceProfile>> profiles;
  std::vector<MaintenanceWindow> maintenance;
  std::vector<std::filesystem::path> files;  ///< all that were read, in order
  std::map<std::string, std::vector<Setting>> link_settings;  ///< by link id

  [[nodiscard]] const Site* find_site(const std::string& id) const;
  [[nodiscard]] const Link* find_link(const std::string& id) const;
  [[nodiscard]] const District* find_district(const std::string& id) const;
  [[nodiscard]] const Provider* find_provider(const std::string& id) const;
  [[nodiscard]] const Contract* find_contract(const std::string& id) const;
  [[nodiscard]] const SnmpCredentials* find_credentials(const std::string& id) const;
  /// Null also for "auto".
  [[nodiscard]] std::shared_ptr<const DeviceProfile> find_profile(const std::string& id) const;
};

struct LoadOutcome {
  std::optional<Plan> plan;  ///< absent when there is any problem
  std::vector<Problem> problems;  ///< sorted by file (in reading order), line, column
  std::vector<Problem> warnings;
};

struct LoadOptions {
  /// $CREDENTIALS_DIRECTORY, where the service manager puts secrets; empty outside a service.
  std::filesystem::path credentials_directory;
  /// For the warning about `actual` dates in the future only; no date is an error because of today.
  Date today{};
  /// Fill Plan::link_settings. The daemon may leave it out: it costs about 4 KB a link.
  bool link_settings = true;
};

/// Reads `file` and what it includes. A file that cannot be read is a problem like any other.
[[nodiscard]] LoadOutcome load(const std::filesystem::path& file, const LoadOptions& options);

/// A configuration that stands in no file yet.
struct UnsavedText {
  std::string name;  ///< stands for the file in places
  std::string text;
};

/// Checks `more` as a file that `file` includes last; with an empty `file`, alone.
[[nodiscard]] LoadOutcome load_with(const std::filesystem::path& file,
                                    const UnsavedText& more,
                                    const LoadOptions& options);

}  // namespace pantau::config
