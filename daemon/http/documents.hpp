// SPDX-License-Identifier: Apache-2.0
/// \file
/// Snapshots as documents (contract 3 and 3.1): times RFC 3339 UTC, durations in seconds, unknown =
/// null, lists sorted by id. Pure; the API serves them and `--json` of the commands prints them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/links/snapshot.hpp"
#include "daemon/links/why.hpp"

namespace pantau::http {

/// `GET /api/v1/links`.
[[nodiscard]] std::string links_document(const links::Snapshot& snapshot);

/// `GET /api/v1/sites`.
[[nodiscard]] std::string sites_document(const links::Snapshot& snapshot);

/// `GET /api/v1/links/ID/why`. Contacts stand here and in the sites document, never in metrics:
/// those of the link's own site, and of each root in `root_details`. `outage` is the open outage as
/// the outages document has it (incident: null), with `cause` and `planned` of its last segment.
[[nodiscard]] std::string why_document(const links::Why& why);

/// `GET /sd/links`: Prometheus HTTP service discovery, one group a link.
[[nodiscard]] std::string discovery_document(const links::Snapshot& snapshot);

/// `GET /probe` for one link under blackbox_exporter's names. Of a lost echo the duration is its
/// timeout, because so long it was waited for. Nothing before the first verdict.
[[nodiscard]] std::optional<std::string> probe_page(const links::Snapshot& snapshot,
                                                    std::size_t link_index);

/// Position of a link in plan and snapshot.
[[nodiscard]] std::optional<std::size_t> find_link(const links::Snapshot& snapshot,
                                                   std::string_view id);

}  // namespace pantau::http
