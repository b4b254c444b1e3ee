// SPDX-License-Identifier: Apache-2.0
/// \file
/// The segments of one outage: cut where state, roots or the covering window change, each with its
/// proposed cause (semantics.md 6). Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "daemon/book/outage.hpp"
#include "daemon/outages/outage_book.hpp"
#include "daemon/outages/stretch.hpp"

namespace pantau::outages {

/// Which link is looked at, when, and amid what.
struct View {
  std::uint32_t link = 0;
  book::Second base{};  ///< segments before it stay
  book::Second now{};
  const Surroundings* around = nullptr;
};

/// `told` as it is to be told now: what lies before `base` stays, what lies beyond follows the
/// stretch. A new one comes with id, link, site, start and detected alone.
[[nodiscard]] book::Outage outage_of(const book::Outage& told,
                                     const Stretch& stretch,
                                     const View& view);
/// It turned out to be part of another one (see book::Outage::taken_back()).
[[nodiscard]] book::Outage taken_back(const book::Outage& told);
/// The next border of a window, beginning or end, that would cut its open segment.
[[nodiscard]] std::optional<book::Second> next_cut(const book::Outage& outage, const View& view);
/// What is proposed with what devices say by now; nothing seen before is forgotten.
[[nodiscard]] book::Outage reconsidered(const book::Outage& told, const EvidenceShelf& evidence);

}  // namespace pantau::outages
