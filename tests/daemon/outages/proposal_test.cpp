// SPDX-License-Identifier: Apache-2.0
// semantics.md 6: causes in their order.
#include "daemon/outages/proposal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/outages/outage_fixture.hpp"

namespace pantau::outages::test {
namespace {

using book::Cause;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// An outage of "child" at second 1000 with all evidence that there can be, to take away from.
struct Everything {
  book::Segment segment;
  std::optional<book::Window> window = window_over("child", 900, 2000);
  std::optional<config::Contract> ended = config::Contract{};
  EvidenceShelf shelf;

  Everything() {
    segment.start = at(1000);
    segment.state = LinkState::unreachable;
    segment.roots = {"hub"};
    ended->id = "sat-2025";
    book::PowerReading low;
    low.device = "ups";
    low.site = "jila";
    low.time = at(950);
    low.on_battery = true;
    shelf.record(low);
  }

  void fail_alone() {
    segment.state = LinkState::down;
    segment.roots = {"child"};
  }

  [[nodiscard]] Proposal proposal(std::int64_t outage_start = 1000) const {
    book::Outage outage;
    outage.site = "jila";
    outage.start = at(outage_start);
    return propose(segment, outage, window ? &*window : nullptr, ended ? &*ended : nullptr, shelf);
  }
};

TEST(Proposal, PutsPlannedWorkBeforeAllElse) {
  EXPECT_EQ(Everything().proposal().cause, Cause::planned_work);
}

TEST(Proposal, PutsUpstreamBeforePower) {
  Everything all;
  all.window.reset();
  EXPECT_EQ(all.proposal().cause, Cause::upstream);
}

TEST(Proposal, PutsPowerBeforeAnEndedContract) {
  Everything all;
  all.window.reset();
  all.fail_alone();
  EXPECT_EQ(all.proposal().cause, Cause::power_site);
}

TEST(Proposal, NamesAnEndedContractSuspended) {
  Everything all;
  all.window.reset();
  all.fail_alone();
  all.shelf = {};
  const Proposal proposal = all.proposal();
  EXPECT_EQ(proposal.cause, Cause::suspended);
  EXPECT_THAT(proposal.evidence,
              ElementsAre(book::Evidence{"contract_ended", at(1000), "sat-2025"}));
}

TEST(Proposal, AdmitsThatItDoesNotKnow) {
  Everything all;
  all.window.reset();
  all.ended.reset();
  all.fail_alone();
  all.shelf = {};
  EXPECT_EQ(all.proposal().cause, Cause::unknown);
  EXPECT_THAT(all.proposal().evidence, IsEmpty());
}

TEST(Proposal, KeepsAllThatWasSeen) {
  EXPECT_THAT(Everything().proposal().evidence,
              ElementsAre(book::Evidence{"window", at(900), "work on child"},
                          book::Evidence{"on_battery", at(950), "ups"},
                          book::Evidence{"contract_ended", at(1000), "sat-2025"},
                          book::Evidence{"root", at(1000), "hub"}));
}

TEST(Proposal, JudgesPowerByTheStartOfTheWholeOutage) {
  Everything all;
  all.window.reset();
  all.ended.reset();
  all.fail_alone();
  all.segment.start = at(90'000);
  EXPECT_EQ(all.proposal(1000).cause, Cause::power_site);
  EXPECT_EQ(all.proposal(90'000).cause, Cause::unknown);
}

TEST(Proposal, TakesARestartNearTheStartForPower) {
  Everything all;
  all.window.reset();
  all.ended.reset();
  all.fail_alone();
  for (const auto& [boot, cause] : {std::pair{699, Cause::unknown},
                                    std::pair{700, Cause::power_site},
                                    std::pair{1300, Cause::power_site},
                                    std::pair{1301, Cause::unknown}}) {
    all.shelf = {};
    all.shelf.record({"router", "jila", at(boot), at(1400)});
    EXPECT_EQ(all.proposal().cause, cause) << boot;
  }
}

TEST(Proposal, KeepsALaterRestartAsEvidenceOfItsSegmentAlone) {
  Everything all;
  all.window.reset();
  all.ended.reset();
  all.fail_alone();
  all.shelf = {};
  all.shelf.record({"modem", "jila", at(2000), at(2100)});
  EXPECT_EQ(all.proposal().cause, Cause::unknown);
  EXPECT_THAT(all.proposal().evidence, ElementsAre(book::Evidence{"restart", at(2000), "modem"}));
  all.segment.end = at(1999);
  EXPECT_THAT(all.proposal().evidence, IsEmpty());
}

}  // namespace
}  // namespace pantau::outages::test
