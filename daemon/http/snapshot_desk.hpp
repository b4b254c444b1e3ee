// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "daemon/http/source.hpp"

namespace pantau::http {

/// Where requests wait for a snapshot. Many that wait at the same time cost the probe thread one
/// copy.
class SnapshotDesk {
 public:
  /// `source` must outlive the desk.
  explicit SnapshotDesk(Source& source);

  /// `callback` is called once, with null when there is no snapshot or no room to wait. What it
  /// throws is swallowed: one request must not cost the others their answer.
  void ask(std::function<void(SnapshotPointer)> callback);

 private:
  struct Queue;
  Source& source_;
  std::shared_ptr<Queue> queue_;
};

}  // namespace pantau::http
