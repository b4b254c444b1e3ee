// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/password.hpp"

#include <crypt.h>

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/daemon/http/cheap_hash.hpp"

namespace pantau::http {
namespace {

using test::cheap_hash;

TEST(BasicHeader, GivesUserAndPassword) {
  const auto credentials = parse_basic("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");  // RFC 7617, 2
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user, "Aladdin");
  EXPECT_EQ(credentials->password, "open sesame");
}

TEST(BasicHeader, TakesTheSchemeInAnyCaseAndColonsInThePassword) {
  const auto credentials = parse_basic("bAsIc   YTpiOmM=");
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user, "a");
  EXPECT_EQ(credentials->password, "b:c");
  EXPECT_TRUE(parse_basic("Basic Og=="));  // both empty
}

TEST(BasicHeader, IsNothingWhenMalformed) {
  for (const std::string text : {
           "",
           "Basic",
           "Basic ",
           "Bearer YTpi",
           "Basic YTpi YTpi",
           "Basic YTpi, Basic YTpi",
           "Basic YTp",
           "Basic ====",
           "Basic YWI=",  // "ab": no colon
           "Basic YTpiAGM="  // "a:b\0c": crypt(3) would stop at the NUL
       }) {
    EXPECT_FALSE(parse_basic(text)) << text;
  }
}

TEST(BasicHeader, RefusesAPasswordLongerThanBcryptReads) {
  // base64 of "a:" and 73 or 72 times "x"
  const std::string front = "Basic YTp4";
  std::string text = front;
  for (int i = 0; i < 24; ++i) {
    text += "eHh4";
  }
  EXPECT_FALSE(parse_basic(text));
  EXPECT_TRUE(parse_basic(text.substr(0, text.size() - 4) + "eHg="));
}

TEST(BcryptHash, IsKnownByItsForm) {
  const auto hash = cheap_hash("secret");
  EXPECT_TRUE(is_bcrypt_hash(hash));
  auto php = hash;
  php[2] = 'y';
  EXPECT_TRUE(is_bcrypt_hash(php));
  EXPECT_FALSE(is_bcrypt_hash(""));
  EXPECT_FALSE(is_bcrypt_hash("secret"));
  EXPECT_FALSE(is_bcrypt_hash(hash.substr(0, 59)));
  EXPECT_FALSE(is_bcrypt_hash(hash + "x"));
  EXPECT_FALSE(is_bcrypt_hash("$6" + hash.substr(2)));
  EXPECT_FALSE(is_bcrypt_hash(hash.substr(0, 4) + "99" + hash.substr(6)));
  EXPECT_FALSE(is_bcrypt_hash(hash.substr(0, 4) + "03" + hash.substr(6)));
  EXPECT_FALSE(is_bcrypt_hash(hash.substr(0, 59) + "!"));
}

TEST(BcryptHash, MatchesItsPasswordAlone) {
  const auto hash = cheap_hash("secret");
  EXPECT_TRUE(check_bcrypt("secret", hash));
  EXPECT_FALSE(check_bcrypt("Secret", hash));
  EXPECT_FALSE(check_bcrypt("", hash));
  EXPECT_FALSE(check_bcrypt("secret", ""));
  EXPECT_FALSE(check_bcrypt("secret", "*0"));
  EXPECT_FALSE(check_bcrypt("secret", "secret"));
}

TEST(BcryptHash, MatchesWhatOtherToolsMake) {
  // The first test vector of crypt_blowfish, which libxcrypt's bcrypt comes from.
  EXPECT_TRUE(check_bcrypt("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
}

TEST(Users, UnknownOnesCostTheDearestHashAndNeverMatch) {
  const Users users{{"ani", "$2b$04$cheap"}, {"budi", "$2b$12$dear"}, {"citra", "$2b$10$middle"}};
  EXPECT_TRUE(choose_hash(users, "citra").known);
  EXPECT_EQ(choose_hash(users, "citra").hash, "$2b$10$middle");
  EXPECT_FALSE(choose_hash(users, "nobody").known);
  EXPECT_EQ(choose_hash(users, "nobody").hash, "$2b$12$dear");
}

TEST(PasswordCache, RemembersUserPasswordAndHashTogether) {
  PasswordCache cache;
  cache.insert({"ani", "secret"}, "hash");
  EXPECT_TRUE(cache.contains({"ani", "secret"}, "hash"));
  EXPECT_FALSE(cache.contains({"ani", "Secret"}, "hash"));
  EXPECT_FALSE(cache.contains({"budi", "secret"}, "hash"));
  EXPECT_FALSE(cache.contains({"ani", "secret"}, "newer hash"));
}

TEST(PasswordCache, CannotBeFooledByMovingBytesBetweenFields) {
  // CVE-2022-46146: a key made by plain concatenation is the same for all of these.
  PasswordCache cache;
  cache.insert({"ab", "cd"}, "ef");
  EXPECT_FALSE(cache.contains({"a", "bcd"}, "ef"));
  EXPECT_FALSE(cache.contains({"abc", "d"}, "ef"));
  EXPECT_FALSE(cache.contains({"ab", "cde"}, "f"));
  EXPECT_FALSE(cache.contains({"", "abcd"}, "ef"));
}

TEST(PasswordCache, StaysSmall) {
  PasswordCache cache;
  for (int i = 0; i < 1000; ++i) {
    cache.insert({"ani", std::to_string(i)}, "hash");
    cache.insert({"ani", std::to_string(i)}, "hash");
  }
  EXPECT_LE(cache.size(), 64U);
  EXPECT_TRUE(cache.contains({"ani", "999"}, "hash"));
}

}  // namespace
}  // namespace pantau::http
