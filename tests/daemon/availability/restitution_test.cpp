// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/restitution.hpp"

#include <gtest/gtest.h>

namespace pantau::availability {
namespace {

using config::AvailabilityFormula;

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kAugust = 744 * kHour;  // 31 days
constexpr std::int64_t kUpstream = 13 * kHour + 25 * 60;

config::Contract contract_with(config::Restitution restitution, double target = 0.95) {
  config::Contract contract;
  contract.id = "bakti-2025";
  contract.start = std::chrono::year{2025} / 1 / 1;
  contract.target = target;
  contract.fee_per_month = 12'500'000;
  contract.restitution = restitution;
  contract.formula = AvailabilityFormula::net_a;
  return contract;
}

/// A link's month of `all` seconds, of which some were down.
RestitutionLink link_of(std::string id, std::int64_t down, std::int64_t all = kAugust) {
  RestitutionLink link;
  link.link = std::move(id);
  link.account.down = down;
  link.account.up = all - down;
  return link;
}

std::optional<std::int64_t> rupiah(const config::Contract& contract,
                                   std::vector<RestitutionLink> links,
                                   std::int64_t month = kAugust) {
  const auto result = restitution_of(contract, "2025-08", month, std::move(links));
  EXPECT_TRUE(result);
  return result ? result->amount : std::nullopt;
}

// domain: Indonesian practice, restitution example.
TEST(Restitution, OfTheWorkedExampleIsExactToTheRupiah) {
  EXPECT_EQ(rupiah(contract_with(config::Restitution::pro_rata), {link_of("a", kUpstream)}),
            225'414);
  EXPECT_EQ(rupiah(contract_with(config::Restitution::pro_rata_over_target, 0.995),
                   {link_of("a", kUpstream)}),
            226'547);
}

TEST(Restitution, OfTheShortfallIsWhatIsMissingToTheTarget) {
  // 74.4 h of 744 h are 10 %: 90 % of a target of 95 % leave 5 % of the fee.
  const auto contract = contract_with(config::Restitution::shortfall);
  EXPECT_EQ(rupiah(contract, {link_of("a", kAugust / 10)}), 625'000);
}

TEST(Restitution, OfAMetTargetIsNothingByShortfallAndProRataAllTheSame) {
  EXPECT_EQ(rupiah(contract_with(config::Restitution::shortfall), {link_of("a", kAugust / 20)}), 0);
  EXPECT_EQ(rupiah(contract_with(config::Restitution::pro_rata), {link_of("a", kAugust / 20)}),
            625'000);
}

TEST(Restitution, CountsAsFailedWhatTheContractsFormulaCounts) {
  auto contract = contract_with(config::Restitution::pro_rata);
  RestitutionLink link = link_of("a", kUpstream);
  link.account.excluded = 20 * kHour + 10 * 60;
  link.account.up -= link.account.excluded;
  EXPECT_EQ(rupiah(contract, {link}), 225'414);
  contract.formula = AvailabilityFormula::gross;
  // 33 h 35 min: 12,500,000 x 120,900 / 2,678,400 = 564,236.11
  EXPECT_EQ(rupiah(contract, {link}), 564'236);
}

TEST(Restitution, OfTheShortfallUnderNetBDividesByWhatIsLeftOfTheMonth) {
  auto contract = contract_with(config::Restitution::shortfall);
  contract.formula = AvailabilityFormula::net_b;
  RestitutionLink link = link_of("a", 100 * kHour);
  link.account.excluded = 144 * kHour;
  link.account.up -= link.account.excluded;
  // 1 - 100/600 = 83.333 %: 12,500,000 x 11.666 % = 1,458,333.33
  EXPECT_EQ(rupiah(contract, {link}), 1'458'333);
}

TEST(Restitution, SharesTheFeeEvenlyAndRoundsTheSumOnce) {
  const auto contract = contract_with(config::Restitution::pro_rata);
  // 12,500,000 / (3 x 2,678,400) = 1.5557 each: 4.667, where rounded apart they would be 6.
  EXPECT_EQ(rupiah(contract, {link_of("a", 1), link_of("b", 1), link_of("c", 1)}), 5);
}

TEST(Restitution, RoundsHalfARupiahUp) {
  auto contract = contract_with(config::Restitution::pro_rata);
  contract.fee_per_month = kAugust / 2;
  EXPECT_EQ(rupiah(contract, {link_of("a", 1)}), 1);  // 0.5
  EXPECT_EQ(rupiah(contract, {link_of("a", 2), link_of("b", 0)}), 1);  // 0.5 of two links
  contract.fee_per_month = kAugust / 2 - 1;
  EXPECT_EQ(rupiah(contract, {link_of("a", 1)}), 0);
}

TEST(Restitution, RoundsHalvesUpThatPartsOfDifferentSizeAddUpTo) {
  auto contract = contract_with(config::Restitution::shortfall, 1);
  contract.formula = AvailabilityFormula::net_b;
  contract.fee_per_month = 2;
  RestitutionLink third = link_of("a", 100, 600);  // of 300 seconds that count: 1/3
  third.account.excluded = 300;
  third.account.up -= 300;
  const RestitutionLink sixth = link_of("b", 100, 600);
  EXPECT_EQ(rupiah(contract, {third, sixth}, 600), 1);  // 2/2 x (1/3 + 1/6) = 0.5
}

TEST(Restitution, OfAPartialMonthCountsItsSecondsAgainstTheCalendarMonth) {
  // Live from the 17th: 15 of 31 days, 36 h down.
  const auto half = link_of("a", 36 * kHour, 360 * kHour);
  EXPECT_EQ(rupiah(contract_with(config::Restitution::pro_rata), {half}), 604'839);
  // 90 %: 5 % are missing, of 360/744 of the month: 302,419.35
  EXPECT_EQ(rupiah(contract_with(config::Restitution::shortfall), {half}), 302'419);
}

TEST(Restitution, LeavesOutAndNamesALinkUnderNinetyPerCentCoverage) {
  RestitutionLink dark = link_of("dark", kUpstream);
  dark.account.unknown = kAugust / 10 + 1;
  dark.account.up -= dark.account.unknown;
  const auto contract = contract_with(config::Restitution::pro_rata);
  const auto result =
      restitution_of(contract, "2025-08", kAugust, {link_of("lit", kUpstream), dark});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->amount, 112'707);  // the other half of the fee is judged by nobody
  ASSERT_EQ(result->links.size(), 2U);
  EXPECT_EQ(result->links[0].link, "dark");
  EXPECT_EQ(result->links[0].judgement, Judgement::not_enough_data);
  EXPECT_FALSE(result->links[0].amount);
  EXPECT_EQ(result->links[1].judgement, Judgement::met);
  EXPECT_EQ(result->links[1].failed, kUpstream);
  EXPECT_NEAR(result->links[1].amount.value_or(0), 112'707.21, 0.01);
}

TEST(Restitution, HasNoAmountWhenNoLinkCouldBeJudged) {
  RestitutionLink dark = link_of("dark", 0);
  dark.account.unknown = dark.account.up;
  dark.account.up = 0;
  EXPECT_EQ(rupiah(contract_with(config::Restitution::pro_rata), {dark}), std::nullopt);
}

TEST(Restitution, KnowsAMonthThatLayInTheFreePeriod) {
  auto contract = contract_with(config::Restitution::pro_rata);
  const auto is_free = [&contract] {
    const auto result = restitution_of(contract, "2025-08", kAugust, {RestitutionLink{"a", {}}});
    return result && result->is_free;
  };
  EXPECT_FALSE(is_free());
  contract.free_until = std::chrono::year{2025} / 8 / 30;
  EXPECT_FALSE(is_free());
  contract.free_until = std::chrono::year{2025} / 8 / 31;
  EXPECT_TRUE(is_free());
  contract.free_until = std::chrono::year{2025} / 8 / 20;
  contract.has_end = true;
  contract.end = std::chrono::year{2025} / 8 / 20;
  EXPECT_TRUE(is_free());  // it ended with its free days
}

TEST(Restitution, IsNothingWithoutFeeOrFormulaOrByATargetOfZero) {
  const auto of = [](const config::Contract& contract) {
    return restitution_of(contract, "2025-08", kAugust, {link_of("a", 1)});
  };
  auto contract = contract_with(config::Restitution::pro_rata);
  EXPECT_TRUE(of(contract));
  contract.fee_per_month.reset();
  EXPECT_FALSE(of(contract));
  contract = contract_with(config::Restitution::pro_rata);
  contract.restitution.reset();
  EXPECT_FALSE(of(contract));
  EXPECT_FALSE(of(contract_with(config::Restitution::pro_rata_over_target, 0)));
}

TEST(Restitution, OfTheLargestFeeAndTenThousandLinksDoesNotOverflow) {
  auto contract = contract_with(config::Restitution::shortfall, 1);
  contract.formula = AvailabilityFormula::net_b;
  contract.fee_per_month = 9'223'372'036'854'775;
  std::vector<RestitutionLink> links;
  for (int number = 0; number < 10'000; ++number) {
    links.push_back(link_of(std::to_string(number), kAugust - number - 1));
    links.back().account.excluded = number;
    links.back().account.up -= number;
  }
  // All but one second of what counts was down: nearly the whole fee.
  const auto amount = rupiah(contract, std::move(links));
  ASSERT_TRUE(amount);
  EXPECT_LT(*amount, *contract.fee_per_month);
  EXPECT_GT(*amount, *contract.fee_per_month / 1'000'000 * 999'999);
}

}  // namespace
}  // namespace pantau::availability
