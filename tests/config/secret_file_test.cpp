// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/effective.hpp"
#include "config/explain.hpp"
#include "config/load.hpp"
#include "tests/config/scratch_folder.hpp"

namespace pantau::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::ResultOf;

constexpr const char* kConfiguration =
    "[vantage]\nanchors = [\"198.18.0.1\"]\n"
    "[[snmp_credentials]]\nid = \"field\"\nversion = \"2c\"\ncommunity_file = \"snmp-community\"\n";

constexpr const char* kSecret = "sesame-opens";

auto says(const std::string& part) {
  return ResultOf([](const Problem& problem) { return to_string(problem); }, HasSubstr(part));
}

class SecretFile : public testing::Test {
 protected:
  [[nodiscard]] LoadOutcome load_it(bool in_service) const {
    return load(file_, {in_service ? credentials_.path() : std::filesystem::path{}, {}});
  }

  ScratchFolder folder_;
  ScratchFolder credentials_;
  std::filesystem::path file_ = folder_.write("pantau.toml", kConfiguration);
};

TEST_F(SecretFile, StandsBesideTheConfigurationWithoutItsLineEnd) {
  folder_.write("snmp-community", std::string{kSecret} + "\r\n");
  const auto outcome = load_it(false);
  ASSERT_TRUE(outcome.plan.has_value());
  EXPECT_EQ(outcome.plan->credentials[0].community.reveal(), kSecret);
  EXPECT_THAT(outcome.warnings, IsEmpty());
}

TEST_F(SecretFile, InTheCredentialsDirectoryComesFirst) {
  folder_.write("snmp-community", "from the folder");
  credentials_.write("snmp-community", kSecret, 0400);
  EXPECT_EQ(load_it(true).plan.value().credentials[0].community.reveal(), kSecret);
  EXPECT_EQ(load_it(false).plan.value().credentials[0].community.reveal(), "from the folder");
}

TEST_F(SecretFile, IsFoundUnderThePrefixOfALoadedDirectory) {
  credentials_.write("pantau_snmp-community", kSecret, 0400);
  EXPECT_EQ(load_it(true).plan.value().credentials[0].community.reveal(), kSecret);
}

TEST_F(SecretFile, UnderTwoPrefixesIsAProblem) {
  credentials_.write("one_snmp-community", kSecret, 0400);
  credentials_.write("two_snmp-community", kSecret, 0400);
  EXPECT_THAT(load_it(true).problems, ElementsAre(says("several credentials end with")));
}

TEST_F(SecretFile, MissingInsideTheServiceIsAProblem) {
  const auto outcome = load_it(true);
  EXPECT_FALSE(outcome.plan.has_value());
  EXPECT_THAT(outcome.problems, ElementsAre(says("LoadCredential=snmp-community:")));
}

TEST_F(SecretFile, MissingOutsideTheServiceIsAWarning) {
  const auto outcome = load_it(false);
  EXPECT_TRUE(outcome.plan.has_value());
  EXPECT_THAT(outcome.warnings, ElementsAre(says("LoadCredential=snmp-community:")));
}

class SecretMode : public SecretFile, public testing::WithParamInterface<unsigned> {};

TEST_P(SecretMode, OfOthersIsAProblem) {
  folder_.write("snmp-community", kSecret, GetParam());
  EXPECT_THAT(load_it(false).problems, ElementsAre(says("run chmod o=")));
}

INSTANTIATE_TEST_SUITE_P(Bits, SecretMode, testing::Values(0644U, 0642U, 0641U, 0604U));

TEST_F(SecretFile, EmptyIsAProblem) {
  folder_.write("snmp-community", "\n");
  EXPECT_THAT(load_it(false).problems, ElementsAre(says("is empty")));
}

TEST_F(SecretFile, ThatIsAFolderIsAProblem) {
  std::filesystem::create_directory(folder_.path() / "snmp-community");
  std::filesystem::permissions(folder_.path() / "snmp-community", std::filesystem::perms{0700});
  EXPECT_THAT(load_it(false).problems, ElementsAre(says("it is a directory")));
}

TEST_F(SecretFile, TooLargeIsAProblem) {
  folder_.write("snmp-community", std::string(5000, 'x'));
  EXPECT_THAT(load_it(false).problems, ElementsAre(says("larger than 4096 bytes")));
}

TEST_F(SecretFile, OfVersion3IsAtLeastEightBytes) {
  const auto file =
      folder_.write("v3.toml",
                    "[vantage]\nanchors = [\"198.18.0.1\"]\n"
                    "[[snmp_credentials]]\nid = \"field\"\nversion = \"3\"\n"
                    "user = \"pantau\"\nauth = \"SHA\"\nauth_password_file = \"auth\"\n");
  folder_.write("auth", "1234567\n");
  EXPECT_THAT(load(file, {}).problems, ElementsAre(says("shorter than the 8 bytes")));
  folder_.write("auth", "12345678\n");
  EXPECT_THAT(load(file, {}).problems, IsEmpty());
}

TEST_F(SecretFile, WithAFactoryDefaultIsAWarning) {
  folder_.write("snmp-community", "public\n");
  EXPECT_THAT(load_it(false).warnings, ElementsAre(says("factory default")));
}

TEST_F(SecretFile, IsInNoMessageAndNoOutput) {
  const auto file = folder_.write("v3.toml",
                                  "[http.users]\nprometheus = \"sesame-opens\"\n"
                                  "[[snmp_credentials]]\nid = \"field\"\nversion = \"3\"\nuser = "
                                  "\"pantau\"\nauth = \"SHA-256\"\n"
                                  "auth_password_file = \"auth\"\ncommunity = \"sesame-opens\"\n");
  folder_.write("auth", "sesame", 0644);
  for (const auto& problem : load(file, {}).problems) {
    EXPECT_THAT(to_string(problem), Not(HasSubstr("sesame")));
  }
  folder_.write("snmp-community", kSecret);
  EXPECT_THAT(effective_toml(load_it(false).plan.value()), Not(HasSubstr("sesame")));
}

TEST_F(SecretFile, OfTlsMustBeThereAndUnreadableForOthers) {
  const auto file = folder_.write("tls.toml",
                                  "[vantage]\nanchors = [\"198.18.0.1\"]\n[http.tls]\ncertificate "
                                  "= \"tls.crt\"\nkey = \"tls.key\"\n");
  EXPECT_THAT(load(file, {}).warnings,
              ElementsAre(says("http.tls.certificate"), says("http.tls.key")));
  EXPECT_THAT(load(file, {credentials_.path(), {}}).problems,
              ElementsAre(says("http.tls.certificate"), says("http.tls.key")));
  folder_.write("tls.crt", "x", 0644);
  folder_.write("tls.key", "x", 0644);
  EXPECT_THAT(load(file, {}).problems, ElementsAre(says("http.tls.key: ")));
  folder_.write("tls.key", "x", 0640);
  const auto outcome = load(file, {});
  ASSERT_TRUE(outcome.plan.has_value());
  EXPECT_EQ(outcome.plan->http.tls->key, folder_.path() / "tls.key");
}

TEST_F(SecretFile, BasicAuthenticationOutsideLoopbackNeedsTls) {
  const std::string users =
      "[http.users]\nprometheus = "
      "\"$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234\"\n";
  const auto with = [&](const std::string& listen) {
    return load(folder_.write("http.toml", "[http]\nlisten = \"" + listen + "\"\n" + users), {})
        .problems;
  };
  EXPECT_THAT(with("127.0.0.1:9750"), IsEmpty());
  EXPECT_THAT(with("[::1]:0"), IsEmpty());
  EXPECT_THAT(with("localhost:9750"), IsEmpty());
  EXPECT_THAT(with("0.0.0.0:9750"), ElementsAre(says("add [http.tls]")));
  EXPECT_THAT(with("[::]:9750"), ElementsAre(says("add [http.tls]")));
  EXPECT_THAT(with("198.18.0.3:9750"), ElementsAre(says("add [http.tls]")));
}

}  // namespace
}  // namespace pantau::config
