// SPDX-License-Identifier: Apache-2.0
/// \file
/// How the objects of a GET are spread over requests when one is too much for the agent or the
/// path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pantau::snmp {

/// Places 0 to n-1 of a list, asked part by part. A part that is refused is divided; an object that
/// is refused alone is dropped.
class ObjectBatch {
 public:
  ObjectBatch() = default;
  /// In parts of at most `limit` (at least 1).
  ObjectBatch(std::size_t objects, std::size_t limit);

  [[nodiscard]] bool done() const { return parts_.empty(); }

  /// What to ask next. Only while not done.
  [[nodiscard]] const std::vector<std::uint32_t>& part() const { return parts_.back(); }

  void answered();
  /// Error status 2 of version 1 says which object (`error_index`, from 1) the agent does not have;
  /// without a valid index the part is halved until one object is left. \return what was dropped.
  [[nodiscard]] std::optional<std::uint32_t> refused(std::uint32_t error_index);
  /// \return the object that is too big alone.
  [[nodiscard]] std::optional<std::uint32_t> too_big();
  /// Asks at most `objects` of the present part first.
  void narrow(std::size_t objects);

  /// How many objects in one request this agent takes, when one request was too big for it.
  [[nodiscard]] std::optional<std::size_t> learned_limit() const;

 private:
  void halve();

  std::vector<std::vector<std::uint32_t>> parts_;  // the last is asked next
  std::size_t largest_answered_ = 0;
  bool was_too_big_ = false;
  bool one_too_big_ = false;
};

}  // namespace pantau::snmp
