// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "config/documents.hpp"
#include "config/draft.hpp"
#include "config/inventory_rules.hpp"
#include "config/problems.hpp"
#include "config/toml_parse.hpp"

namespace pantau::config {

namespace {

template <typename T>
const T* find_by_id(const std::vector<T>& list, const std::string& id) {
  const auto at =
      std::lower_bound(list.begin(), list.end(), id, [](const T& known, const std::string& wanted) {
        return known.id < wanted;
      });
  return at != list.end() && at->id == id ? &*at : nullptr;
}

std::vector<std::string> names_of(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const auto& file : files) {
    names.push_back(file.string());
  }
  return names;
}

/// \param with_profiles  device profiles stand beside the first file, which must exist.
LoadOutcome check(const Documents& read,
                  const LoadOptions& options,
                  Problems& problems,
                  bool with_profiles) {
  Draft draft(read, options, problems);
  draft.plan.files.assign(read.files.begin(), read.files.end());
  if (with_profiles) {
    read_device_profiles(draft);
  }
  const auto files = names_of(draft.plan.files);
  read_daemon_tables(draft);
  read_progress_tables(draft);
  read_rollout_tables(draft);
  read_site_tables(draft);
  read_link_tables(draft);
  resolve_parents(draft);
  read_device_tables(draft);
  read_maintenance_tables(draft);
  check_inventory(draft);
  LoadOutcome outcome;
  if (!problems.any_errors()) {
    outcome.plan = std::move(draft.plan);
  }
  problems.move_into(outcome, files);
  return outcome;
}

}  // namespace

const Site* Plan::find_site(const std::string& id) const {
  return find_by_id(sites, id);
}

const Link* Plan::find_link(const std::string& id) const {
  return find_by_id(links, id);
}

const District* Plan::find_district(const std::string& id) const {
  return find_by_id(districts, id);
}

const Provider* Plan::find_provider(const std::string& id) const {
  return find_by_id(providers, id);
}

const Contract* Plan::find_contract(const std::string& id) const {
  return find_by_id(contracts, id);
}

const SnmpCredentials* Plan::find_credentials(const std::string& id) const {
  return find_by_id(credentials, id);
}

std::shared_ptr<const DeviceProfile> Plan::find_profile(const std::string& id) const {
  const auto at = std::lower_bound(
      profiles.begin(), profiles.end(), id, [](const auto& profile, const std::string& wanted) {
        return profile->id < wanted;
      });
  return at == profiles.end() || (*at)->id != id ? nullptr : *at;
}

LoadOutcome load(const std::filesystem::path& file, const LoadOptions& options) {
  Problems problems;
  return check(read_documents(file, problems), options, problems, true);
}

LoadOutcome load_with(const std::filesystem::path& file,
                      const UnsavedText& more,
                      const LoadOptions& options) {
  Problems problems;
  auto read = file.empty() ? Documents{} : read_documents(file, problems);
  read.files.push_back(more.name);
  auto parsed = parse_toml(more.text);
  if (const auto* problem = std::get_if<TextProblem>(&parsed)) {
    problems.error({more.name, problem->at.line, problem->at.column}, "", problem->text);
  } else {
    read.documents.push_back({more.name, std::move(std::get<Table>(parsed))});
  }
  return check(read, options, problems, !file.empty());
}

}  // namespace pantau::config
