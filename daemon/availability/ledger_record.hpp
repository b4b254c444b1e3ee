// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the ledger keeps of one link or site.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/availability/accounts.hpp"
#include "daemon/availability/history.hpp"
#include "daemon/availability/judged_terms.hpp"
#include "daemon/availability/ledger.hpp"
#include "daemon/availability/terms.hpp"

namespace pantau::availability {

/// A settled course that grows, and its sums.
class Course {
 public:
  History history;
  StateSeconds total{};  ///< of all seconds that ever settled
  bool begun = false;  ///< it is known since when

  void load(LedgerEntry entry);
  void add(const book::Span& span);
  /// What lies between the old and the new end is added to `total`. \return that stretch.
  Period settle(book::Second first, book::Second until);
  /// Forgets what lies before, but for the state that holds then.
  void forget_before(book::Second time);
  /// End of the last second up or degraded within a stretch that has settled.
  [[nodiscard]] std::optional<book::Second> last_working(Period settled) const;
  /// Whether all of the time since `time` that it has is in memory.
  [[nodiscard]] bool knows_since(book::Second time) const;
};

/// Results of months that have settled. Small: at most 13.
template <typename Value>
class FrozenMonths {
 public:
  [[nodiscard]] const Value* find(const Month& month) const {
    for (const auto& [period, value] : list_) {
      if (period == month.period) {
        return &value;
      }
    }
    return nullptr;
  }

  void keep(const Month& month, Value value) { list_.emplace_back(month.period, std::move(value)); }

  void forget(Period touched) {
    std::erase_if(list_, [&touched](const auto& entry) {
      return entry.first.from < touched.to && touched.from < entry.first.to;
    });
  }

  void clear() { list_.clear(); }

 private:
  std::vector<std::pair<Period, Value>> list_;
};

struct LinkMonth {
  std::vector<MonthAccount> accounts;
  std::vector<MonthCause> causes;
};

struct LinkRecord {
  Course course;
  SlaSeconds sla;
  std::optional<std::vector<ContractClock>> clocks;  ///< of the present plan, when worked out
  FrozenMonths<LinkMonth> frozen;
  JudgedLink judged;
  bool is_corrected = false;  ///< an outage of it was, at some time
  book::Second judged_to = book::Second::min();  ///< months that end by then need no judgement
  std::optional<std::uint32_t> place;  ///< in the present plan, if it has the link
};

/// Whether all of the month is in memory, as it was cut when it was judged.
[[nodiscard]] bool knows(const LinkRecord& record, const Month& month);

/// What service_clock says of a site, a question about local dates.
struct ServiceClock {
  book::Second first{};  ///< of the site's book
  std::optional<Period> runs;
};

struct SiteRecord {
  Course course;
  std::optional<ServiceClock> clock;  ///< of the present plan, when worked out
  std::optional<book::Second> last_up;  ///< end of the last settled second up or degraded
  FrozenMonths<SiteMonth> frozen;
};

}  // namespace pantau::availability
