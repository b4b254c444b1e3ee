// SPDX-License-Identifier: Apache-2.0
/// \file
/// By which terms a month counts: those of its judgement, or while it was not judged the plan's.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/availability/calendar.hpp"
#include "daemon/availability/judged_month.hpp"
#include "daemon/availability/terms.hpp"

namespace pantau::availability {

/// What stays of a judged month of one link under one contract. Small: there are many.
struct JudgedTerms {
  std::chrono::year_month month{};
  std::shared_ptr<const config::Contract> terms;  ///< null: none
  std::vector<Period> runs;  ///< not empty
  std::string site;  ///< of the link then
  bool primary = true;  ///< whether it counted in its site's judgement
};

/// A link's judged months.
class JudgedLink {
 public:
  /// One of the same month and contract that is there already stays.
  void add(JudgedTerms terms);
  [[nodiscard]] std::span<const JudgedTerms> of(std::chrono::year_month month) const;

  [[nodiscard]] bool has(std::chrono::year_month month) const { return !of(month).empty(); }

  /// The clocks of a judged month.
  [[nodiscard]] std::vector<ContractClock> clocks(std::chrono::year_month month) const;
  /// All that judged months took.
  [[nodiscard]] std::vector<Period> runs() const;
  /// Whether any run reaches beyond `time`.
  [[nodiscard]] bool reaches(book::Second time) const;
  void forget_before(std::chrono::year_month month);

  [[nodiscard]] const std::vector<JudgedTerms>& all() const { return list_; }

 private:
  std::vector<JudgedTerms> list_;  ///< by month, then contract
};

/// A contract has one set of terms a month: those by which the first of its links was judged. A
/// link whose outage still grows is judged later, by the same.
class MonthTerms {
 public:
  using Terms = std::shared_ptr<const config::Contract>;

  /// \return those that were there, else `terms`, which stay from now on.
  Terms keep(std::chrono::year_month month, Terms terms);
  [[nodiscard]] Terms find(std::chrono::year_month month, const std::string& contract) const;
  [[nodiscard]] bool has(std::chrono::year_month month) const;

 private:
  std::map<std::chrono::year_month, std::map<std::string, Terms, std::less<>>> terms_;
};

/// All judged months, link by link.
class JudgedBook {
 public:
  /// \param months  those of names that are no months, and without runs, are left out.
  explicit JudgedBook(const std::vector<JudgedMonth>& months);

  [[nodiscard]] const JudgedLink& of(const std::string& link) const;

  [[nodiscard]] const std::map<std::string, JudgedLink>& links() const { return links_; }

  [[nodiscard]] const MonthTerms& terms() const { return terms_; }

 private:
  std::map<std::string, JudgedLink> links_;
  MonthTerms terms_;
};

/// Puts a judged month into both, under the terms that its contract has in that month.
void add_judged(const JudgedMonth& month, JudgedLink& link, MonthTerms& terms);

/// The clocks by which `month` of a link counts: its frozen ones when it was judged; else `live`,
/// those of the plan, less the time that judged months took (after a change of the time zone months
/// overlap), by terms that the month has for a contract already. What they point at lives as long
/// as `live`, `judged` and `terms`.
class MonthClocks {
 public:
  MonthClocks(const Month& month,
              const std::vector<ContractClock>& live,
              const JudgedLink& judged,
              const MonthTerms& terms);
  ~MonthClocks() = default;
  MonthClocks(const MonthClocks&) = delete;
  MonthClocks& operator=(const MonthClocks&) = delete;
  MonthClocks(MonthClocks&&) = delete;
  MonthClocks& operator=(MonthClocks&&) = delete;

  [[nodiscard]] const std::vector<ContractClock>& list() const { return *list_; }

 private:
  std::vector<ContractClock> own_;
  const std::vector<ContractClock>* list_ = nullptr;
};

/// Where a clock's seconds of `part` of `month` are looked for. A judged month is whole, whatever
/// the time zone is now: then its runs.
[[nodiscard]] Period counted_period(const ContractClock& clock, const Month& month, Period part);

/// A link that the plan no longer has, or has at another site, as windows name it.
[[nodiscard]] config::Link link_as_judged(const std::string& id, const JudgedTerms& terms);

}  // namespace pantau::availability
