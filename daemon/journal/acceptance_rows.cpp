// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/acceptance_rows.hpp"

#include <algorithm>
#include <limits>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

using rollout::Acceptance;
using rollout::AcceptanceState;
using rollout::CriterionResult;
using rollout::LinkTrial;

constexpr const char* kColumns =
    "SELECT site, start, \"end\", state, judged_until, decided FROM acceptances WHERE state > 1 ";

bool is_final(AcceptanceState state) {
  return state == AcceptanceState::passed || state == AcceptanceState::failed ||
         state == AcceptanceState::undecided;
}

void add_evidence(Database& database, const Acceptance& acceptance) {
  Statement link =
      database.prepare("INSERT INTO acceptance_links VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Statement criterion =
      database.prepare("INSERT INTO acceptance_criteria VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  const std::int64_t start = stored(acceptance.period.from);
  for (std::size_t number = 0; number < acceptance.links.size(); ++number) {
    const LinkTrial& trial = acceptance.links[number];
    link.run(acceptance.site,
             start,
             number,
             trial.link,
             trial.contract,
             trial.known,
             trial.failed,
             trial.outages,
             trial.windows,
             trial.good[0],
             trial.good[1],
             trial.good[2]);
    for (std::size_t i = 0; i < trial.criteria.size(); ++i) {
      const CriterionResult& result = trial.criteria[i];
      criterion.run(acceptance.site,
                    start,
                    number,
                    rollout::kCriterionNames[i],
                    finite(result.figure),
                    finite(result.threshold).value_or(0),
                    finite(result.limit),
                    result.met);
    }
  }
}

std::uint32_t windows(std::int64_t value) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, kMost));
}

LinkTrial trial_of(const Rows& rows) {
  LinkTrial trial;
  trial.link = rows.text(1);
  trial.contract = rows.text(2);
  trial.known = count(rows.integer(3));
  trial.failed = count(rows.integer(4));
  trial.outages = count(rows.integer(5));
  trial.windows = windows(rows.integer(6));
  for (std::size_t i = 0; i < trial.good.size(); ++i) {
    trial.good[i] = std::min(trial.windows, windows(rows.integer(7 + static_cast<int>(i))));
  }
  return trial;
}

/// Of one test after the other.
class EvidenceReader {
 public:
  explicit EvidenceReader(Database& database)
      : links_(database.prepare(
            "SELECT number, link, contract, known, failed, outages, windows, good_rtt, "
            "good_variation, good_loss FROM acceptance_links WHERE site = ? AND start = ? "
            "ORDER BY number")),
        criteria_(database.prepare(
            "SELECT criterion, figure, threshold, bad, met FROM acceptance_criteria "
            "WHERE site = ? AND start = ? AND number = ?")) {}

  void read(Acceptance& acceptance) {
    const std::int64_t start = stored(acceptance.period.from);
    for (Rows rows = links_.query(acceptance.site, start); rows.next();) {
      LinkTrial trial = trial_of(rows);
      read_criteria(acceptance.site, start, rows.integer(0), trial.criteria);
      acceptance.links.push_back(std::move(trial));
    }
  }

 private:
  void read_criteria(const std::string& site,
                     std::int64_t start,
                     std::int64_t number,
                     rollout::Criteria& criteria) {
    for (Rows rows = criteria_.query(site, start, number); rows.next();) {
      const auto* const name =
          std::find(rollout::kCriterionNames.begin(), rollout::kCriterionNames.end(), rows.text(0));
      if (name == rollout::kCriterionNames.end()) {
        continue;
      }
      criteria[static_cast<std::size_t>(name - rollout::kCriterionNames.begin())] = {
          .figure = finite(rows.maybe_real(1)),
          .threshold = finite(rows.maybe_real(2)).value_or(0),
          .limit = finite(rows.maybe_real(3)),
          .met = rows.integer(4) != 0};
    }
  }

  Statement links_;
  Statement criteria_;
};

std::vector<Acceptance> verdicts(Database& database, Rows& rows) {
  std::vector<Acceptance> found;
  EvidenceReader evidence{database};
  while (rows.next()) {
    const auto state = enumerator<AcceptanceState>(rows.integer(3), rollout::kAcceptanceStateNames);
    if (!state) {
      continue;  // no verdict that can be told
    }
    Acceptance& each = found.emplace_back();
    each.site = rows.text(0);
    each.state = *state;
    each.period.from = second(rows.integer(1));
    each.period.to = std::max(each.period.from, second(rows.integer(2)));
    each.judged_until = second(rows.maybe_integer(4)).value_or(each.period.to);
    each.decided = second(rows.maybe_integer(5));
    evidence.read(each);
  }
  return found;
}

}  // namespace

void add_acceptance(Database& database, const Acceptance& acceptance) {
  const auto state = static_cast<std::int64_t>(acceptance.state);
  const bool final = is_final(acceptance.state);
  Statement insert = database.prepare(
      "INSERT INTO acceptances VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(site, start) "
      "DO UPDATE SET \"end\" = ?3, state = ?5, judged_until = ?6, decided = ?7 "
      "WHERE state < 2 AND ?5 > 1 RETURNING site");
  bool written = false;
  {
    Rows rows = insert.query(acceptance.site,
                             stored(acceptance.period.from),
                             stored(acceptance.period.to),
                             stored(acceptance.judged_until),
                             state,
                             final ? std::optional{stored(acceptance.judged_until)} : std::nullopt,
                             stored(acceptance.decided));
    while (rows.next()) {
      written = true;
    }
  }
  if (written && final) {
    add_evidence(database, acceptance);
  }
}

std::vector<Acceptance> load_acceptances(Database& database) {
  Statement statement = database.prepare(std::string{kColumns} + "ORDER BY site, start");
  Rows rows = statement.query();
  return verdicts(database, rows);
}

std::optional<Acceptance> load_acceptance(Database& database,
                                          const std::string& site,
                                          book::Second start) {
  Statement statement = database.prepare(std::string{kColumns} + "AND site = ? AND start = ?");
  Rows rows = statement.query(site, stored(start));
  std::vector<Acceptance> found = verdicts(database, rows);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<std::pair<std::string, book::Second>> load_begun_tests(Database& database) {
  std::vector<std::pair<std::string, book::Second>> tests;
  Statement statement = database.prepare("SELECT site, start FROM acceptances ORDER BY 1, 2");
  for (Rows rows = statement.query(); rows.next();) {
    tests.emplace_back(rows.text(0), second(rows.integer(1)));
  }
  return tests;
}

}  // namespace pantau::journal
