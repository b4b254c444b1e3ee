// SPDX-License-Identifier: Apache-2.0
#include "config/profile_library.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/builtin_profiles.hpp"
#include "config/load.hpp"
#include "tests/config/scratch_folder.hpp"

namespace pantau::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

/// A folder with profiles, and a configuration beside it.
struct Library {
  ScratchFolder folder;
  Problems problems;

  void profile(const std::string& id, const std::string& body) const {
    folder.write("snmp/" + id + ".toml", "id = \"" + id + "\"\n" + body);
  }

  ProfileLibrary read() { return read_profiles(folder.path() / "snmp", {}, problems); }

  LoadOutcome found() {
    LoadOutcome outcome;
    problems.move_into(outcome, {});
    return outcome;
  }

  std::string first() {
    const auto outcome = found();
    return outcome.problems.empty() ? "nothing is wrong" : to_string(outcome.problems.front());
  }

  [[nodiscard]] LoadOutcome load(const std::string& text) const {
    return config::load(folder.write("pantau.toml", text), {});
  }
};

const DeviceProfile* find(const ProfileLibrary& library, const std::string& id) {
  const auto at = std::find_if(
      library.profiles.begin(), library.profiles.end(), [&](const auto& p) { return p->id == id; });
  return at == library.profiles.end() ? nullptr : at->get();
}

std::string scalar(const std::string& fact, const std::string& oid) {
  return "[[scalar]]\nfact = \"" + fact + "\"\noid = \"" + oid + "\"\n";
}

std::string table(const std::string& id, const std::string& column) {
  return "[[table]]\nid = \"" + id + "\"\nfind = \"1.3.6.1.4.1.99999.1.2.1\"\n" +
         "column = [ { metric = \"pantau_radio_signal_dbm\", oid = \"" + column + "\" } ]\n";
}

std::vector<std::string> scalar_oids(const DeviceProfile& profile) {
  std::vector<std::string> oids;
  for (const auto& source : profile.scalars) {
    oids.push_back(to_string(source.oid));
  }
  return oids;
}

std::vector<std::string> table_columns(const DeviceProfile& profile) {
  std::vector<std::string> columns;
  for (const auto& each : profile.tables) {
    columns.push_back(each.id + " " + to_string(each.columns.at(0).oid));
  }
  return columns;
}

TEST(BuiltInProfiles, AreTheFilesOfTheSource) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(PANTAU_SOURCE_DIR "/config/snmp")) {
    if (entry.path().extension() == ".toml") {
      files.push_back(entry.path().stem().string());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> ids;
  for (const auto& profile : builtin_profiles()) {
    ids.emplace_back(profile.id);
  }
  EXPECT_EQ(ids, files);
}

TEST(BuiltInProfiles, LoadWithoutAnyProblem) {
  Problems problems;
  const auto library = read_profiles("/nowhere", {}, problems);
  LoadOutcome outcome;
  problems.move_into(outcome, {});
  for (const auto& problem : outcome.problems) {
    ADD_FAILURE() << to_string(problem);
  }
  EXPECT_EQ(library.profiles.size(), builtin_profiles().size());
  EXPECT_THAT(library.files, IsEmpty());
  for (const auto& profile : library.profiles) {
    EXPECT_TRUE(profile->built_in) << profile->id;
    EXPECT_FALSE(profile->description.empty()) << profile->id;
    EXPECT_EQ(profile->place.file, "built-in snmp/" + profile->id + ".toml");
  }
}

TEST(BuiltInProfiles, AreTheSameObjectsForEveryLoad) {
  Problems problems;
  const auto first = read_profiles("/nowhere", {}, problems);
  EXPECT_EQ(read_profiles("/nowhere", {}, problems).profiles, first.profiles);
}

TEST(BuiltInProfiles, OfTheSourceReplaceThemselvesQuietly) {
  const auto outcome = load(PANTAU_SOURCE_DIR "/config/pantau.toml", {});
  for (const auto& problem : outcome.problems) {
    ADD_FAILURE() << to_string(problem);
  }
  for (const auto& warning : outcome.warnings) {
    EXPECT_THAT(to_string(warning), testing::Not(HasSubstr("snmp/")));
  }
  Problems problems;
  const auto library = read_profiles("/nowhere", {}, problems);
  ASSERT_EQ(outcome.plan.value().profiles.size(), library.profiles.size());
  for (std::size_t i = 0; i < library.profiles.size(); ++i) {
    auto copy = *outcome.plan->profiles[i];
    EXPECT_FALSE(copy.built_in);
    copy.built_in = true;
    copy.place = library.profiles[i]->place;
    EXPECT_EQ(copy, *library.profiles[i]) << copy.id;
  }
}

TEST(ProfileLibrary, AddsWhatStandsBesideTheConfiguration) {
  const Library library;
  library.profile("zz-own", scalar("model", "1.3.6.1.4.1.99999.1.0"));
  const auto plan = library.load("").plan.value();
  EXPECT_EQ(plan.profiles.size(), builtin_profiles().size() + 1);
  const auto own = plan.find_profile("zz-own");
  ASSERT_NE(own, nullptr);
  EXPECT_FALSE(own->built_in);
  EXPECT_EQ(own->place.file, (library.folder.path() / "snmp/zz-own.toml").string());
  EXPECT_EQ(plan.files.back(), library.folder.path() / "snmp/zz-own.toml");
  EXPECT_TRUE(std::is_sorted(
      plan.profiles.begin(), plan.profiles.end(), [](auto& a, auto& b) { return a->id < b->id; }));
}

TEST(ProfileLibrary, ReplacesWhatIsIncludedByOthersToo) {
  Library library;
  library.profile("generic", scalar("sysuptime", "1.3.6.1.2.1.1.3.0"));
  library.profile("own", "include = \"generic\"\n");
  const auto result = library.read();
  EXPECT_EQ(library.first(), "nothing is wrong");
  EXPECT_THAT(scalar_oids(*find(result, "generic")), ElementsAre("1.3.6.1.2.1.1.3.0"));
  EXPECT_THAT(scalar_oids(*find(result, "own")), ElementsAre("1.3.6.1.2.1.1.3.0"));
}

TEST(ProfileLibrary, PutsOwnSourcesBeforeIncludedOnes) {
  Library library;
  library.profile("a",
                  scalar("model", "1.3.6.1.4.1.99999.1.0") + table("t", "1.3.6.1.4.1.99999.1.2.1") +
                      table("a", "1.3.6.1.4.1.99999.1.2.1"));
  library.profile("b",
                  "include = [\"a\"]\n" + scalar("model", "1.3.6.1.4.1.99999.2.0") +
                      table("b", "1.3.6.1.4.1.99999.1.2.2"));
  library.profile("c",
                  "include = [\"b\", \"a\"]\n" + scalar("model", "1.3.6.1.4.1.99999.3.0") +
                      table("t", "1.3.6.1.4.1.99999.1.2.3"));
  const auto result = library.read();
  EXPECT_EQ(library.first(), "nothing is wrong");
  const auto* profile = find(result, "c");
  ASSERT_NE(profile, nullptr);
  EXPECT_THAT(
      scalar_oids(*profile),
      ElementsAre("1.3.6.1.4.1.99999.3.0", "1.3.6.1.4.1.99999.2.0", "1.3.6.1.4.1.99999.1.0"));
  EXPECT_THAT(
      table_columns(*profile),
      ElementsAre(
          "t 1.3.6.1.4.1.99999.1.2.3", "b 1.3.6.1.4.1.99999.1.2.2", "a 1.3.6.1.4.1.99999.1.2.1"));
}

TEST(ProfileLibrary, TakesNoMatchFromWhatItIncludes) {
  Library library;
  library.profile(
      "a",
      scalar("model", "1.3.6.1.4.1.99999.1.0") + "[match]\nexists = \"1.3.6.1.4.1.99999.1.0\"\n");
  library.profile("b", "include = \"a\"\n");
  EXPECT_THAT(find(library.read(), "b")->match.exists, IsEmpty());
}

TEST(ProfileLibrary, ListsWhatMayBeIncluded) {
  Library library;
  library.profile("a", "include = \"quite-another\"\n");
  static_cast<void>(library.read());
  EXPECT_THAT(
      library.first(),
      HasSubstr(
          "a.toml:2:11: profile.a.include: there is no profile \"quite-another\": write one of a"));
}

TEST(ProfileLibrary, AsksForAtMostTwoHundredValues) {
  const auto scalars = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      text += scalar("model", "1.3.6.1.4.1.99999.1." + std::to_string(i));
    }
    return text;
  };
  for (const int count : {100, 101}) {
    Library library;
    library.profile("a", scalars(100));
    library.profile(
        "b", "include = [\"a\"]\n" + scalars(count - 1) + table("t", "1.3.6.1.4.1.99999.1.2.2"));
    static_cast<void>(library.read());
    EXPECT_EQ(library.first() == "nothing is wrong", count == 100) << count;
  }
}

TEST(ProfileLibrary, SurvivesManyWaysToTheSameProfile) {
  Library library;
  library.profile("p00", scalar("model", "1.3.6.1.4.1.99999.1.0"));
  for (int i = 1; i < 60; ++i) {
    const auto name = [](int number) {
      return std::string(number < 10 ? "p0" : "p") + std::to_string(number);
    };
    std::string includes = "include = [";
    for (int j = 0; j < i; ++j) {
      includes += "\"" + name(j) + "\",";
    }
    library.profile(name(i), includes + "]\n");
  }
  EXPECT_EQ(find(library.read(), "p59")->scalars.size(), 1U);
  EXPECT_EQ(library.first(), "nothing is wrong");
}

TEST(ProfileLibrary, WarnsOfTwoProfilesForTheSameDevices) {
  Library library;
  library.profile("a",
                  scalar("model", "1.3.6.1.4.1.99999.1.0") +
                      "[match]\nsysobjectid = \"1.3.6.1.4.1.99999.1\"\n");
  library.profile("b",
                  scalar("model", "1.3.6.1.4.1.99999.1.0") +
                      "[match]\nsysobjectid = \"1.3.6.1.4.1.99999.1\"\n");
  static_cast<void>(library.read());
  const auto outcome = library.found();
  ASSERT_EQ(outcome.warnings.size(), 1U);
  EXPECT_THAT(outcome.warnings[0].text,
              HasSubstr("stands in the profiles \"a\" and \"b\", and \"auto\" takes the first"));
}

TEST(ProfileLibrary, ReadsOnlyWhatIsAProfile) {
  Library library;
  library.folder.write("snmp/.hidden.toml", "broken");
  library.folder.write("snmp/a.toml~", "broken");
  library.folder.write("snmp/README.md", "broken");
  EXPECT_THAT(library.read().files, IsEmpty());
  library.folder.write("snmp/folder.toml/x", "");
  static_cast<void>(library.read());
  EXPECT_THAT(library.first(), HasSubstr("folder.toml:1:1: cannot be read: it is a directory"));
}

TEST(ProfileLibrary, IsNoFileCalledSnmp) {
  Library library;
  library.folder.write("snmp", "a secret");
  EXPECT_THAT(library.read().files, IsEmpty());
  EXPECT_EQ(library.first(), "nothing is wrong");
}

TEST(ProfileLibrary, PassesOverWhatTheConfigurationIncludes) {
  const Library library;
  library.folder.write("snmp/credentials.toml", "[[district]]\nid = \"jila\"\nname = \"Jila\"\n");
  const auto outcome = library.load("include = [\"snmp/*.toml\"]\n");
  ASSERT_TRUE(outcome.plan.has_value()) << to_string(outcome.problems.at(0));
  EXPECT_EQ(outcome.plan->districts.size(), 1U);
  EXPECT_EQ(outcome.plan->files.size(), 2U);
}

TEST(ProfileLibrary, HoldsAtMostTwoHundredFiles) {
  Library library;
  for (int i = 0; i < 201; ++i) {
    library.profile("p" + std::to_string(i), scalar("model", "1.3.6.1.4.1.99999.1.0"));
  }
  static_cast<void>(library.read());
  EXPECT_THAT(library.first(), HasSubstr("more than 200 profiles"));
}

TEST(ProfileLibrary, RefusesAFileThatIsTooLarge) {
  Library library;
  library.profile("big", "#" + std::string((1U << 20U), 'x'));
  static_cast<void>(library.read());
  EXPECT_THAT(library.first(), HasSubstr("big.toml:1:1: cannot be read: "));
}

}  // namespace
}  // namespace pantau::config
