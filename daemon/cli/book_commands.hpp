// SPDX-License-Identifier: Apache-2.0
/// \file
/// The commands around the book of record, as the command line takes them.
#pragma once

#include <functional>
#include <string>

#include "daemon/cli/availability.hpp"
#include "daemon/cli/maintenance.hpp"
#include "daemon/cli/outages.hpp"
#include "daemon/cli/restitution.hpp"
#include "daemon/cli/why.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): that of CLI11
class App;
}

namespace pantau::cli {

class BookCommands {
 public:
  /// Adds them to `app`; the one that was said is put into `command`. Both and `configuration` must
  /// outlive the parsing.
  void add(CLI::App& app, std::string& configuration, std::function<int()>& command);

 private:
  void add_why(CLI::App& app);
  void add_outages(CLI::App& app);
  void add_outage_set(CLI::App& app);
  void add_maintenance(CLI::App& app);
  void add_maintenance_add(CLI::App& maintenance);
  void add_maintenance_list(CLI::App& maintenance);
  void add_maintenance_end(CLI::App& maintenance);
  void add_availability(CLI::App& app);
  void add_restitution(CLI::App& app);
  void configuration_option(CLI::App& command);

  std::string* configuration_ = nullptr;
  std::function<int()>* command_ = nullptr;
  WhyOptions why_;
  OutagesOptions outages_;
  OutageSetOptions outage_set_;
  MaintenanceOptions maintenance_;
  AvailabilityOptions availability_;
  RestitutionOptions restitution_;
};

}  // namespace pantau::cli
