// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/segments.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "daemon/book/contract_day.hpp"
#include "daemon/outages/proposal.hpp"

namespace pantau::outages {

namespace {

using Places = std::vector<std::uint32_t>;

/// A root that is configured no more has no place: no window of today's plan is about it.
Places places_of(const std::vector<std::string>& roots, const config::Plan& plan) {
  Places places;
  for (const std::string& root : roots) {
    if (const config::Link* link = plan.find_link(root); link != nullptr) {
      places.push_back(static_cast<std::uint32_t>(link - plan.links.data()));
    }
  }
  return places;
}

bool is_of(const book::Segment& segment, const book::Window* window) {
  if (window == nullptr) {
    return !segment.planned;
  }
  return segment.planned &&
         std::ranges::find(segment.evidence, window_evidence(*window)) != segment.evidence.end();
}

/// Ends a segment earlier than was told; what devices said after that does not belong to it.
void shorten(book::Segment& segment, book::Second end, book::Second outage_start) {
  segment.end = end;
  std::erase_if(segment.evidence, [&](const book::Evidence& seen) {
    return comes_from_device(seen) && !concerns(seen, segment, outage_start);
  });
}

/// Builds the segments of one outage.
class Cutter {
 public:
  Cutter(const book::Outage& told, const View& view) : view_(view) {
    for (const book::Segment& segment : told.segments) {
      if (segment.start < view.base && segment.end != segment.start) {
        segments_.push_back(segment);
        if (!segment.end || view.base < *segment.end) {
          shorten(segments_.back(), view.base, told.start);
        }
      }
    }
    windows_.resize(segments_.size(), nullptr);
    kept_ = segments_.size();
  }

  void add(const Piece& piece) {
    const WindowList& windows = *view_.around->windows;
    const Places places = places_of(piece.roots, *view_.around->plan);
    Piece rest = piece;
    while (true) {
      const book::Window* window = windows.covering(view_.link, places, rest.start);
      const auto border = windows.next_border(view_.link, places, rest.start);
      if (!border || view_.now < *border || (piece.end && *piece.end <= *border)) {
        append(rest, window);
        return;
      }
      Piece part = rest;
      part.end = border;
      append(part, window);
      rest.start = *border;
    }
  }

  /// The segments, judged but for those that had settled. `before` is what was seen already.
  [[nodiscard]] std::vector<book::Segment> judge(const book::Outage& outage,
                                                 const std::vector<book::Evidence>& before) && {
    const Surroundings& around = *view_.around;
    const config::Link& link = around.plan->links[view_.link];
    for (std::size_t index = first_to_judge(); index < segments_.size(); ++index) {
      book::Segment& segment = segments_[index];
      const config::Contract* ended = book::contract_that_ended(*around.plan, link, segment.start);
      segment.evidence =
          propose(segment, outage, windows_[index], ended, *around.evidence).evidence;
      std::vector<book::Evidence> more;
      std::ranges::copy_if(before, std::back_inserter(more), [&](const book::Evidence& seen) {
        return concerns(seen, segment, outage.start);
      });
      merge(segment.evidence, std::move(more));
      segment.proposed = cause_of(segment, outage.start);
    }
    return std::move(segments_);
  }

 private:
  void append(const Piece& piece, const book::Window* window) {
    if (!segments_.empty()) {
      book::Segment& last = segments_.back();
      if (last.end == piece.start && last.state == piece.state && last.roots == piece.roots &&
          is_of(last, window)) {
        last.end = piece.end;
        windows_.back() = window;
        grown_ = grown_ || segments_.size() == kept_;
        return;
      }
    }
    book::Segment& segment = segments_.emplace_back();
    segment.start = piece.start;
    segment.end = piece.end;
    segment.state = piece.state;
    segment.roots = piece.roots;
    segment.planned = window != nullptr;
    if (window != nullptr) {
      segment.evidence.push_back(window_evidence(*window));
    }
    windows_.push_back(window);
  }

  [[nodiscard]] std::size_t first_to_judge() const { return grown_ ? kept_ - 1 : kept_; }

  const View& view_;
  std::vector<book::Segment> segments_;
  std::vector<const book::Window*> windows_;  ///< beside segments_
  std::size_t kept_ = 0;  ///< so many began before the base
  bool grown_ = false;  ///< the last of them goes on beyond the base
};

/// What devices said about an outage that still begins when it was told to begin: the shelf forgets
/// it before a long outage is over, and does not have it after a restart.
std::vector<book::Evidence> seen_before(const book::Outage& told, book::Second start) {
  std::vector<book::Evidence> seen;
  if (told.start == start) {
    std::vector<book::Evidence> all;
    for (const book::Segment& segment : told.segments) {
      all.insert(all.end(), segment.evidence.begin(), segment.evidence.end());
    }
    merge(seen, std::move(all));
  }
  return seen;
}

}  // namespace

book::Outage outage_of(const book::Outage& told, const Stretch& stretch, const View& view) {
  book::Outage outage = told;
  if (!stretch.continued) {
    outage.start = stretch.start;
  }
  Cutter cutter(told, view);
  for (const Piece& piece : stretch.pieces) {
    cutter.add(piece);
  }
  outage.segments = std::move(cutter).judge(outage, seen_before(told, outage.start));
  if (outage.segments.empty() && !told.segments.empty()) {
    // All its seconds became unknown. It stays, without any, with what was known of its cause.
    outage.segments.push_back(told.segments.front());
    outage.segments.front().start = outage.start;
    shorten(outage.segments.front(), outage.start, outage.start);
  }
  outage.end = std::nullopt;
  outage.ended_by = book::EndedBy::open;
  if (stretch.answered) {
    outage.end = outage.start;
    if (!outage.segments.empty()) {
      outage.end = std::max(outage.start, outage.segments.back().end.value_or(outage.start));
    }
    outage.ended_by = book::EndedBy::answers;
  }
  return outage;
}

book::Outage taken_back(const book::Outage& told) {
  book::Outage outage = told;
  outage.segments.clear();
  outage.end = outage.start;
  outage.ended_by = book::EndedBy::answers;
  return outage;
}

std::optional<book::Second> next_cut(const book::Outage& outage, const View& view) {
  if (outage.end || outage.segments.empty() || outage.segments.back().end) {
    return std::nullopt;
  }
  const Places places = places_of(outage.segments.back().roots, *view.around->plan);
  return view.around->windows->next_border(view.link, places, view.now);
}

book::Outage reconsidered(const book::Outage& told, const EvidenceShelf& evidence) {
  book::Outage outage = told;
  for (book::Segment& segment : outage.segments) {
    merge(segment.evidence, device_evidence(segment, outage, evidence));
    segment.proposed = cause_of(segment, outage.start);
  }
  return outage;
}

}  // namespace pantau::outages
