// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/book/outage_query.hpp"
#include "daemon/http/message.hpp"
#include "daemon/http/snapshot_desk.hpp"
#include "daemon/http/source.hpp"
#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::http {

/// `pantau_http_requests_total`: route (or "other") and status code to answers given.
using RequestCounts = std::map<std::pair<std::string, unsigned>, std::uint64_t>;

struct RoutesOptions {
  std::string version;
  bool reload_enabled = false;  ///< `[http] reload`
  /// The page of metrics.
  std::function<std::string(const links::Snapshot&, const RequestCounts&, metrics::Format)> render;
  /// The effective configuration as TOML, secrets masked.
  std::function<std::string(const config::Plan&)> effective_config;
  Trouble on_trouble;
};

/// Contract, section 3: which path is answered how. Paths match exactly as sent.
class Routes {
 public:
  /// `source` must outlive the routes, and these every reply still to come.
  Routes(Source& source, RoutesOptions options);

  void handle(const Request& request, Reply reply);

  void set_reload_enabled(bool enabled) { options_.reload_enabled = enabled; }

  /// For ServerOptions::on_response: any path; unknown ones are counted as "other".
  void count(std::string_view path, unsigned status);

  [[nodiscard]] const RequestCounts& counts() const { return counts_; }

 private:
  using Page = std::function<Response(const links::Snapshot&)>;

  /// An exception must not leave the web thread, and callbacks run outside of the server's own
  /// guard.
  void attempt(const Reply& reply, const std::function<void()>& work) const;
  void with_snapshot(Reply reply, Page page);
  void get(const Request& request, Reply reply);
  void probe(const Request& request, Reply reply);
  void why(std::string link, Reply reply);
  void outages(const Request& request, Reply reply);
  void outages(const book::OutageQuery& query, book::Second now, Reply reply);
  /// Reads what else belongs to the incidents of `found`, and answers.
  void incidents(const book::OutageQuery& scope,
                 std::vector<book::Outage> found,
                 book::Second now,
                 Reply reply);
  void reload(Reply reply);
  [[nodiscard]] Response ready() const;
  [[nodiscard]] Response landing(const links::Snapshot& snapshot) const;

  Source& source_;
  RoutesOptions options_;
  SnapshotDesk desk_;
  RequestCounts counts_;
};

}  // namespace pantau::http
