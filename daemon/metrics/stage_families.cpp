// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/stage_families.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/words.hpp"
#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/label.hpp"
#include "daemon/metrics/put_value.hpp"

namespace pantau::metrics {
namespace {

struct Context {
  PageWriter& page;
  const SiteHeads& heads;
  const SiteDays& days;
};

std::vector<std::string> stage_choices() {
  std::vector<std::string_view> names;
  for (const auto& word : config::kStageWords) {
    names.push_back(word.first);
  }
  return choices("stage", names);
}

/// `,stage="..."` by Stage.
const std::vector<std::string>& stage_labels() {
  static const auto labels = stage_choices();
  return labels;
}

void write_stage(const Context& context) {
  context.page.family("pantau_site_stage",
                      Type::gauge,
                      "1 for the present stage, 0 for the others; all 0 before the first. "
                      "Infrastructure (a site without phase) has none.");
  const auto& labels = stage_labels();
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    if (!context.days.in_rollout(i)) {
      continue;
    }
    const auto present = context.days.stage(i);
    for (std::size_t stage = 0; stage < labels.size(); ++stage) {
      const bool is_present = present && static_cast<std::size_t>(*present) == stage;
      context.page.sample(context.heads.labels(i), labels[stage], std::uint64_t{is_present});
    }
  }
}

void write_milestones(const Context& context) {
  static const std::array<std::string, 2> kinds{R"(,kind="planned")", R"(,kind="actual")"};
  context.page.family("pantau_site_stage_timestamp_seconds",
                      Type::gauge,
                      "00:00 local of the day on which a stage is planned or was reached; of a "
                      "test that began at a time of day that time.");
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    for (const Milestone& milestone : context.days.milestones(i)) {
      context.page.sample(context.heads.labels(i),
                          stage_labels()[static_cast<std::size_t>(milestone.stage)] +
                              kinds[milestone.is_actual ? 1 : 0],
                          milestone.time);
    }
  }
}

void write_slip(const Context& context) {
  context.page.family("pantau_site_slip_seconds",
                      Type::gauge,
                      "How late in_service is against its plan, in whole days; negative early, 0 "
                      "when neither in service nor due.");
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    put(context.page, context.heads.labels(i), "", context.days.slip(i));
  }
}

std::string side_labels(const config::Hold& hold) {
  std::string labels;
  append_label(labels, "state", config::word_of(config::kHoldWords, hold.kind));
  append_label(labels, "reason", hold.reason);
  return "," + labels;
}

void write_holds(const Context& context, const config::Plan& plan) {
  PageWriter& page = context.page;
  page.family("pantau_site_side_state",
              Type::gauge,
              "A site that is on hold, suspended, relocated or cancelled, and why.");
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    if (context.days.is_held(i)) {
      page.sample(context.heads.labels(i), side_labels(*plan.sites[i].hold), std::uint64_t{1});
    }
  }
  page.family("pantau_site_hold_until_timestamp_seconds",
              Type::gauge,
              "The instant at which the last day of the hold is over.");
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    put(page, context.heads.labels(i), "", context.days.hold_until(i));
  }
}

}  // namespace

void write_stages(PageWriter& page,
                  const SiteHeads& heads,
                  const SiteDays& days,
                  const config::Plan& plan) {
  const Context context{page, heads, days};
  write_stage(context);
  write_milestones(context);
  write_slip(context);
  write_holds(context, plan);
}

}  // namespace pantau::metrics
