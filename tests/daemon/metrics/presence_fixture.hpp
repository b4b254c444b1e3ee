// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/metrics/exposition.hpp"
#include "tests/daemon/metrics/page_parser.hpp"
#include "tests/daemon/metrics/small_county.hpp"

namespace pantau::test {

using Labels = std::map<std::string, std::string>;

/// The small county and its page; change the snapshot, then ask.
class PresenceFixture : public testing::Test {
 protected:
  [[nodiscard]] Page page() const {
    auto parsed =
        parse_page(metrics::render(snapshot_, numbers_, metrics::Format::text_0_0_4), Syntax::text);
    EXPECT_EQ(parsed.errors, std::vector<std::string>{});
    return parsed;
  }

  [[nodiscard]] std::optional<double> of_link(const std::string& link,
                                              const std::string& name,
                                              Labels labels = {}) const {
    labels["link"] = link;
    return page().value(name, labels);
  }

  [[nodiscard]] std::optional<double> of_site(const std::string& site,
                                              const std::string& name,
                                              Labels labels = {}) const {
    labels["site"] = site;
    return page().value(name, labels);
  }

  links::LinkNumbers& link(std::size_t place) { return snapshot_.links[place]; }

  links::SiteNumbers& site(std::size_t place) { return snapshot_.sites[place]; }

  /// The accounts, to be changed.
  availability::Accounts& accounts() {
    auto copy = std::make_shared<availability::Accounts>(*snapshot_.accounts);
    availability::Accounts& changed = *copy;
    snapshot_.accounts = std::move(copy);
    return changed;
  }

  /// The plan, to be changed; the accounts stay those of the plan before.
  config::Plan& plan() {
    auto copy = std::make_shared<config::Plan>(*snapshot_.plan);
    config::Plan& changed = *copy;
    snapshot_.plan = std::move(copy);
    return changed;
  }

  links::Snapshot snapshot_ = small_snapshot();
  metrics::DaemonNumbers numbers_ = small_numbers();
};

inline constexpr const char* kVsatId = "jila-vsat";
inline constexpr const char* kFibreId = "timika-fibre";
inline constexpr const char* kPlannedId = "timika-lte";
inline constexpr const char* kOfficeId = "jila-kantor-distrik";
inline constexpr const char* kHubId = "timika-hub";

}  // namespace pantau::test
