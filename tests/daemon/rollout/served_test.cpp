// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/served.hpp"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/rollout/phased_county.hpp"

namespace pantau::rollout::test {
namespace {

using book::LinkState;
using testing::ElementsAre;
using enum config::Stage;

constexpr Date kToday = day(2026, 7, 1);

/// Sites of "jila" (10,000 people) in service, of tahap-1 unless it is said.
struct ServedCounty : PhasedCounty {
  std::vector<std::optional<LinkState>> states;

  config::Site& serve(const std::string& id, std::int64_t people, std::optional<LinkState> state) {
    config::Site& site = add_site(id, "tahap-1", {}, {{in_service, day(2026, 1, 1)}});
    site.serves_population = people;
    states.push_back(state);
    return site;
  }

  [[nodiscard]] std::vector<Service> services() const { return services_of(plan, kToday, states); }

  [[nodiscard]] std::vector<DistrictService> by_district() const {
    return served_by_district(plan, services());
  }

  [[nodiscard]] DistrictService jila() const {
    for (std::size_t i = 0; i < plan.districts.size(); ++i) {
      if (plan.districts[i].id == "jila") {
        return by_district().at(i);
      }
    }
    return {};
  }

  /// Of tahap-1.
  [[nodiscard]] People phase() const { return served_by_phase(plan, kToday, services()).front(); }
};

/// up, degraded, unknown, unreachable, down, not_in_service
using Six = People;

TEST(ServicesOf, FollowTheStateOfALiveSite) {
  ServedCounty county;
  county.serve("a", 1, LinkState::unknown);
  county.serve("b", 1, LinkState::up);
  county.serve("c", 1, LinkState::degraded);
  county.serve("d", 1, LinkState::unreachable);
  county.serve("e", 1, LinkState::down);
  EXPECT_THAT(
      county.services(),
      ElementsAre(
          Service::unknown, Service::up, Service::degraded, Service::unreachable, Service::down));
}

TEST(ServicesOf, ALiveSiteThatIsNotMeasuredIsUnknown) {
  ServedCounty county;
  county.serve("a", 1, std::nullopt);  // no links
  county.add_site("b", "tahap-1", {}, {{in_service, kToday}});  // states may be shorter
  EXPECT_THAT(county.services(), ElementsAre(Service::unknown, Service::unknown));
}

TEST(ServicesOf, BeforeServiceNothingIsServedHoweverWellTheLinkWorks) {
  ServedCounty county;
  county.serve("a", 1, LinkState::up).actual = {{accepted, kToday}, {in_service, day(2026, 7, 2)}};
  county.serve("b", 1, LinkState::up).actual = {{in_service, kToday}, {decommissioned, kToday}};
  EXPECT_THAT(county.services(), ElementsAre(Service::not_in_service, Service::not_in_service));
}

TEST(ServicesOf, AHoldOfAnyKindIsNotInService) {
  for (const HoldKind kind :
       {HoldKind::on_hold, HoldKind::suspended, HoldKind::relocated, HoldKind::cancelled}) {
    ServedCounty county;
    county.serve("a", 1, LinkState::up);
    county.hold("a", kind);
    EXPECT_THAT(county.services(), ElementsAre(Service::not_in_service));
  }
}

TEST(ServicesOf, InfrastructureIsInService) {
  ServedCounty county;
  county.serve("hub", 1, LinkState::up).actual.clear();
  county.site("hub").phase.clear();
  EXPECT_THAT(county.services(), ElementsAre(Service::up));
}

TEST(ServedByDistrict, ThoseNobodyServesAreNotInService) {
  const DistrictService jila = ServedCounty().jila();
  EXPECT_EQ(jila.best, Service::not_in_service);
  EXPECT_EQ(jila.people, (Six{0, 0, 0, 0, 0, 10'000}));
}

TEST(ServedByDistrict, PeopleStandUnderTheStateOfTheirSite) {
  ServedCounty county;
  county.serve("a", 1'000, LinkState::up);
  county.serve("b", 2'000, LinkState::degraded);
  county.serve("c", 300, LinkState::unknown);
  county.serve("d", 400, LinkState::unreachable);
  county.serve("e", 500, LinkState::down);
  EXPECT_EQ(county.jila().people, (Six{1'000, 2'000, 300, 400, 500, 5'800}));
  EXPECT_EQ(county.jila().best, Service::up);
}

TEST(ServedByDistrict, SitesOfOneStateAddUp) {
  ServedCounty county;
  county.serve("a", 1'000, LinkState::up);
  county.serve("b", 2'500, LinkState::up);
  EXPECT_EQ(county.jila().people, (Six{3'500, 0, 0, 0, 0, 6'500}));
}

TEST(ServedByDistrict, NobodyIsCountedTwiceAndTheBestStateWins) {
  ServedCounty county;  // two offices for the same people, one of them down
  county.serve("a", 10'000, LinkState::down);
  county.serve("b", 10'000, LinkState::up);
  EXPECT_EQ(county.jila().people, (Six{10'000, 0, 0, 0, 0, 0}));
}

TEST(ServedByDistrict, TheCapDropsTheWorstStateFirst) {
  ServedCounty county;
  county.serve("a", 6'000, LinkState::down);
  county.serve("b", 3'000, LinkState::unknown);
  county.serve("c", 5'000, LinkState::degraded);
  EXPECT_EQ(county.jila().people, (Six{0, 5'000, 3'000, 0, 2'000, 0}));
}

TEST(ServedByDistrict, WhileWeAreBlindPeopleAreUnknownAndNotUnserved) {
  ServedCounty county;
  county.serve("a", 4'000, LinkState::unknown);
  county.serve("b", 3'000, LinkState::unknown);
  EXPECT_EQ(county.jila().people, (Six{0, 0, 7'000, 0, 0, 3'000}));
  EXPECT_EQ(county.jila().best, Service::unknown);
}

TEST(ServedByDistrict, ASiteNotInServiceServesNobody) {
  ServedCounty county;
  county.serve("a", 4'000, LinkState::up).actual = {{installed, kToday}};
  EXPECT_EQ(county.jila().people, (Six{0, 0, 0, 0, 0, 10'000}));
  EXPECT_EQ(county.jila().best, Service::not_in_service);
}

TEST(ServedByDistrict, ASiteWithoutConfiguredPeopleGivesTheDistrictItsStateAlone) {
  ServedCounty county;
  county.serve("a", 0, LinkState::up).serves_population.reset();
  EXPECT_EQ(county.jila().people, (Six{0, 0, 0, 0, 0, 10'000}));
  EXPECT_EQ(county.jila().best, Service::up);
}

TEST(ServedByDistrict, InfrastructureThatServesPeopleCounts) {
  ServedCounty county;
  county.serve("hub", 700, LinkState::up).actual.clear();
  county.site("hub").phase.clear();
  EXPECT_EQ(county.jila().people, (Six{700, 0, 0, 0, 0, 9'300}));
  EXPECT_EQ(county.phase(), Six{}) << "and in no phase";
}

TEST(ServedByDistrict, IsInTheOrderOfTheDistrictsEachWithItsOwn) {
  ServedCounty county;
  county.add_district("amar", 2'742);
  county.add_district("wania", 0);
  county.serve("a", 100, LinkState::up).district = "amar";
  county.serve("b", 200, LinkState::down);
  county.serve("c", 300, LinkState::up).district = "wania";
  const auto districts = county.by_district();
  ASSERT_EQ(districts.size(), 3U);
  EXPECT_EQ(districts[0].people, (Six{100, 0, 0, 0, 0, 2'642}));
  EXPECT_EQ(districts[1].people, (Six{0, 0, 0, 0, 200, 9'800}));
  EXPECT_EQ(districts[2].people, Six{}) << "nobody lives there";
  EXPECT_EQ(districts[1].best, Service::down);
}

TEST(ServedByDistrict, WithoutPopulationThereIsAStateAndNoPeople) {
  ServedCounty county;
  county.add_district("amar", std::nullopt);
  county.serve("a", 100, LinkState::degraded).district = "amar";
  EXPECT_EQ(county.by_district()[0].people, std::nullopt);
  EXPECT_EQ(county.by_district()[0].best, Service::degraded);
}

TEST(DistrictBest, GoesUpDegradedUnknownUnreachableDown) {
  const std::array order{LinkState::up,
                         LinkState::degraded,
                         LinkState::unknown,
                         LinkState::unreachable,
                         LinkState::down};
  for (std::size_t best = 0; best < order.size(); ++best) {
    ServedCounty county;
    for (std::size_t i = order.size(); i-- > best;) {  // the worst first
      county.serve(std::string(1, static_cast<char>('a' + order.size() - i)), 1, order.at(i));
    }
    EXPECT_EQ(county.jila().best, static_cast<Service>(best));
  }
}

TEST(ServedByPhase, AddsUpToThePeopleItsSitesAreToServe) {
  ServedCounty county;
  county.serve("a", 1'000, LinkState::up);
  county.serve("b", 2'000, LinkState::down);
  county.serve("c", 500, LinkState::up).actual = {{surveyed, kToday}};
  county.serve("d", 400, LinkState::up);
  county.hold("d", HoldKind::suspended);
  EXPECT_EQ(county.phase(), (Six{1'000, 0, 0, 0, 2'000, 900}));
}

TEST(ServedByPhase, LeavesOutCancelledAndDecommissionedSites) {
  ServedCounty county;
  county.serve("a", 1'000, LinkState::up);
  county.hold("a", HoldKind::cancelled);
  county.serve("b", 2'000, LinkState::up).actual[decommissioned] = kToday;
  EXPECT_EQ(county.phase(), Six{});
}

TEST(ServedByPhase, IsCappedDistrictByDistrict) {
  ServedCounty county;
  county.add_district("kamoro", 2'000);
  county.serve("a", 9'000, LinkState::up);
  county.serve("b", 9'000, LinkState::down);  // of whom 1,000 are left in jila
  county.serve("c", 1'500, LinkState::degraded).district = "kamoro";
  county.serve("d", 1'500, LinkState::unknown).district = "kamoro";
  county.serve("e", 1'500, LinkState::up).district = "kamoro";
  county.site("e").actual.clear();
  EXPECT_EQ(county.phase(), (Six{9'000, 1'500, 500, 0, 1'000, 0}));
}

TEST(ServedByPhase, OfADistrictWithoutPopulationIsNotCapped) {
  ServedCounty county;
  county.add_district("amar", std::nullopt);
  county.serve("a", 9'000, LinkState::up).district = "amar";
  county.serve("b", 9'000, LinkState::down).district = "amar";
  EXPECT_EQ(county.phase(), (Six{9'000, 0, 0, 0, 9'000, 0}));
}

TEST(ServedByPhase, IsInTheOrderOfThePhases) {
  ServedCounty county;
  county.serve("a", 100, LinkState::up);
  county.serve("b", 200, LinkState::up).phase = "tahap-2";
  EXPECT_THAT(served_by_phase(county.plan, kToday, county.services()),
              ElementsAre(Six{100, 0, 0, 0, 0, 0}, Six{200, 0, 0, 0, 0, 0}));
}

TEST(PublicServices, AreCountedByStateAndSortedByName) {
  ServedCounty county;
  county.serve("a", 1, LinkState::up).services = {"puskesmas", "disdukcapil"};
  county.serve("b", 1, LinkState::down).services = {"puskesmas"};
  county.serve("c", 1, LinkState::down).services = {"puskesmas", "puskesmas"};
  county.serve("d", 1, LinkState::up).services = {"puskesmas"};
  county.site("d").actual = {{installed, kToday}};
  const auto list = public_services(county.plan, kToday, county.services());
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].name, "disdukcapil");
  EXPECT_THAT(list[0].sites, ElementsAre(1, 0, 0, 0, 0, 0));
  EXPECT_EQ(list[1].name, "puskesmas");
  EXPECT_THAT(list[1].sites, ElementsAre(1, 0, 0, 0, 2, 1));
}

TEST(PublicServices, OfCancelledSitesAreGoneAndOfInfrastructureCount) {
  ServedCounty county;
  county.serve("a", 1, LinkState::up).services = {"bapenda"};
  county.hold("a", HoldKind::cancelled);
  county.serve("hub", 1, LinkState::up).services = {"diskominfo"};
  county.site("hub").phase.clear();
  const auto list = public_services(county.plan, kToday, county.services());
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].name, "diskominfo");
  EXPECT_THAT(list[0].sites, ElementsAre(1, 0, 0, 0, 0, 0));
}

}  // namespace
}  // namespace pantau::rollout::test
