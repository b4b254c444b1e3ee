// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the web part asks of the rest of the daemon. The app implements it; nothing else of the
/// daemon is touched from the web thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/book/outage.hpp"
#include "daemon/book/outage_query.hpp"
#include "daemon/links/snapshot.hpp"
#include "daemon/links/why.hpp"

namespace pantau::http {

struct ReloadResult {
  bool successful = false;
  std::vector<std::string> lines;  ///< the mistakes (or, after success, warnings), one a line
};

/// `since=&until=&link=` of `/api/v1/outages`.
using OutageList = std::variant<std::vector<book::Outage>, std::string>;  ///< or why there is none

using SnapshotPointer = std::shared_ptr<const links::Snapshot>;

/// All functions are called on the web thread and must not block; callbacks come back on it, once.
class Source {
 public:
  Source() = default;
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  Source(Source&&) = delete;
  Source& operator=(Source&&) = delete;

  /// Asks the probe thread for its numbers. A null pointer says that there are none to be had.
  virtual void request_snapshot(std::function<void(SnapshotPointer)> callback) = 0;
  /// Nothing when there is no such link.
  virtual void request_why(std::string link,
                           std::function<void(std::optional<links::Why>)> callback) = 0;
  /// From the journal, what waits to be written included.
  virtual void request_outages(book::OutageQuery query,
                               std::function<void(OutageList)> callback) = 0;
  virtual void request_reload(std::function<void(ReloadResult)> callback) = 0;
  /// Why the daemon is not ready yet; nothing once configuration and sockets are up.
  [[nodiscard]] virtual std::optional<std::string> not_ready() const = 0;
};

}  // namespace pantau::http
