// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/mark_rows.hpp"

#include <chrono>
#include <string>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

/// A reply that is no older speaks of a link that answers.
constexpr std::chrono::minutes kFresh{2};

}  // namespace

MarkRows::MarkRows(Database& database)
    : mark_(database.prepare(
          "INSERT INTO link_marks(link, last_reply_ms, outages_opened) VALUES(?, ?, ?) "
          "ON CONFLICT(link) DO UPDATE SET "
          "last_reply_ms = coalesce(excluded.last_reply_ms, last_reply_ms), "
          "outages_opened = max(outages_opened, excluded.outages_opened)")),
      removal_(database.prepare("INSERT INTO link_marks(link, removed) VALUES(?, ?) ON "
                                "CONFLICT(link) DO UPDATE SET removed = excluded.removed")),
      removed_rows_(database.prepare("SELECT link FROM link_marks WHERE removed <> 0")) {}

void MarkRows::write(const book::Batch& batch, PlaceIds& ids) {
  std::unordered_set<std::int64_t> spoken_of;
  for (const book::LinkMark& mark : batch.marks) {
    const std::int64_t link = ids.link(mark.link);
    spoken_of.insert(link);
    take(link, mark, batch.mark);
  }
  if (!batch.urgent) {
    for (auto& [link, known] : known_) {
      if (!known.saved && !spoken_of.contains(link)) {
        save(link, known);
      }
    }
  }
  take_removals(batch, ids);
}

void MarkRows::flush() {
  for (auto& [link, known] : known_) {
    if (!known.saved) {
      save(link, known);
    }
  }
}

void MarkRows::forget() {
  for (auto& [link, known] : known_) {
    known.saved = false;
  }
  removed_.reset();
}

void MarkRows::take(std::int64_t link, const book::LinkMark& mark, book::Second now) {
  const auto [place, is_new] = known_.try_emplace(link);
  Known& known = place->second;
  const bool answers = mark.last_reply && *mark.last_reply >= now - kFresh;
  const bool as_before = !is_new && mark.outages_opened == known.mark.outages_opened;
  known.mark = mark;
  known.saved = false;
  if (!answers || !as_before) {
    save(link, known);
  }
}

void MarkRows::save(std::int64_t link, Known& known) {
  mark_.run(link, stored_ms(known.mark.last_reply), known.mark.outages_opened);
  known.saved = true;
}

/// A link that settles again is back in the configuration.
void MarkRows::take_removals(const book::Batch& batch, PlaceIds& ids) {
  if (!removed_) {
    removed_.emplace();
    for (Rows rows = removed_rows_.query(); rows.next();) {
      removed_->insert(rows.integer(0));
    }
  }
  if (!removed_->empty()) {
    for (const book::SettledRow& row : batch.links) {
      if (const std::int64_t link = ids.link(row.place); removed_->erase(link) > 0) {
        removal_.run(link, 0);
      }
    }
  }
  for (const std::string& link : batch.removed) {
    const std::int64_t id = ids.link(link);
    removed_->insert(id);
    removal_.run(id, 1);
  }
}

}  // namespace pantau::journal
