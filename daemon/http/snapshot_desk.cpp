// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/snapshot_desk.hpp"

#include <exception>
#include <utility>
#include <vector>

namespace pantau::http {

namespace {

/// Connections give up after a while, so more than the connection cap can wait when the probe
/// thread hangs; without a bound they would pile up until it is restarted.
constexpr std::size_t kMaxWaiting = 1024;

}  // namespace

struct SnapshotDesk::Queue {
  std::vector<std::function<void(SnapshotPointer)>> waiting;

  void serve(const SnapshotPointer& snapshot) {
    // Those who ask while these are served want a newer one.
    const auto served = std::exchange(waiting, {});
    for (const auto& callback : served) {
      try {
        callback(snapshot);
      } catch (const std::exception&) {
        // The callback's owner reports its failures; here only the others matter.
        continue;
      }
    }
  }
};

SnapshotDesk::SnapshotDesk(Source& source) : source_(source), queue_(std::make_shared<Queue>()) {}

void SnapshotDesk::ask(std::function<void(SnapshotPointer)> callback) {
  if (queue_->waiting.size() >= kMaxWaiting) {
    callback(nullptr);
    return;
  }
  const bool first = queue_->waiting.empty();
  queue_->waiting.push_back(std::move(callback));
  if (!first) {
    return;
  }
  try {
    source_.request_snapshot([weak = std::weak_ptr(queue_)](const SnapshotPointer& snapshot) {
      if (const auto queue = weak.lock()) {
        queue->serve(snapshot);
      }
    });
  } catch (const std::exception&) {
    queue_->serve(nullptr);
  }
}

}  // namespace pantau::http
