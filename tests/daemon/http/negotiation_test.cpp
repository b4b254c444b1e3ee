// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/negotiation.hpp"

#include <string>

#include <gtest/gtest.h>

namespace pantau::http {
namespace {

struct FormatCase {
  std::string accept;
  bool open_metrics;
};

class AcceptHeader : public testing::TestWithParam<FormatCase> {};

TEST_P(AcceptHeader, ChoosesTheFormat) {
  EXPECT_EQ(
      choose_format(GetParam().accept),
      GetParam().open_metrics ? metrics::Format::openmetrics_1_0 : metrics::Format::text_0_0_4)
      << GetParam().accept;
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    AcceptHeader,
    testing::Values(
        FormatCase{"", false},
        FormatCase{"*/*", false},
        // Prometheus 2.42
        FormatCase{"application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
                   "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                   true},
        // Prometheus 3
        FormatCase{"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                   "application/openmetrics-text;version=0.0.1;q=0.4,"
                   "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                   "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
                   true},
        // A browser
        FormatCase{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false},
        FormatCase{"application/openmetrics-text", true},
        FormatCase{"application/openmetrics-text; version=1.0.0; charset=utf-8", true},
        FormatCase{"APPLICATION/OpenMetrics-Text ; Version=1.0.0", true},
        FormatCase{"application/openmetrics-text;version=\"1.0.0\"", true},
        FormatCase{"application/openmetrics-text;version=0.0.1", false},
        FormatCase{"application/openmetrics-text;version=2.0.0", false},
        FormatCase{"application/openmetrics-text,text/plain", false},
        FormatCase{"application/openmetrics-text;q=0.5,text/plain;q=0.6", false},
        FormatCase{"application/openmetrics-text;q=0.6,text/plain;q=0.5", true},
        FormatCase{"application/openmetrics-text;q=0.501,text/plain;q=0.5", true},
        FormatCase{"application/openmetrics-text;q=0.5,*/*;q=0.9", false},
        FormatCase{"application/openmetrics-text;q=0.5,*/*;q=0.9,text/plain;q=0.1", true},
        FormatCase{"application/openmetrics-text;q=0.5,text/*;q=0.9", false},
        FormatCase{"application/openmetrics-text;q=0", false},
        FormatCase{"application/openmetrics-text;q=0,text/plain;q=0", false},
        FormatCase{"image/png", false},
        FormatCase{"application/*", false},
        // Malformed weights: as if that part had not been sent.
        FormatCase{"application/openmetrics-text;q=2", false},
        FormatCase{"application/openmetrics-text;q=-1", false},
        FormatCase{"application/openmetrics-text;q=0.1234", false},
        FormatCase{"application/openmetrics-text;q=1.001", false},
        FormatCase{"application/openmetrics-text;q=", false},
        FormatCase{"application/openmetrics-text;q=0.5x", false},
        FormatCase{"application/openmetrics-text;q=1.000", true},
        FormatCase{"a=\"b,application/openmetrics-text\"", false},
        FormatCase{",,;;=,\"", false}));

struct CodingCase {
  std::string accept_encoding;
  Coding coding;
};

class AcceptEncodingHeader : public testing::TestWithParam<CodingCase> {};

TEST_P(AcceptEncodingHeader, ChoosesTheCoding) {
  EXPECT_EQ(choose_coding(GetParam().accept_encoding), GetParam().coding)
      << GetParam().accept_encoding;
}

INSTANTIATE_TEST_SUITE_P(Table,
                         AcceptEncodingHeader,
                         testing::Values(CodingCase{"", Coding::identity},
                                         CodingCase{"gzip", Coding::gzip},
                                         CodingCase{"GZip", Coding::gzip},
                                         CodingCase{"x-gzip", Coding::gzip},
                                         CodingCase{"gzip, deflate, br", Coding::gzip},
                                         CodingCase{"deflate, gzip;q=0.5", Coding::gzip},
                                         CodingCase{"*", Coding::gzip},
                                         CodingCase{"*;q=0.5", Coding::gzip},
                                         CodingCase{"gzip;q=0", Coding::identity},
                                         CodingCase{"gzip;q=0.000", Coding::identity},
                                         CodingCase{"gzip ; q=0", Coding::identity},
                                         CodingCase{"gzip;q=0, *", Coding::identity},
                                         CodingCase{"*;q=0", Coding::identity},
                                         CodingCase{"br", Coding::identity},
                                         CodingCase{"gzipped", Coding::identity},
                                         CodingCase{"not-gzip", Coding::identity},
                                         CodingCase{"identity", Coding::identity},
                                         CodingCase{"identity;q=1, gzip;q=0.5", Coding::identity},
                                         CodingCase{"identity;q=0.5, gzip", Coding::gzip},
                                         CodingCase{"identity, gzip", Coding::gzip},
                                         CodingCase{"identity;q=0, gzip", Coding::gzip_only},
                                         CodingCase{"*;q=0, gzip", Coding::gzip_only},
                                         CodingCase{"identity;q=0, *", Coding::gzip_only},
                                         CodingCase{"identity;q=0", Coding::identity},
                                         CodingCase{"gzip;q=nonsense", Coding::identity}));

}  // namespace
}  // namespace pantau::http
