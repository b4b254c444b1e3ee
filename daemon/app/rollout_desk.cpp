// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/rollout_desk.hpp"

#include <algorithm>
#include <chrono>

#include "daemon/app/acceptance_log.hpp"

namespace pantau::app {

namespace {

using rollout::Acceptance;
using rollout::AcceptanceState;

bool is_final(const Acceptance& acceptance) {
  return acceptance.state != AcceptanceState::none && acceptance.state != AcceptanceState::running;
}

/// An outage's end is written at once and may settle its link past the test's end, while the last
/// minutes of the test wait for the next minute's batch.
book::Second all_minutes_written(const availability::Period& period,
                                 const std::vector<const config::Link*>& links) {
  constexpr book::Seconds kBatches{15};
  book::Seconds longest{0};
  for (const config::Link* link : links) {
    longest = std::max(
        longest,
        std::chrono::ceil<book::Seconds>(link->profile.timeout + link->profile.late_window));
  }
  return period.to + longest + kBatches;
}

std::int64_t minutes_of(const availability::Period& period, book::Second book, std::size_t links) {
  const availability::Period settled{period.from, std::min(period.to, book)};
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(settled.length()).count();
  return (minutes + 1) * static_cast<std::int64_t>(links);
}

}  // namespace

void RolloutDesk::load(const journal::Store& store) {
  for (Acceptance& each : store.acceptances()) {
    const Key key{each.site, each.period.from};
    verdicts_.try_emplace(key, std::make_shared<const Acceptance>(std::move(each)));
  }
  for (Key& key : store.begun_tests()) {
    told_.insert(key);
    begun_.insert(std::move(key));
  }
  searched_.reset();
  auto baseline = store.baseline();
  baseline_ = baseline ? std::make_shared<const rollout::Baseline>(std::move(*baseline)) : nullptr;
  changed_ = true;
}

void RolloutDesk::begin_book() {
  begun_.clear();
  unwritten_.clear();
  for (const auto& [key, verdict] : verdicts_) {
    unwritten_.insert(key);
  }
  baseline_unwritten_ = baseline_ != nullptr;
}

/// What was shown of a test stays until it is judged again.
void RolloutDesk::apply(std::shared_ptr<const config::Plan> plan) {
  std::map<Key, std::shared_ptr<const Acceptance>> known;
  for (const auto& each : shown_) {
    if (each) {
      known.emplace(Key{each->site, each->period.from}, each);
    }
  }
  plan_ = std::move(plan);
  tests_.clear();
  shown_.assign(plan_->sites.size(), nullptr);
  searched_.reset();
  changed_ = true;
  for (const auto& [key, each] : known) {
    const config::Site* const site = plan_->find_site(key.first);
    const auto period =
        site == nullptr ? std::nullopt : rollout::trial_period(*plan_, *site, book::Second::max());
    if (period && period->from == key.second) {
      shown_[static_cast<std::size_t>(site - plan_->sites.data())] = each;
    }
  }
}

RolloutDesk::Key RolloutDesk::key_of(const Test& test) const {
  return {plan_->sites[test.site].id, test.period.from};
}

/// A test that has begun is found within kJudgingPause.
void RolloutDesk::find_tests(book::Second book) {
  std::map<Key, std::optional<net::SteadyTime>> judged;
  for (const Test& test : tests_) {
    judged[key_of(test)] = test.judged;
  }
  tests_.clear();
  for (std::uint32_t place = 0; place < plan_->sites.size(); ++place) {
    find_test(place, book);
  }
  for (Test& test : tests_) {
    test.judged = judged[key_of(test)];
  }
}

void RolloutDesk::find_test(std::uint32_t place, book::Second book) {
  const config::Site& site = plan_->sites[place];
  const auto period = rollout::trial_period(*plan_, site, book);
  if (!period) {
    return;
  }
  const auto verdict = verdicts_.find({site.id, period->from});
  if (verdict != verdicts_.end()) {
    show(place, verdict->second);
    return;
  }
  tests_.push_back({.site = place,
                    .period = *period,
                    .links = rollout::trial_links(*plan_, site),
                    .judged = {}});
  if (!shown_[place] || shown_[place]->period != *period) {
    Acceptance running;
    running.site = site.id;
    running.state = AcceptanceState::running;
    running.period = *period;
    running.judged_until = period->from;
    show(place, std::make_shared<const Acceptance>(std::move(running)));
  }
}

void RolloutDesk::search(book::Second book, net::SteadyTime now) {
  if (plan_ && (!searched_ || now - *searched_ >= kJudgingPause)) {
    find_tests(book);
    searched_ = now;
  }
}

std::optional<std::string> RolloutDesk::work(journal::Store& store,
                                             book::Second book,
                                             net::SteadyTime now) {
  if (auto why = write_waiting(store)) {
    return why;
  }
  for (const Test& test : tests_) {
    if (!begun_.contains(key_of(test))) {
      if (auto why = notice(store, test, book)) {
        return why;
      }
    }
  }
  return judge_due(store, book, now);
}

std::optional<std::string> RolloutDesk::write_waiting(journal::Store& store) {
  if (baseline_unwritten_) {
    if (auto why = store.write_baseline(*baseline_)) {
      return why;
    }
    baseline_unwritten_ = false;
  }
  while (!unwritten_.empty()) {
    if (auto why = store.write_acceptance(*verdicts_.at(*unwritten_.begin()))) {
      return why;
    }
    begun_.insert(*unwritten_.begin());
    unwritten_.erase(unwritten_.begin());
  }
  return std::nullopt;
}

std::optional<std::string> RolloutDesk::notice(journal::Store& store,
                                               const Test& test,
                                               book::Second book) {
  Acceptance running;
  running.site = plan_->sites[test.site].id;
  running.state = AcceptanceState::running;
  running.period = test.period;
  running.judged_until = book;
  if (auto why = store.write_acceptance(running)) {
    return why;
  }
  begun_.insert(key_of(test));
  if (told_.insert(key_of(test)).second) {
    log_begun(log_, running);
  }
  return std::nullopt;
}

std::optional<std::string> RolloutDesk::judge_due(journal::Store& store,
                                                  book::Second book,
                                                  net::SteadyTime now) {
  std::vector<Test*> due;
  for (Test& test : tests_) {
    if (!test.judged || now - *test.judged >= kJudgingPause) {
      due.push_back(&test);
    }
  }
  std::stable_sort(due.begin(), due.end(), [](const Test* one, const Test* other) {
    return one->judged < other->judged;  // never judged comes first
  });
  std::int64_t minutes = 0;
  for (Test* test : due) {
    minutes += minutes_of(test->period, book, test->links.size());
    if (test != due.front() && minutes > kMinutesALook) {
      break;
    }
    if (auto why = judge(store, *test, book)) {
      return why;
    }
    test->judged = now;
  }
  std::erase_if(tests_, [this](const Test& test) { return verdicts_.contains(key_of(test)); });
  return std::nullopt;
}

std::optional<std::string> RolloutDesk::judge(journal::Store& store,
                                              const Test& test,
                                              book::Second book) {
  std::vector<rollout::TrialInput> inputs;
  for (const config::Link* link : test.links) {
    rollout::TrialInput& input = inputs.emplace_back();
    input.link = link;
    if (auto history = store.link_history(link->id, test.period.from, test.period.to)) {
      input.history = std::move(*history);
    }
    input.minutes = store.minutes(
        link->id, test.period.from, std::min(test.period.to, input.history.settled_until));
  }
  const config::Site& site = plan_->sites[test.site];
  auto result =
      std::make_shared<Acceptance>(rollout::judge(*plan_, site, test.period, inputs, book));
  std::optional<std::string> refused;
  if (is_final(*result) && book >= all_minutes_written(test.period, test.links)) {
    refused = store.write_acceptance(*result);
    if (!refused) {
      verdicts_[key_of(test)] = result;
      log_decided(log_, *result);
      show(test.site, std::move(result));
      return std::nullopt;
    }
  }
  if (is_final(*result)) {
    result->state = AcceptanceState::running;
    result->decided.reset();
  }
  show(test.site, std::move(result));
  return refused;
}

void RolloutDesk::show(std::uint32_t site, std::shared_ptr<const Acceptance> acceptance) {
  if (shown_[site] == acceptance || (shown_[site] && *shown_[site] == *acceptance)) {
    return;
  }
  shown_[site] = std::move(acceptance);
  changed_ = true;
}

void RolloutDesk::publish() {
  if (!changed_ || !plan_) {
    return;
  }
  changed_ = false;
  auto findings = std::make_shared<rollout::Findings>();
  findings->plan = plan_;
  findings->baseline = baseline_;
  findings->acceptance = shown_;
  if (publish_) {
    publish_(std::move(findings));
  }
}

}  // namespace pantau::app
