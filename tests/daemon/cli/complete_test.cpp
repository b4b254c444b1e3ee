// SPDX-License-Identifier: Apache-2.0
// `pantau complete`: what a shell offers after a command.
#include "daemon/cli/complete.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/exit_code.hpp"
#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kExample = PANTAU_SOURCE_DIR "/config/pantau.toml";

std::vector<std::string> listed(const std::string& kind) {
  const test::Ran ran = test::run_pantau({"complete", kind, "-c", kExample});
  EXPECT_EQ(ran.code, kExitOk) << ran.err;
  return test::lines_of(ran.out);
}

TEST(Complete, ListsEachIdOnALine) {
  EXPECT_THAT(listed("phases"), ElementsAre("tahap-1", "tahap-2", "tahap-3"));
  EXPECT_THAT(listed("contracts"), ElementsAre("example-town-2025", "example-vsat-2026"));
  EXPECT_THAT(listed("devices"), ElementsAre("example-jila-ups", "example-kokonao-router"));
  EXPECT_THAT(listed("providers"), ElementsAre("example-provider"));
  EXPECT_THAT(listed("credentials"), ElementsAre("field"));
  EXPECT_THAT(listed("districts"), SizeIs(18));
  EXPECT_THAT(listed("links"), Contains("example-kokonao-vsat"));
  EXPECT_THAT(listed("sites"), Contains("example-kokonao"));
}

TEST(Complete, ListsWhatIsBuiltInToo) {
  EXPECT_THAT(listed("technologies"),
              ElementsAre("fibre", "geo-vsat", "leo", "lte", "meo", "radio"));
  EXPECT_THAT(listed("profiles"), Contains("auto"));
  EXPECT_THAT(listed("profiles"), Contains("mikrotik"));
  EXPECT_THAT(listed("causes"), Contains("rain_fade"));
}

TEST(Complete, HasSomethingToSayOfEveryKindItNames) {
  for (const std::string& kind : completion_kinds()) {
    EXPECT_FALSE(listed(kind).empty()) << kind;
  }
}

TEST(Complete, RefusesAnotherKind) {
  EXPECT_EQ(test::run_pantau({"complete", "boats", "-c", kExample}).code, kExitUsage);
  EXPECT_THAT(completions({}, "boats"), IsEmpty());
}

TEST(Complete, OffersNothingOfAConfigurationThatIsWrong) {
  const auto file = std::filesystem::temp_directory_path() / "pantau_complete_test.toml";
  std::ofstream{file} << "[daemon]\nlanguage = \"xx\"\n";
  const test::Ran ran = test::run_pantau({"complete", "links", "-c", file.string()});
  std::filesystem::remove(file);
  EXPECT_EQ(ran.code, kExitConfiguration);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("daemon.language"));
}

}  // namespace
}  // namespace pantau::cli
