// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/object_batch.hpp"

#include <algorithm>
#include <utility>

namespace pantau::snmp {

namespace {

std::vector<std::uint32_t> places(std::size_t begin, std::size_t end) {
  std::vector<std::uint32_t> part;
  part.reserve(end - begin);
  for (std::size_t place = begin; place < end; ++place) {
    part.push_back(static_cast<std::uint32_t>(place));
  }
  return part;
}

}  // namespace

ObjectBatch::ObjectBatch(std::size_t objects, std::size_t limit) {
  limit = std::max<std::size_t>(limit, 1);
  for (std::size_t begin = 0; begin < objects; begin += limit) {
    parts_.push_back(places(begin, std::min(objects, begin + limit)));
  }
  std::reverse(parts_.begin(), parts_.end());
}

void ObjectBatch::answered() {
  largest_answered_ = std::max(largest_answered_, part().size());
  parts_.pop_back();
}

std::optional<std::uint32_t> ObjectBatch::refused(std::uint32_t error_index) {
  std::vector<std::uint32_t>& part = parts_.back();
  if (part.size() > 1 && (error_index == 0 || error_index > part.size())) {
    halve();
    return std::nullopt;
  }
  const auto at = part.begin() + (part.size() > 1 ? error_index - 1 : 0);
  const std::uint32_t dropped = *at;
  part.erase(at);
  if (part.empty()) {
    parts_.pop_back();
  }
  return dropped;
}

std::optional<std::uint32_t> ObjectBatch::too_big() {
  if (part().size() > 1) {
    was_too_big_ = true;
    halve();
    return std::nullopt;
  }
  one_too_big_ = true;
  const std::uint32_t dropped = part().front();
  parts_.pop_back();
  return dropped;
}

void ObjectBatch::narrow(std::size_t objects) {
  std::vector<std::uint32_t>& part = parts_.back();
  if (objects == 0 || objects >= part.size()) {
    return;
  }
  const auto cut = part.begin() + static_cast<std::ptrdiff_t>(objects);
  std::vector<std::uint32_t> first(part.begin(), cut);
  part.erase(part.begin(), cut);
  parts_.push_back(std::move(first));
}

std::optional<std::size_t> ObjectBatch::learned_limit() const {
  // When one object alone is too big, it was the reason; the others may go together again.
  if (!was_too_big_ || one_too_big_ || largest_answered_ == 0) {
    return std::nullopt;
  }
  return largest_answered_;
}

void ObjectBatch::halve() {
  narrow((part().size() + 1) / 2);
}

}  // namespace pantau::snmp
