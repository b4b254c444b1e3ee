// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <vector>

#include "config/draft.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// A decommissioned site stands in no sum, so that its stage has no weight to write.
constexpr std::size_t kWeighedStages = kStages - 1;

/// What is done is not undone: each stage counts at least as much as the one before. Of two that
/// fall, the one that stands in the file is named; the other may be a default.
void check_never_falling(TableReader& reader, const RolloutSettings& settings) {
  for (std::size_t later = 1; later < kWeighedStages; ++later) {
    const auto before = settings.stage_weights.at(later - 1);
    const auto here = settings.stage_weights.at(later);
    if (here >= before) {
      continue;
    }
    const auto name = kStageWords.at(later).first;
    const auto name_before = kStageWords.at(later - 1).first;
    const auto default_of = [&](std::string_view stage) {
      return reader.has(stage) ? "" : "the default of ";
    };
    if (reader.has(name)) {
      reader.error(reader.find(name),
                   fmt::format("is {}, below {}{} ({}): a later stage counts at least as much",
                               here,
                               default_of(name_before),
                               name_before,
                               before));
    } else {
      reader.error(reader.find(name_before),
                   fmt::format("is {}, above the default of {} ({}): write the later stages too",
                               before,
                               name,
                               here));
    }
  }
}

void read_stage_weights(Draft& draft, TableReader& rollout) {
  const auto layer = rollout.table("stage_weights");
  if (!layer) {
    return;
  }
  TableReader reader(draft.problems, *layer);
  auto& settings = draft.plan.rollout;
  std::vector<std::string_view> known;
  for (std::size_t stage = 0; stage < kWeighedStages; ++stage) {
    const auto word = kStageWords.at(stage).first;
    known.push_back(word);
    assign(settings.stage_weights.at(stage), reader.ratio(word));
  }
  const auto last = kStageWords.back().first;
  if (reader.has(last)) {
    known.push_back(last);
    reader.error(reader.find(last), "has no weight: such a site stands in no sum; take it out");
  }
  reader.refuse_unknown(known);
  check_never_falling(reader, settings);
}

void read_rollout(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 2> kKeys{"weights", "stage_weights"};
  TableReader reader(draft.problems, layer);
  reader.refuse_unknown(kKeys);
  assign(draft.plan.rollout.weights, reader.choice<SiteWeights>("weights", kWeightWords));
  read_stage_weights(draft, reader);
}

void read_acceptance(Draft& draft, const Layer& layer) {
  constexpr std::array<std::string_view, 1> kKeys{"duration"};
  TableReader reader(draft.problems, layer);
  reader.refuse_unknown(kKeys);
  const auto duration = reader.duration("duration", {minutes{5}, hours{24 * 31}});
  if (duration && *duration % minutes{1} != Nanoseconds{0}) {
    reader.error(reader.find("duration"), "is not whole minutes: write it as \"72h\" or \"90m\"");
    return;
  }
  assign(draft.plan.acceptance.duration, duration);
}

}  // namespace

void read_progress_tables(Draft& draft) {
  if (const auto* layer = draft.singleton("rollout")) {
    read_rollout(draft, *layer);
  }
  if (const auto* layer = draft.singleton("acceptance")) {
    read_acceptance(draft, *layer);
  }
}

}  // namespace pantau::config
