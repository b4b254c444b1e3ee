// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contract, "The daemon itself": few metrics, so they take the usual way of prometheus-cpp's data
/// model. Only its serializer is not used: it leaves HELP unescaped and knows no OpenMetrics.
#pragma once

#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/daemon_numbers.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::metrics {

/// Both arguments must outlive it.
class DaemonFamilies : public prometheus::Collectable {
 public:
  DaemonFamilies(const links::Snapshot& snapshot, const DaemonNumbers& numbers)
      : snapshot_(snapshot), numbers_(numbers) {}

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const links::Snapshot& snapshot_;
  const DaemonNumbers& numbers_;
};

/// Labels are cleaned and escaped here; of samples with the same labels the first one stays.
void write_family(PageWriter& page, const prometheus::MetricFamily& family);

}  // namespace pantau::metrics
