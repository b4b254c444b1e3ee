// SPDX-License-Identifier: Apache-2.0
// Versions 1 and 2c on messages made by hand (RFC 3416, 3 and RFC 1157, 4).
#include "probes/snmp/session.hpp"

#include <chrono>
#include <set>

#include <gtest/gtest.h>

#include "tests/probes/snmp/session_fixture.hpp"

namespace pantau::snmp {
namespace {

using testing::binding;
using testing::Bytes;
using testing::element;
using testing::id_of;
using testing::integer;
using testing::join;
using testing::message;
using testing::Reply;
using testing::SessionFixture;

const Oid uptime_oid{1, 3, 6, 1, 2, 1, 1, 3, 0};
const Oid octets_oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 1};

Credentials with_community(Version version = Version::v2c) {
  Credentials credentials;
  credentials.version = version;
  credentials.community = config::Secret{"secret-word"};
  return credentials;
}

Request question(std::uint32_t step = 1) {
  return Request{.device = 1, .step = step, .oids = {uptime_oid, octets_oid}};
}

class Session : public ::testing::Test {
 protected:
  Session() { fixture.sessions().open(1, fixture.agent, with_community()); }

  /// Asks, and says what a right answer is.
  Reply ask(std::uint32_t step = 1) {
    fixture.ask(question(step));
    return Reply{.id = id_of(fixture.sent().back().bytes),
                 .bindings = {binding(uptime_oid, integer(4711, 0x43)),
                              binding(octets_oid, integer(1234567890123, 0x46))}};
  }

  std::vector<Answer> answers_to(const Bytes& datagram) {
    fixture.receive(datagram);
    return fixture.sessions().take_answers();
  }

  /// The one answer, which leaves the request open.
  void expect_noted(const Bytes& datagram, Fault fault) {
    const auto answers = answers_to(datagram);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].fault, fault);
    EXPECT_FALSE(answers[0].final);
  }

  void expect_usable(const Reply& reply) {
    const auto answers = answers_to(message(reply));
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].fault, Fault::none) << answers[0].detail;
    EXPECT_TRUE(answers[0].final);
    EXPECT_EQ(answers[0].bindings.size(), reply.bindings.size());
  }

  SessionFixture fixture;
};

TEST_F(Session, AsksAsTheStandardHasIt) {
  fixture.ask(Request{.device = 1, .step = 1, .oids = {uptime_oid}});
  const Bytes& sent = fixture.sent().at(0).bytes;
  const Reply expected{
      .pdu = 0xA0, .id = id_of(sent), .bindings = {binding(uptime_oid, element(0x05, {}))}};
  EXPECT_EQ(sent, message(expected));
  EXPECT_EQ(fixture.sent().at(0).to, fixture.agent);
}

TEST_F(Session, AsksForRepetitionsOfAllNames) {
  fixture.ask(Request{.device = 1,
                      .step = 1,
                      .kind = RequestKind::get_bulk,
                      .oids = {octets_oid},
                      .max_repetitions = 10});
  const Bytes& sent = fixture.sent().at(0).bytes;
  EXPECT_EQ(sent,
            message({.pdu = 0xA5,
                     .id = id_of(sent),
                     .status = 0,
                     .index = 10,
                     .bindings = {binding(octets_oid, element(0x05, {}))}}));
}

TEST_F(Session, AsksForTheNextName) {
  fixture.sessions().open(1, fixture.agent, with_community(Version::v1));
  fixture.ask(Request{.device = 1, .step = 1, .kind = RequestKind::get_next, .oids = {octets_oid}});
  const Bytes& sent = fixture.sent().at(0).bytes;
  EXPECT_EQ(sent,
            message({.version = 0,
                     .pdu = 0xA1,
                     .id = id_of(sent),
                     .bindings = {binding(octets_oid, element(0x05, {}))}}));
}

TEST_F(Session, AnswersWithValues) {
  fixture.receive(message(ask()));
  const auto answers = fixture.sessions().take_answers();
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].device, 1U);
  EXPECT_EQ(answers[0].step, 1U);
  const std::vector<VarBind> expected{{uptime_oid, Ticks{4711}},
                                      {octets_oid, Counter{.value = 1234567890123, .bits = 64}}};
  EXPECT_EQ(answers[0].bindings, expected);
}

TEST_F(Session, KnowsEveryTypeOfValue) {
  const std::vector<std::pair<Bytes, Value>> cases{
      {integer(-5), std::int64_t{-5}},
      {integer(-2147483648), std::int64_t{-2147483648}},
      {integer(4294967295, 0x42), std::int64_t{4294967295}},
      {integer(4294967295, 0x41), Counter{.value = 4294967295, .bits = 32}},
      {element(0x46, Bytes(8, std::byte{0xFF})), Counter{.value = ~std::uint64_t{0}, .bits = 64}},
      {integer(4294967295, 0x43), Ticks{4294967295}},
      {testing::text(std::string_view{"a\0\xff", 3}), std::string{"a\0\xff", 3}},
      {testing::text("\x0a\x01\x02\x03", 0x40), std::string{"\x0a\x01\x02\x03"}},
      {testing::name(uptime_oid), uptime_oid},
      {element(0x05, {}), std::monostate{}},
      {element(0x80, {}), Missing::no_such_object},
      {element(0x81, {}), Missing::no_such_instance},
      {element(0x82, {}), Missing::end_of_mib_view},
  };
  std::uint32_t step = 0;
  for (const auto& [wire, value] : cases) {
    fixture.ask(Request{.device = 1, .step = ++step, .oids = {uptime_oid}});
    const auto id = id_of(fixture.sent().back().bytes);
    const auto answers = answers_to(message({.id = id, .bindings = {binding(uptime_oid, wire)}}));
    ASSERT_EQ(answers.size(), 1U);
    ASSERT_EQ(answers[0].bindings.size(), 1U) << step << ' ' << answers[0].detail;
    EXPECT_EQ(answers[0].bindings[0].value, value) << step;
  }
}

// Net-SNMP's float: 9F 78 04, then IEEE 754.
TEST_F(Session, ReadsAFloatInAnOpaque) {
  fixture.ask(Request{.device = 1, .step = 1, .oids = {uptime_oid}});
  const Bytes wire = testing::text(std::string_view{"\x9f\x78\x04\x42\x28\x80\x00", 7}, 0x44);
  const auto answers = answers_to(
      message({.id = id_of(fixture.sent().back().bytes), .bindings = {binding(uptime_oid, wire)}}));
  ASSERT_EQ(answers.size(), 1U);
  ASSERT_EQ(answers[0].bindings.size(), 1U) << answers[0].detail;
  EXPECT_EQ(answers[0].bindings[0].value, Value{42.125});
}

TEST_F(Session, AnUnknownRequestIdIsUnmatched) {
  Reply reply = ask();
  const std::uint32_t right = reply.id;
  reply.id ^= 1U;
  EXPECT_TRUE(answers_to(message(reply)).empty());
  EXPECT_EQ(fixture.sessions().unmatched(), 1U);
  reply.id = right;
  expect_usable(reply);
}

TEST_F(Session, AnotherSourceIsNotedAndLeavesTheRequestOpen) {
  const Reply reply = ask();
  Endpoint other = fixture.agent;
  other.port = 1162;
  fixture.receive(other, message(reply));
  other = fixture.agent;
  other.address.bytes[3] = 2;
  fixture.receive(other, message(reply));
  const auto answers = fixture.sessions().take_answers();
  ASSERT_EQ(answers.size(), 2U);
  for (const Answer& answer : answers) {
    EXPECT_EQ(answer.fault, Fault::wrong_source);
    EXPECT_FALSE(answer.final);
  }
  expect_usable(reply);
}

TEST_F(Session, AnotherCommunityVersionOrPduIsNoted) {
  const Reply reply = ask();
  Reply wrong = reply;
  wrong.community = "secret-wore";
  expect_noted(message(wrong), Fault::decode);
  wrong = reply;
  wrong.version = 0;
  expect_noted(message(wrong), Fault::decode);
  for (const unsigned pdu : {0xA0U, 0xA1U, 0xA3U, 0xA5U, 0xA7U, 0xA8U, 0x30U}) {
    wrong = reply;
    wrong.pdu = static_cast<std::uint8_t>(pdu);
    expect_noted(message(wrong), Fault::decode);
  }
  expect_usable(reply);
}

TEST_F(Session, WhatWasNotAskedForIsNoted) {
  const Reply reply = ask();
  Reply wrong = reply;
  wrong.bindings.pop_back();
  expect_noted(message(wrong), Fault::decode);
  wrong = reply;
  wrong.bindings.push_back(reply.bindings.back());
  expect_noted(message(wrong), Fault::decode);
  wrong = reply;
  std::swap(wrong.bindings[0], wrong.bindings[1]);
  expect_noted(message(wrong), Fault::decode);
  expect_usable(reply);
}

TEST_F(Session, TruncatedAtAnyLengthNothingIsAnswered) {
  const Reply reply = ask();
  const Bytes whole = message(reply);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes part{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)};
    for (const Answer& answer : answers_to(part)) {
      EXPECT_EQ(answer.fault, Fault::decode) << size;
      EXPECT_FALSE(answer.final) << size;
    }
  }
  EXPECT_GT(fixture.sessions().unmatched(), 0U);
  expect_usable(reply);
}

TEST_F(Session, TrailingBytesAreNoted) {
  const Reply reply = ask();
  expect_noted(join({message(reply), Bytes{std::byte{0}}}), Fault::decode);
  expect_usable(reply);
}

TEST_F(Session, LengthsThatLieAreNoted) {
  const Reply reply = ask();
  const Bytes whole = message(reply);
  // The lengths of: value, binding, list, PDU. Each made larger than what there is.
  std::size_t lies = 0;
  for (std::size_t at = 1; at < whole.size(); ++at) {
    Bytes wrong = whole;
    wrong[at] = std::byte{0x7F};
    for (const Answer& answer : answers_to(wrong)) {
      ++lies;
      if (answer.fault == Fault::decode) {
        EXPECT_FALSE(answer.final);
      }
    }
  }
  EXPECT_GT(lies, 10U);
  const Reply next = ask(2);
  // 2^32 - 1 bytes of binding, and the indefinite form.
  const Bytes bomb{std::byte{0x30},
                   std::byte{0x84},
                   std::byte{0xFF},
                   std::byte{0xFF},
                   std::byte{0xFF},
                   std::byte{0xFF}};
  Reply wrong = next;
  wrong.bindings = {bomb};
  expect_noted(message(wrong), Fault::decode);
  wrong.bindings = {Bytes{std::byte{0x30}, std::byte{0x80}, std::byte{0}, std::byte{0}}};
  expect_noted(message(wrong), Fault::decode);
  expect_usable(next);
}

TEST_F(Session, ValuesThatCannotBeAreNoted) {
  const Reply reply = ask();
  for (const Bytes& value : {element(0x02, {}),
                             element(0x41, Bytes(6)),
                             element(0x46, Bytes(10)),
                             element(0x40, Bytes(3)),
                             element(0x05, Bytes(1)),
                             element(0x13, {}),
                             element(0x80, Bytes(1)),
                             element(0x06, {})}) {
    Reply wrong = reply;
    wrong.bindings[1] = binding(octets_oid, value);
    expect_noted(message(wrong), Fault::decode);
  }
  expect_usable(reply);
}

TEST_F(Session, ErrorStatusEndsTheRequest) {
  Reply reply = ask();
  reply.status = 1;
  auto answers = answers_to(message(reply));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].fault, Fault::too_big);
  EXPECT_TRUE(answers[0].final);

  reply = ask(2);
  reply.status = 2;
  reply.index = 2;
  answers = answers_to(message(reply));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].fault, Fault::no_such_name);
  EXPECT_EQ(answers[0].error_index, 2U);

  reply = ask(3);
  reply.status = 5;
  reply.index = 3;  // of two
  answers = answers_to(message(reply));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].fault, Fault::other);
  EXPECT_EQ(answers[0].error_index, 0U);
}

TEST_F(Session, AnAnswerToAnyAttemptOfTheStepCounts) {
  const Reply first = ask();
  fixture.ask(Request{.device = 1, .step = 1, .attempt = 1, .oids = {uptime_oid, octets_oid}});
  ASSERT_EQ(fixture.sent().size(), 2U);
  EXPECT_NE(id_of(fixture.sent()[0].bytes), id_of(fixture.sent()[1].bytes));
  expect_usable(first);
  // The answer to the other attempt comes too late.
  Reply second = first;
  second.id = id_of(fixture.sent()[1].bytes);
  EXPECT_TRUE(answers_to(message(second)).empty());
  EXPECT_EQ(fixture.sessions().unmatched(), 1U);
}

TEST_F(Session, ANewStepForgetsTheAttemptsOfTheOneBefore) {
  const Reply first = ask();
  const Reply second = ask(2);
  EXPECT_TRUE(answers_to(message(first)).empty());
  expect_usable(second);
}

TEST_F(Session, NothingIsAwaitedAfterForgetCloseOrOpen) {
  Reply reply = ask();
  fixture.sessions().forget(1);
  EXPECT_TRUE(answers_to(message(reply)).empty());
  reply = ask(2);
  fixture.sessions().open(1, fixture.agent, with_community());
  EXPECT_TRUE(answers_to(message(reply)).empty());
  reply = ask(3);
  fixture.sessions().close(1);
  EXPECT_TRUE(answers_to(message(reply)).empty());
  EXPECT_EQ(fixture.sessions().unmatched(), 3U);
}

TEST_F(Session, TwoDevicesAtOneAddressAreToldApart) {
  Credentials other = with_community();
  other.community = config::Secret{"other"};
  fixture.sessions().open(2, fixture.agent, other);
  const Reply first = ask();
  Request second = question();
  second.device = 2;
  fixture.ask(second);
  Reply reply = first;
  reply.id = id_of(fixture.sent().back().bytes);
  reply.community = "other";
  const auto answers = answers_to(message(reply));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].device, 2U);
  expect_usable(first);
}

TEST_F(Session, RequestIdsDoNotCount) {
  std::set<std::uint32_t> ids;
  std::set<std::uint32_t> steps;
  for (std::uint32_t step = 1; step <= 50; ++step) {
    const std::uint32_t id = ask(step).id;
    EXPECT_GT(id, 0U);
    EXPECT_LT(id, 1U << 31U);
    if (!ids.empty()) {
      steps.insert(id - *ids.rbegin());
    }
    ids.insert(id);
  }
  EXPECT_GE(ids.size(), 49U);
  EXPECT_GE(steps.size(), 45U);
}

TEST_F(Session, TrafficCountsHeadersAndWhatWasLaidToTheDevice) {
  const Reply reply = ask();
  EXPECT_EQ(fixture.sessions().traffic(1).sent_bytes, fixture.sent()[0].bytes.size() + 28);
  Reply stray = reply;
  stray.id ^= 1U;
  fixture.receive(message(stray));
  EXPECT_EQ(fixture.sessions().traffic(1).received_bytes, 0U);
  fixture.receive(message(reply));
  EXPECT_EQ(fixture.sessions().traffic(1).received_bytes, message(reply).size() + 28);
}

TEST_F(Session, WhatCannotBeSentFailsAtOnce) {
  fixture.reachable = false;
  fixture.ask(question());
  const auto answers = fixture.sessions().take_answers();
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].fault, Fault::other);
  EXPECT_TRUE(answers[0].final);
  EXPECT_EQ(fixture.sessions().traffic(1).sent_bytes, 0U);
}

// Whoever gives up before a datagram leaves was not answered: `received` says so.
TEST_F(Session, WhatFailsBeforeItIsSentWasNotReceived) {
  const net::SteadyTime now{std::chrono::seconds{5}};
  Credentials of_v3;
  of_v3.version = Version::v3;
  of_v3.user = "watcher";
  fixture.sessions().open(2, fixture.agent, of_v3);
  Request of_no_engine = question();
  of_no_engine.device = 2;
  Request to_nobody = question();
  to_nobody.device = 3;
  fixture.reachable = false;
  for (const Request& request : {question(), of_no_engine, to_nobody}) {
    fixture.sessions().send(request, now);
    const auto answers = fixture.sessions().take_answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers[0].final);
    EXPECT_EQ(answers[0].received, net::SteadyTime{}) << answers[0].detail;
  }
}

// To read 64 KiB of values takes milliseconds of the thread that sends the echoes.
TEST_F(Session, AnAgentThatFloodsUsWithNonsenseIsNotReadFurther) {
  const Reply right = ask();
  Reply nonsense = right;
  nonsense.bindings = {binding(uptime_oid, testing::text(std::string(60'000, 'x')))};
  const Bytes datagram = message(nonsense);
  for (int i = 0; i < 10; ++i) {
    fixture.receive(datagram);
  }
  EXPECT_EQ(fixture.sessions().take_answers().size(), 5U);
  EXPECT_EQ(fixture.sessions().unmatched(), 5U);
  // The next attempt is heard again.
  Request again = question();
  again.attempt = 1;
  fixture.ask(again);
  expect_usable(right);
}

TEST_F(Session, Version1HasNoBulk) {
  fixture.sessions().open(1, fixture.agent, with_community(Version::v1));
  fixture.ask(Request{.device = 1,
                      .step = 1,
                      .kind = RequestKind::get_bulk,
                      .oids = {octets_oid},
                      .max_repetitions = 10});
  EXPECT_TRUE(fixture.sent().empty());
  EXPECT_EQ(fixture.sessions().take_answers().at(0).fault, Fault::other);
}

TEST_F(Session, AThousandSilentAgentsOfVersion3GetOneDatagramEach) {
  Credentials credentials;
  credentials.version = Version::v3;
  credentials.user = "watcher";
  for (DeviceId device = 10; device < 1010; ++device) {
    fixture.sessions().open(device, fixture.agent, credentials);
    fixture.ask({.device = device, .step = 1, .kind = RequestKind::discover_engine, .oids = {}});
  }
  // Nothing asks again or waits by itself: that is the engine's business.
  EXPECT_EQ(fixture.sent().size(), 1000U);
  EXPECT_TRUE(fixture.sessions().take_answers().empty());
}

}  // namespace
}  // namespace pantau::snmp
