// SPDX-License-Identifier: Apache-2.0
// Where a daemon is asked, and what is said when it cannot be.
#include "daemon/cli/fetch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/base_url.hpp"
#include "daemon/cli/fetch_advice.hpp"

namespace pantau::cli {
namespace {

using testing::HasSubstr;

TEST(BaseUrl, IsThatOfTheConfiguration) {
  config::HttpSettings http;
  EXPECT_EQ(base_url(http), "http://127.0.0.1:9750");
  http.listen = ":9751";
  EXPECT_EQ(base_url(http), "http://127.0.0.1:9751");
  http.tls.emplace();
  EXPECT_EQ(base_url(http), "https://127.0.0.1:9751");
  http.listen = "[::1]:9750";
  EXPECT_EQ(base_url(http), "https://[::1]:9750");
}

TEST(WithoutPassword, LeavesTheRestOfAUrl) {
  EXPECT_EQ(without_password("http://u:p@host:9750/a@b"), "http://host:9750/a@b");
  EXPECT_EQ(without_password("https://u:p%40@q@host"), "https://host");
  EXPECT_EQ(without_password("u:p@host/x"), "host/x");
  EXPECT_EQ(without_password("http://host/a@b?c@d"), "http://host/a@b?c@d");
  EXPECT_EQ(without_password(""), "");
}

TEST(IsHttps, KnowsTheSchemeAsLibcurlDoes) {
  EXPECT_TRUE(is_https("HTTPS://host"));
  EXPECT_FALSE(is_https("http://https://"));
  EXPECT_FALSE(is_https("host"));  // which libcurl takes for http
}

TEST(TransferAdvice, TellsANameFromAnAuthority) {
  Access access;
  access.ca = "some.crt";
  EXPECT_THAT(transfer_advice(CURLE_PEER_FAILED_VERIFICATION, 1, access),
              HasSubstr("no name of the daemon's certificate"));
  EXPECT_THAT(transfer_advice(CURLE_PEER_FAILED_VERIFICATION, 20, access),
              HasSubstr("some.crt is not the authority"));
}

TEST(TransferAdvice, SaysWhatToDoAboutANameThatNobodyKnows) {
  EXPECT_THAT(transfer_advice(CURLE_COULDNT_RESOLVE_HOST, 1, {}), HasSubstr("/etc/hosts"));
}

TEST(Fetch, IsOfHttpAlone) {
  for (const char* const url :
       {"file:///etc/hostname", "ftp://127.0.0.1:1", "gopher://127.0.0.1"}) {
    Access access;
    access.url = url;
    const Fetched fetched = fetch(access, "");
    EXPECT_FALSE(fetched.ok);
    EXPECT_THAT(fetched.error, testing::ContainsRegex("rotocol .* (not supported|disabled)"))
        << url;
  }
}

TEST(Fetch, FallsBackToTheQuestionWhetherAnybodyIsThere) {
  Access access;
  access.url = "http://127.0.0.1:1";
  const Fetched fetched = fetch(access, "/x");
  EXPECT_FALSE(fetched.ok);
  EXPECT_EQ(fetched.status, 0);
  EXPECT_THAT(advice_of(fetched), HasSubstr("is the daemon running?"));
}

}  // namespace
}  // namespace pantau::cli
