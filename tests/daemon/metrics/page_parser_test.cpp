// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/metrics/page_parser.hpp"

#include <gtest/gtest.h>

namespace pantau::test {
namespace {

/// Pages with one fault each: a parser that let them pass would prove nothing about ours.
struct Fault {
  const char* name;
  Syntax syntax;
  const char* page;
};

class PageParserFaults : public testing::TestWithParam<Fault> {};

TEST_P(PageParserFaults, AreSeen) {
  EXPECT_FALSE(parse_page(GetParam().page, GetParam().syntax).errors.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All,
    PageParserFaults,
    testing::Values(
        Fault{"NoHelp", Syntax::text, "# TYPE a gauge\na 1\n"},
        Fault{"NoType", Syntax::text, "# HELP a b\na 1\n"},
        Fault{"HelpTwice",
              Syntax::text,
              "# HELP a b\n# TYPE a gauge\na 1\n# HELP c b\n# TYPE c gauge\nc 1\n# HELP a b\n"
              "# TYPE a gauge\na{b=\"c\"} 1\n"},
        Fault{"Interleaved",
              Syntax::text,
              "# HELP a b\n# TYPE a gauge\na 1\n# HELP c b\n# TYPE c gauge\na{b=\"c\"} 1\n"},
        Fault{"Empty", Syntax::text, "# HELP a b\n# TYPE a gauge\n"},
        Fault{"CounterWithoutTotal", Syntax::text, "# HELP a b\n# TYPE a counter\na 1\n"},
        Fault{"CounterFamilyWithTotal",
              Syntax::openmetrics,
              "# HELP a_total b\n# TYPE a_total counter\na_total 1\n# EOF\n"},
        Fault{"CounterSampleWithoutTotal",
              Syntax::openmetrics,
              "# HELP a b\n# TYPE a counter\na 1\n# EOF\n"},
        Fault{
            "GaugeWithTotal", Syntax::text, "# HELP a_total b\n# TYPE a_total gauge\na_total 1\n"},
        Fault{"Duplicate",
              Syntax::text,
              "# HELP a b\n# TYPE a gauge\na{b=\"c\",d=\"e\"} 1\na{d=\"e\",b=\"c\"} 1\n"},
        Fault{"LabelTwice", Syntax::text, "# HELP a b\n# TYPE a gauge\na{b=\"c\",b=\"d\"} 1\n"},
        Fault{"NotANumber", Syntax::text, "# HELP a b\n# TYPE a gauge\na nan\n"},
        Fault{"NaN", Syntax::text, "# HELP a b\n# TYPE a gauge\na NaN\n"},
        Fault{"CarriageReturn", Syntax::text, "# HELP a b\n# TYPE a gauge\na 1\r\n"},
        Fault{"BadEscape", Syntax::text, "# HELP a b\n# TYPE a gauge\na{b=\"\\t\"} 1\n"},
        Fault{"InvalidUtf8", Syntax::text, "# HELP a b\n# TYPE a gauge\na{b=\"\xFF\"} 1\n"},
        Fault{"NoLineFeed", Syntax::text, "# HELP a b\n# TYPE a gauge\na 1"},
        Fault{"NoEof", Syntax::openmetrics, "# HELP a b\n# TYPE a gauge\na 1\n"},
        Fault{"EofInText", Syntax::text, "# HELP a b\n# TYPE a gauge\na 1\n# EOF\n"},
        Fault{"AfterEof", Syntax::openmetrics, "# HELP a b\n# TYPE a gauge\na 1\n# EOF\na 2\n"},
        Fault{"BucketsFall",
              Syntax::text,
              "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 1\n"
              "a_sum 1\na_count 1\n"},
        Fault{"BoundsFall",
              Syntax::text,
              "# HELP a b\n# TYPE a histogram\na_bucket{le=\"2.0\"} 1\na_bucket{le=\"1.0\"} 1\n"
              "a_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n"},
        Fault{"InfIsNotTheCount",
              Syntax::text,
              "# HELP a b\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n"},
        Fault{"NoSum",
              Syntax::text,
              "# HELP a b\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1\n"},
        Fault{"BoundWithoutPoint",
              Syntax::text,
              "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n"
              "a_sum 1\na_count 1\n"},
        Fault{"BoundOnAGauge", Syntax::text, "# HELP a b\n# TYPE a gauge\na{le=\"1.0\"} 1\n"}),
    [](const testing::TestParamInfo<Fault>& fault) { return std::string(fault.param.name); });

TEST(PageParser, AcceptsASoundPage) {
  const Page page = parse_page(
      "# HELP a b\n# TYPE a counter\na_total{b=\"c\\\\d\\\"e\\nf\"} 1.5\n# HELP h b\n# TYPE h "
      "histogram\nh_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n# EOF\n",
      Syntax::openmetrics);
  EXPECT_EQ(page.errors, std::vector<std::string>{});
  EXPECT_EQ(page.value("a_total", {{"b", "c\\d\"e\nf"}}), 1.5);
}

}  // namespace
}  // namespace pantau::test
