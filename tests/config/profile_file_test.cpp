// SPDX-License-Identifier: Apache-2.0
#include "config/profile_file.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

struct Outcome {
  WrittenProfile written;
  std::vector<Problem> problems;

  [[nodiscard]] std::string first() const {
    return problems.empty() ? "nothing is wrong" : to_string(problems.front());
  }
};

Outcome read(const std::string& text) {
  Problems problems;
  Outcome outcome{read_profile_file(text, "x.toml", "x", problems), {}};
  LoadOutcome found;
  problems.move_into(found, {"x.toml"});
  outcome.problems = found.problems;
  return outcome;
}

DeviceProfile profile_of(const std::string& body) {
  auto outcome = read("id = \"x\"\n" + body);
  EXPECT_EQ(outcome.first(), "nothing is wrong");
  return outcome.written.profile;
}

TEST(ProfileFile, SaysHowADeviceIsKnown) {
  const auto profile = profile_of(
      "description = \"An UPS\"\n"
      "scalar = [ { fact = \"model\", oid = \"1.3.6.1.2.1.33.1.1.2.0\" } ]\n"
      "[match]\nsysobjectid = [\"1.3.6.1.4.1.99999.2\"]\nexists = \"1.3.6.1.2.1.33.1.2.1.0\"\n");
  EXPECT_EQ(profile.id, "x");
  EXPECT_EQ(profile.description, "An UPS");
  EXPECT_THAT(profile.match.sys_object_ids, ElementsAre(Oid{1, 3, 6, 1, 4, 1, 99999, 2}));
  EXPECT_THAT(profile.match.exists, ElementsAre(Oid{1, 3, 6, 1, 2, 1, 33, 1, 2, 1, 0}));
  EXPECT_EQ(profile.place, (Place{"x.toml", 1, 1}));
}

TEST(ProfileFile, SaysWhatANumberMeans) {
  const auto scalars =
      profile_of(
          "[[scalar]]\nmetric = \"pantau_power_battery_charge_ratio\"\n"
          "oid = \"1.3.6.1.2.1.33.1.2.4.0\"\nunit = \"percent\"\nscale = 0.01\n"
          "offset = 1\nminimum = 0\nmaximum = 1\nabsent = [-1, 255]\nname = \"A\"\n")
          .scalars;
  ASSERT_EQ(scalars.size(), 1U);
  const auto& source = scalars[0];
  EXPECT_EQ(source.quantity, Quantity::battery_charge);
  EXPECT_EQ(source.oid, (Oid{1, 3, 6, 1, 2, 1, 33, 1, 2, 4, 0}));
  EXPECT_EQ(source.scale, 0.01);
  EXPECT_EQ(source.offset, 1);
  EXPECT_EQ(source.minimum, 0);
  EXPECT_EQ(source.maximum, 1);
  EXPECT_THAT(source.absent, ElementsAre(-1, 255));
  EXPECT_EQ(source.name, "A");
}

TEST(ProfileFile, LeavesOutWhatIsNotSaid) {
  const auto scalars =
      profile_of("scalar = [ { fact = \"sysname\", oid = \"1.3.6.1.2.1.1.5.0\" } ]\n").scalars;
  Source plain;
  plain.quantity = Quantity::sys_name;
  plain.oid = Oid{1, 3, 6, 1, 2, 1, 1, 5, 0};
  EXPECT_EQ(plain.scale, 1);
  EXPECT_THAT(scalars, ElementsAre(plain));
}

TEST(ProfileFile, ReadsEnumerations) {
  const auto source =
      profile_of(
          "[[scalar]]\nmetric = \"pantau_power_on_battery\"\n"
          "oid = \"1.3.6.1.2.1.33.1.4.1.0\"\nvalues = { 5 = 1, -2 = 0 }\nother = 0\n")
          .scalars.at(0);
  EXPECT_THAT(source.values, UnorderedElementsAre(Pair(5, 1), Pair(-2, 0)));
  EXPECT_EQ(source.other, 0);
}

TEST(ProfileFile, ReadsConditionsAndEntityScales) {
  const auto source = profile_of(
                          "[[table]]\nid = \"sensors\"\nfind = \"1.3.6.1.2.1.99.1.1.1.1\"\n"
                          "[[table.column]]\nmetric = \"pantau_sensor_celsius\"\n"
                          "oid = \"1.3.6.1.2.1.99.1.1.1.4\"\n"
                          "when = [ { oid = \"1.3.6.1.2.1.99.1.1.1.1\", values = [8, 9] }, { oid = "
                          "\"1.3.6.1.2.1.99.1.1.1.5\", values = 1 } ]\n"
                          "entity = { scale = \"1.3.6.1.2.1.99.1.1.1.2\", precision = "
                          "\"1.3.6.1.2.1.99.1.1.1.3\" }\n")
                          .tables.at(0)
                          .columns.at(0);
  ASSERT_EQ(source.when.size(), 2U);
  EXPECT_EQ(source.when[0].oid, (Oid{1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 1}));
  EXPECT_THAT(source.when[0].values, ElementsAre(8, 9));
  EXPECT_THAT(source.when[1].values, ElementsAre(1));
  ASSERT_TRUE(source.entity.has_value());
  EXPECT_EQ(source.entity->scale, (Oid{1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 2}));
  EXPECT_EQ(source.entity->precision, (Oid{1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 3}));
}

TEST(ProfileFile, ReadsTablesInTheirOrder) {
  const auto tables = profile_of(
                          "[[table]]\nid = \"stations\"\nfind = \"1.3.6.1.4.1.99999.1.2.1\"\n"
                          "name = \"1.3.6.1.4.1.99999.1.2.9\"\nmax_rows = 256\n"
                          "column = [ { metric = \"pantau_radio_signal_dbm\", oid = "
                          "\"1.3.6.1.4.1.99999.1.2.3\" } ]\n"
                          "[[table]]\nid = \"interfaces\"\nrows = \"interfaces\"\n"
                          "find = [\"1.3.6.1.2.1.31.1.1.1.1\", \"1.3.6.1.2.1.31.1.1.1.18\"]\n"
                          "column = [ { metric = \"pantau_interface_receive_bytes_total\", oid = "
                          "\"1.3.6.1.2.1.31.1.1.1.6\" } ]\n")
                          .tables;
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_EQ(tables[0].id, "stations");
  EXPECT_EQ(tables[0].rows, RowChoice::all);
  EXPECT_THAT(tables[0].find, ElementsAre(Oid{1, 3, 6, 1, 4, 1, 99999, 1, 2, 1}));
  EXPECT_EQ(tables[0].name, (Oid{1, 3, 6, 1, 4, 1, 99999, 1, 2, 9}));
  EXPECT_EQ(tables[0].max_rows, 256U);
  EXPECT_EQ(tables[1].rows, RowChoice::interfaces);
  EXPECT_EQ(tables[1].find.size(), 2U);
  EXPECT_FALSE(tables[1].name.has_value());
  EXPECT_EQ(tables[1].max_rows, 32U);
  EXPECT_EQ(tables[1].columns.at(0).quantity, Quantity::interface_receive_bytes);
}

TEST(ProfileFile, MayCountNamedRowsOnly) {
  const auto table = [](const std::string& keys) {
    return profile_of(
               "[[table]]\nid = \"stations\"\nfind = \"1.3.6.1.4.1.99999.1.2.1\"\n"
               "name = \"1.3.6.1.4.1.99999.1.2.9\"\n" +
               keys +
               "column = [ { metric = \"pantau_radio_signal_dbm\", oid = "
               "\"1.3.6.1.4.1.99999.1.2.3\" } ]\n")
        .tables.at(0);
  };
  EXPECT_FALSE(table("").named_only);
  EXPECT_TRUE(table("named_only = true\n").named_only);
  EXPECT_FALSE(table("named_only = true\n").single);
  EXPECT_TRUE(table("named_only = true\nsingle = true\n").single);
  EXPECT_FALSE(table("named_only = false\nsingle = false\n").named_only);
}

TEST(ProfileFile, RemembersWhereItIncludes) {
  const auto written = read("id = \"x\"\ninclude = [\"a\", \"b\"]\n").written;
  ASSERT_EQ(written.includes.size(), 2U);
  EXPECT_THAT(written.includes[1], Pair("b", Place{"x.toml", 2, 17}));
}

TEST(ProfileFile, MayBeAnyText) {
  EXPECT_THAT(read("").problems, testing::SizeIs(2));  // no id, and it asks nothing
  EXPECT_THAT(read("id = \"x\" y").first(), HasSubstr("x.toml:1:10: not valid TOML"));
  EXPECT_THAT(read(std::string("\0", 1)).first(), HasSubstr("x.toml:1:1: "));
}

TEST(ProfileFile, ListsEveryMetricWhenNoneIsNear) {
  const auto text =
      read("id = \"x\"\n[[scalar]]\nmetric = \"rssi\"\noid = \"1.3.6.1.4.1.99999.1.0\"\n").first();
  EXPECT_THAT(text, HasSubstr("write one of pantau_interface_up, "));
  EXPECT_THAT(text, HasSubstr(", pantau_sensor_volts"));
  EXPECT_THAT(text, testing::Not(HasSubstr("engine_boots")));
}

TEST(ProfileFile, HasAtMostThirtyTwoTables) {
  const auto tables = [](int count) {
    std::string text = "id = \"x\"\n";
    for (int i = 0; i < count; ++i) {
      text += "[[table]]\nid = \"t" + std::to_string(i) +
              "\"\nfind = \"1.3.6.1.4.1.99999.1.2.1\"\n[[table.column]]\nmetric = "
              "\"pantau_radio_signal_dbm\"\noid = \"1.3.6.1.4.1.99999.1.2.3\"\n";
    }
    return text;
  };
  EXPECT_EQ(read(tables(32)).first(), "nothing is wrong");
  EXPECT_THAT(read(tables(33)).first(), HasSubstr("has more than 32 tables"));
}

// A GETBULK asks for rows beyond the end of a column, and so for what stands behind it.
TEST(ProfileFile, NeverWalksBesideTheKeyOfARadio) {
  const auto find = [](const std::string& oid) {
    return read("id = \"x\"\n[[table]]\nid = \"t\"\nfind = \"" + oid +
                "\"\ncolumn = [ { metric = \"pantau_radio_signal_dbm\", oid = "
                "\"1.3.6.1.4.1.41112.1.3.2.1.11\" } ]\n")
        .first();
  };
  EXPECT_THAT(find("1.3.6.1.4.1.41112.1.3.1.1.14"), HasSubstr("key of an airFiber link"));
  EXPECT_THAT(find("1.3.6.1.4.1.41112.1.3.1"), HasSubstr("key of an airFiber link"));
  EXPECT_EQ(find("1.3.6.1.4.1.41112.1.3.2.1.1"), "nothing is wrong");
}

// mtxrSystem 3 is the serial number: what stands beside the reboot may be asked for by itself.
TEST(ProfileFile, MayAskForWhatStandsBesideAReboot) {
  const auto scalar = [](const std::string& oid) {
    return read("id = \"x\"\n[[scalar]]\nfact = \"model\"\noid = \"" + oid + "\"\n").first();
  };
  EXPECT_EQ(scalar("1.3.6.1.4.1.14988.1.1.7.3.0"), "nothing is wrong");
  EXPECT_EQ(scalar("1.3.6.1.4.1.14988.1.1.7.10.0"), "nothing is wrong");
  EXPECT_THAT(scalar("1.3.6.1.4.1.14988.1.1.7.1.0"), HasSubstr("mtxrSystemReboot"));
  EXPECT_THAT(scalar(".1.3.6.1.4.1.14988.1.1.7.1"), HasSubstr("mtxrSystemReboot"));
}

TEST(ProfileFile, LeavesRoomForAnIndex) {
  std::string longest = "1.3.6.1.4.1.99999";
  for (int i = 7; i < 128; ++i) {
    longest += ".1";
  }
  const auto column = [](const std::string& oid) {
    return read(
               "id = \"x\"\n[[table]]\nid = \"t\"\nfind = \"1.3.6.1.4.1.99999.1.2.1\"\n"
               "column = [ { metric = \"pantau_radio_signal_dbm\", oid = \"" +
               oid + "\" } ]\n")
        .first();
  };
  EXPECT_THAT(column(longest), HasSubstr("leaves no room for an index"));
  EXPECT_EQ(column(longest.substr(0, longest.size() - 2)), "nothing is wrong");
}

}  // namespace
}  // namespace pantau::config
