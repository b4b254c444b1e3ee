// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/grammar.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "tests/lab/control.hpp"

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;

Behaviour good(std::string_view key, std::string_view value) {
  Behaviour behaviour;
  EXPECT_EQ(set_behaviour(behaviour, key, value), "") << key << ' ' << value;
  return behaviour;
}

std::string wrong(std::string_view key, std::string_view value) {
  Behaviour behaviour;
  return set_behaviour(behaviour, key, value);
}

TEST(CountyGrammar, ReadsDelays) {
  EXPECT_EQ(std::get<FixedDelay>(good("delay", "1.5s").delay->shape).value, 1500ms);
  EXPECT_EQ(std::get<FixedDelay>(good("delay", "250us").delay->shape).value, 250us);
  const auto uniform = std::get<UniformDelay>(good("delay", "650ms +- 100ms").delay->shape);
  EXPECT_EQ(uniform.mean, 650ms);
  EXPECT_EQ(uniform.spread, 100ms);
  const auto normal = good("delay", "normal 40ms 5ms min 20ms step 15s 30ms").delay.value();
  EXPECT_EQ(std::get<NormalDelay>(normal.shape).mean, 40ms);
  EXPECT_EQ(std::get<NormalDelay>(normal.shape).deviation, 5ms);
  EXPECT_EQ(std::get<NormalDelay>(normal.shape).minimum, 20ms);
  EXPECT_EQ(normal.step_every, 15s);
  EXPECT_EQ(normal.step_spread, 30ms);
}

TEST(CountyGrammar, ReadsLosses) {
  EXPECT_EQ(good("loss", "0.02").loss->probability, 0.02);
  EXPECT_FALSE(good("loss", "0.02").loss->burst);
  const Loss both = good("loss", "0.01 burst 0.1 0.2 0.9").loss.value();
  EXPECT_EQ(both.probability, 0.01);
  EXPECT_EQ(both.burst->enter, 0.1);
  EXPECT_EQ(both.burst->leave, 0.2);
  EXPECT_EQ(both.burst->inside, 0.9);
  EXPECT_EQ(good("loss", "burst 0.1 0.2 0.9").loss->probability, 0);
}

TEST(CountyGrammar, ReadsWhatElseCanHappen) {
  const Behaviour duplicate = good("duplicate", "0.5 99 2ms");
  EXPECT_EQ(duplicate.duplicate->extra, 99U);
  EXPECT_EQ(duplicate.duplicate->spacing, 2ms);
  EXPECT_EQ(good("duplicate", "1").duplicate->extra, 1U);
  EXPECT_EQ(good("reorder", "0.1 300ms").reorder->extra, 300ms);
  EXPECT_EQ(good("corrupt", "1 truncate 12").corrupt->bytes, 12);
  EXPECT_EQ(good("corrupt", "1 checksum").corrupt->kind, Corrupt::Kind::checksum);
  EXPECT_EQ(good("corrupt", "1 payload").corrupt->kind, Corrupt::Kind::payload);
  EXPECT_EQ(good("forge", "1 identifier also").forge->also, true);
  EXPECT_EQ(good("forge", "1 source 198.18.9.9").forge->from, parse_ip("198.18.9.9"));
  EXPECT_EQ(good("forge", "1 source also").forge->from, std::nullopt);
  EXPECT_EQ(good("ttl", "57").ttl, 57);
  EXPECT_EQ(good("silent", "true").silent, true);
  const IcmpError error =
      good("error", "1 3/13 from 198.18.0.9 quote all forged also").error.value();
  EXPECT_EQ(error.type, 3);
  EXPECT_EQ(error.code, 13);
  EXPECT_EQ(error.from, parse_ip("198.18.0.9"));
  EXPECT_TRUE(error.quote_all && error.forged && error.also);
}

TEST(CountyGrammar, SaysWhatIsWrong) {
  EXPECT_EQ(wrong("delay", "650"),
            "delay is '650' but must be a duration with a unit, such as 650ms or 1.5s");
  EXPECT_EQ(wrong("delay", "-5ms"),
            "delay is '-5ms' but must be a duration with a unit, such as 650ms or 1.5s");
  EXPECT_EQ(wrong("delay", "normal 650ms"), "deviation is missing");
  EXPECT_EQ(wrong("delay", "650ms 3"), "'3' is one word too many");
  EXPECT_EQ(wrong("loss", "2"), "loss is '2' but must be a probability from 0 to 1");
  EXPECT_EQ(wrong("loss", "nan"), "loss is 'nan' but must be a probability from 0 to 1");
  EXPECT_EQ(wrong("loss", "0.1 burst 0.1"), "probability to leave a burst is missing");
  EXPECT_EQ(wrong("duplicate", "1 0"),
            "extra copies is '0' but must be a whole number from 1 to 1000");
  EXPECT_EQ(wrong("corrupt", "1 evil"),
            "'evil' is no corruption: payload, checksum, truncate or extend");
  EXPECT_EQ(wrong("error", "1 3"), "'3' is no ICMP type and code, such as 3/1");
  EXPECT_EQ(wrong("error", "1 3/1 quote 9"), "quote takes 8 or all");
  EXPECT_EQ(wrong("forge", "1 hat"),
            "'hat' is no forgery: cookie, source, identifier, sequence, zero or ones");
  EXPECT_EQ(wrong("forge", "1 source here"),
            "forged source is 'here' but must be an IPv4 or IPv6 address");
  EXPECT_EQ(wrong("ttl", "256"), "ttl is '256' but must be a whole number from 1 to 255");
  EXPECT_EQ(wrong("silent", "perhaps"), "silent is true or false");
  EXPECT_EQ(wrong("delay", ""), "delay is missing");
}

TEST(CountyGrammar, RefusesAnUnknownKey) {
  EXPECT_EQ(
      wrong("color", "red"),
      "'color' is no behaviour: delay, loss, duplicate, reorder, corrupt, error, forge, ttl or "
      "silent");
}

TEST(CountyGrammar, KeepsTheOldValueAfterAMistake) {
  Behaviour behaviour = good("loss", "0.5");
  EXPECT_NE(set_behaviour(behaviour, "loss", "7"), "");
  EXPECT_EQ(behaviour.loss->probability, 0.5);
}

class Recording : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(folder_ / name_); }

  std::string read(std::string_view content, Behaviour& behaviour) {
    std::ofstream(folder_ / name_) << content;
    return set_behaviour(behaviour, "delay", "recorded " + name_ + " sequential", folder_);
  }

  std::filesystem::path folder_ = testing::TempDir();
  std::string name_ = "recorded-" + std::to_string(::getpid());
};

TEST_F(Recording, IsReadInMilliseconds) {
  Behaviour behaviour;
  EXPECT_EQ(read("# a VSAT\n650.5\n\n  612 # calm\n", behaviour), "");
  const auto& delay = std::get<RecordedDelay>(behaviour.delay.value().shape);
  EXPECT_TRUE(delay.sequential);
  EXPECT_EQ(*delay.samples, (std::vector<nanoseconds>{650500us, 612ms}));
}

TEST_F(Recording, NamesTheLineThatIsNoDelay) {
  Behaviour behaviour;
  const std::string file = (folder_ / name_).string();
  EXPECT_EQ(read("650\nfast\n", behaviour), file + ":2: 'fast' is no delay in milliseconds");
  EXPECT_EQ(read("650 12\n", behaviour), file + ":1: '650 12' is no delay in milliseconds");
  EXPECT_EQ(read("# nothing\n", behaviour), file + " holds no delays");
}

TEST(CountyGrammar, NamesARecordingThatIsMissing) {
  EXPECT_EQ(wrong("delay", "recorded /nonexistent"),
            "cannot read recorded delays from /nonexistent");
}

TEST(CountyControl, ReadsEveryCommand) {
  using Kind = Command::Kind;
  const auto read = [](std::string_view line) {
    const auto parsed = parse_command(line);
    EXPECT_EQ(parsed.problem, "") << line;
    return parsed.command;
  };
  const Command set = read("set 198.18.6.1 loss 0.1 burst 0.1 0.2 0.3\r");
  EXPECT_EQ(set.kind, Kind::set);
  EXPECT_EQ(set.target, "198.18.6.1");
  EXPECT_EQ(set.key, "loss");
  EXPECT_EQ(set.value, "0.1 burst 0.1 0.2 0.3");
  const Command shorter = read("delay jila-vsat 650ms +- 10ms");
  EXPECT_EQ(shorter.kind, Kind::set);
  EXPECT_EQ(shorter.key, "delay");
  EXPECT_EQ(shorter.target, "jila-vsat");
  EXPECT_EQ(shorter.value, "650ms +- 10ms");
  EXPECT_EQ(read("clear x").kind, Kind::clear);
  EXPECT_EQ(read("down x").kind, Kind::down);
  EXPECT_EQ(read("up x").kind, Kind::up);
  EXPECT_EQ(read("auto x").kind, Kind::follow_timetable);
  EXPECT_EQ(read("inject 4500ff").packet, (Bytes{0x45, 0x00, 0xff}));
  EXPECT_EQ(read("stats").target, "");
  EXPECT_EQ(read("stats 198.18.6.1").target, "198.18.6.1");
  EXPECT_EQ(read("flush").kind, Kind::flush);
  EXPECT_EQ(read("quit").kind, Kind::quit);
}

TEST(CountyControl, SaysWhatIsWrong) {
  EXPECT_EQ(parse_command("").problem, "command is missing");
  EXPECT_EQ(parse_command("explode x").problem,
            "'explode' is no command: set clear down up auto inject stats flush quit");
  EXPECT_EQ(parse_command("down").problem, "target is missing");
  EXPECT_EQ(parse_command("down a b").problem, "'b' is one word too many");
  EXPECT_EQ(parse_command("set a").problem, "key is missing");
  EXPECT_EQ(parse_command("quit now").problem, "'now' is one word too many");
  for (const char* bad : {"inject 123", "inject zz", "inject 1-"}) {
    EXPECT_EQ(parse_command(bad).problem, "a packet is an even number of hexadecimal digits")
        << bad;
  }
}

}  // namespace
}  // namespace pantau::lab
