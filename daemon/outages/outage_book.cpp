// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/outage_book.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "daemon/outages/segments.hpp"
#include "daemon/outages/stretch.hpp"

namespace pantau::outages {

namespace {

/// A restart is seen only when the link is back.
constexpr book::Seconds kReconsidered{std::chrono::hours{1}};

/// An outage that may still change.
struct Held {
  std::shared_ptr<const book::Outage> outage;
  std::optional<book::Second> answered;  ///< first second up or degraded behind it

  /// Answered before the settled point: only what is proposed may still change.
  [[nodiscard]] bool is_fixed(book::Second settled) const {
    return answered && *answered < settled;
  }

  [[nodiscard]] bool is_over_for_long(book::Second now) const {
    return outage->end && *outage->end + kReconsidered < now;
  }
};

struct Record {
  std::vector<Held> held;  ///< by time
  book::Second followed = book::Second::max();  ///< what is held was true then; never: max
  std::optional<book::Second> wakeup;

  [[nodiscard]] const book::Outage* open() const {
    const bool is_open = !held.empty() && !held.back().outage->end;
    return is_open ? held.back().outage.get() : nullptr;
  }
};

bool fails(const verdicts::Course& course) {
  return std::ranges::any_of(
      course, [](const verdicts::CourseSpan& span) { return book::is_failed(span.state); });
}

/// What is known from `base` on, which lies before the settled point when nobody looked for long:
/// the course begins at the settled point, but an outage that was failed then stayed so.
struct Known {
  book::Second base;
  std::vector<Step> steps;

  Known(const Record& record, std::vector<Step> course, book::Second settled)
      : base(settled), steps(std::move(course)) {
    const book::Outage* open = record.open();
    if (record.followed < settled && open != nullptr && !open->segments.empty() &&
        !open->segments.back().end) {
      const book::Segment& last = open->segments.back();
      base = record.followed;
      steps.insert(steps.begin(), Step{base, last.state, last.roots});
    }
  }
};

/// The outages that were told and can change, and which of them goes on in which stretch.
class Claims {
 public:
  Claims(const std::vector<Held>& held, const Known& known, book::Second settled) {
    const std::vector<Piece> pieces = pieces_of(known.steps);
    for (const Held& one : held) {
      if (one.is_fixed(settled)) {
        continue;
      }
      if (one.outage->start < settled) {
        ongoing_ = one.outage;
      } else {
        claims_.push_back({one.outage, share_a_second(one.outage->segments, pieces)});
      }
    }
  }

  [[nodiscard]] bool ongoing() const { return ongoing_ != nullptr; }

  [[nodiscard]] std::vector<book::Second> starts() const {
    std::vector<book::Second> starts;
    for (const Claim& claim : claims_) {
      starts.push_back(claim.outage->start);
    }
    return starts;
  }

  /// The lowest id that goes on in this stretch; null: it is a new one.
  [[nodiscard]] std::shared_ptr<const book::Outage> take(const Stretch& stretch) {
    if (stretch.continued) {
      return ongoing_;
    }
    auto lowest = claims_.end();
    for (auto claim = claims_.begin(); claim != claims_.end(); ++claim) {
      const bool goes_on = claim->has_seconds
                               ? share_a_second(claim->outage->segments, stretch.pieces)
                               : stretch.holds(claim->outage->start);
      if (goes_on && (lowest == claims_.end() || claim->outage->id < lowest->outage->id)) {
        lowest = claim;
      }
    }
    if (lowest == claims_.end()) {
      return nullptr;
    }
    std::shared_ptr<const book::Outage> taken = lowest->outage;
    claims_.erase(lowest);
    return taken;
  }

  /// Nothing is left of those as outages of their own.
  [[nodiscard]] std::vector<std::shared_ptr<const book::Outage>> rest() const {
    std::vector<std::shared_ptr<const book::Outage>> outages;
    for (const Claim& claim : claims_) {
      outages.push_back(claim.outage);
    }
    return outages;
  }

 private:
  struct Claim {
    std::shared_ptr<const book::Outage> outage;
    bool has_seconds = false;  ///< that are still failed
  };

  std::shared_ptr<const book::Outage> ongoing_;  ///< began before the settled point
  std::vector<Claim> claims_;
};

}  // namespace

struct OutageBook::State {
  std::uint64_t last_id = 0;
  std::unordered_map<std::string, Record> records;  ///< by link
  std::map<std::string, std::set<std::string>> at_site;  ///< links that have, or had, a record
  std::map<std::uint64_t, std::shared_ptr<const book::Outage>> changed;  ///< by id

  void note(const std::shared_ptr<const book::Outage>& outage) { changed[outage->id] = outage; }

  /// \return `now` itself when it differs from what was told, else what was told.
  std::shared_ptr<const book::Outage> tell(const std::shared_ptr<const book::Outage>& told,
                                           book::Outage now) {
    if (told != nullptr && *told == now) {
      return told;
    }
    auto outage = std::make_shared<const book::Outage>(std::move(now));
    note(outage);
    return outage;
  }

  [[nodiscard]] book::Outage begin(Stretch stretch, const View& view) {
    const config::Link& link = view.around->plan->links[view.link];
    at_site[link.site].insert(link.id);
    book::Outage outage;
    outage.id = ++last_id;
    outage.link = link.id;
    outage.site = link.site;
    outage.detected = view.now;
    stretch.start = stretch.pieces.front().start;  // not in the unknown time before it
    return outage_of(outage, stretch, view);
  }

  void follow(Record& record, const verdicts::Course& course, book::Second settled, View view) {
    const Surroundings& around = *view.around;
    const Known known(record, steps_of(course, settled, around.id_of), settled);
    view.base = known.base;
    Claims claims(record.held, known, settled);
    std::erase_if(record.held, [&](const Held& held) {
      return !held.is_fixed(settled) || held.is_over_for_long(view.now);
    });
    for (const Stretch& stretch : stretches_of(known.steps, claims.ongoing(), claims.starts())) {
      if (const auto told = claims.take(stretch); told != nullptr) {
        record.held.push_back({tell(told, outage_of(*told, stretch, view)), stretch.answered});
      } else if (!stretch.pieces.empty()) {
        record.held.push_back({tell(nullptr, begin(stretch, view)), stretch.answered});
      }
    }
    for (const auto& outage : claims.rest()) {
      (void)tell(outage, taken_back(*outage));
    }
    record.followed = view.now;
    record.wakeup = record.open() != nullptr ? next_cut(*record.open(), view) : std::nullopt;
  }

  /// \return whether there is still something to reconsider at the site for this link.
  bool reconsider(Record& record,
                  const std::string& site,
                  book::Second now,
                  const EvidenceShelf& evidence) {
    bool any = false;
    for (Held& held : record.held) {
      if (held.outage->site == site && !held.is_over_for_long(now)) {
        held.outage = tell(held.outage, reconsidered(*held.outage, evidence));
        any = true;
      }
    }
    return any;
  }
};

OutageBook::OutageBook() : state_(std::make_unique<State>()) {}

OutageBook::~OutageBook() = default;

void OutageBook::restore(std::uint64_t last_id) {
  state_->last_id = std::max(state_->last_id, last_id);
}

void OutageBook::restore(const std::string& link, book::Outage open) {
  restore(open.id);
  state_->at_site[open.site].insert(link);
  state_->records[link].held.push_back(
      {std::make_shared<const book::Outage>(std::move(open)), std::nullopt});
}

void OutageBook::follow(std::uint32_t link,
                        const verdicts::Course& course,
                        book::Second settled,
                        book::Second now,
                        const Surroundings& around) {
  const std::string& id = around.plan->links[link].id;
  auto found = state_->records.find(id);
  if (found == state_->records.end()) {
    if (!fails(course)) {
      return;
    }
    found = state_->records.try_emplace(id).first;
  }
  state_->follow(found->second, course, settled, {link, settled, now, &around});
  if (found->second.held.empty()) {
    state_->records.erase(found);
  }
}

void OutageBook::remove(const std::string& link, book::Second now) {
  const auto found = state_->records.find(link);
  if (found == state_->records.end()) {
    return;
  }
  if (const book::Outage* open = found->second.open(); open != nullptr) {
    book::Outage ended = *open;
    ended.end = std::max(now, ended.start);
    ended.ended_by = book::EndedBy::removed;
    if (!ended.segments.empty() && !ended.segments.back().end) {
      ended.segments.back().end = std::max(now, ended.segments.back().start);
    }
    state_->note(std::make_shared<const book::Outage>(std::move(ended)));
  }
  state_->records.erase(found);
}

void OutageBook::reconsider(const std::string& site, book::Second now, const Surroundings& around) {
  const auto links = state_->at_site.find(site);
  if (links == state_->at_site.end()) {
    return;
  }
  std::erase_if(links->second, [&](const std::string& link) {
    const auto record = state_->records.find(link);
    return record == state_->records.end() ||
           !state_->reconsider(record->second, site, now, *around.evidence);
  });
}

void OutageBook::correct(std::uint64_t outage, const book::Correction& correction) {
  for (auto& [link, record] : state_->records) {
    for (Held& held : record.held) {
      if (held.outage->id != outage) {
        continue;
      }
      book::Outage corrected = *held.outage;
      if (std::ranges::find(corrected.corrections, correction) == corrected.corrections.end()) {
        corrected.corrections.push_back(correction);
      }
      held.outage = std::make_shared<const book::Outage>(std::move(corrected));
      return;
    }
  }
}

std::shared_ptr<const book::Outage> OutageBook::open(const std::string& link) const {
  const auto found = state_->records.find(link);
  if (found == state_->records.end() || found->second.open() == nullptr) {
    return nullptr;
  }
  return found->second.held.back().outage;
}

std::vector<book::Outage> OutageBook::take_changed() {
  std::vector<book::Outage> outages;
  for (const auto& [id, outage] : std::exchange(state_->changed, {})) {
    outages.push_back(*outage);
    outages.back().corrections.clear();  // the journal keeps them
  }
  return outages;
}

std::optional<book::Second> OutageBook::wakeup(const std::string& link) const {
  const auto found = state_->records.find(link);
  return found == state_->records.end() ? std::nullopt : found->second.wakeup;
}

}  // namespace pantau::outages
