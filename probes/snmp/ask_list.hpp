// SPDX-License-Identifier: Apache-2.0
/// \file
/// Every object that the one GET of a poll asks for, each once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "config/device_profile.hpp"
#include "probes/snmp/oid_list.hpp"
#include "probes/snmp/row_search.hpp"

namespace pantau::snmp {

/// Objects in the order in which they are asked: scalars, then row by row, so that a row lies in
/// one part when a GET must be divided.
class AskList {
 public:
  AskList() = default;
  explicit AskList(const std::vector<Oid>& oids);

  [[nodiscard]] std::size_t size() const { return oids_.size(); }

  [[nodiscard]] Arcs operator[](std::size_t place) const { return oids_[place]; }

  /// All places, by object identifier.
  [[nodiscard]] const std::vector<std::uint32_t>& sorted() const { return sorted_; }

  [[nodiscard]] std::optional<std::uint32_t> find(Arcs head, Arcs tail = {}) const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  friend class AskListBuilder;

  OidList oids_;
  std::vector<std::uint32_t> sorted_;
};

/// What came of each place of an AskList.
struct Answers {
  enum class State : std::uint8_t { open, value, missing };

  explicit Answers(std::size_t places = 0) : states(places, State::open), values(places) {}

  [[nodiscard]] const Value* value(std::optional<std::uint32_t> place) const;

  std::vector<State> states;
  std::vector<Value> values;
};

/// All values, by object identifier.
[[nodiscard]] std::vector<VarBind> sorted_values(const AskList& asked, const Answers& answers);

/// A source whose value makes its alternatives needless.
struct Preferred {
  static constexpr std::uint32_t kNoRow = ~0U;

  std::uint32_t row = kNoRow;  ///< place among the known rows; kNoRow: a scalar
  std::uint32_t source = 0;  ///< place among the scalars or the columns of the row's table
};

/// What is to be asked of an agent.
struct AskInput {
  const config::DeviceProfile& profile;
  std::span<const KnownRow> rows;
  const OidList& absent;  ///< sorted
  bool sys_object_id = false;  ///< also when the profile does not ask for it
};

struct AskPlan {
  AskList list;
  std::vector<Preferred> preferred;  ///< of those whose alternatives are left out
};

/// Everything, all alternatives too.
[[nodiscard]] AskPlan ask_everything(const AskInput& input);
/// Without those alternatives that a better source (which has a value in `answers`, to `asked`)
/// makes needless.
[[nodiscard]] AskPlan ask_needed(const AskInput& input,
                                 const AskList& asked,
                                 const Answers& answers);
/// Each of `preferred` still has a value.
[[nodiscard]] bool suffices(const AskInput& input, const AskPlan& plan, const Answers& answers);

/// The column whose text tells that a row is still the same one; null: none.
[[nodiscard]] const Oid* check_column(const config::DeviceProfile& profile, const KnownRow& row);

}  // namespace pantau::snmp
