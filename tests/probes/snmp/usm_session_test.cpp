// SPDX-License-Identifier: Apache-2.0
// Version 3 against Debian's snmpd (unpacked by tests/run), on 127.0.0.1.
#include <poll.h>

#include <utility>

#include <gtest/gtest.h>

#include "probes/snmp/session.hpp"
#include "probes/snmp/udp_socket.hpp"
#include "tests/probes/snmp/snmpd_process.hpp"

namespace pantau::snmp {
namespace {

using testing::SnmpdProcess;

const Oid sys_name_oid{1, 3, 6, 1, 2, 1, 1, 5, 0};

struct Level {
  std::string user;
  std::string line;  ///< of snmpd.conf
  AuthProtocol auth = AuthProtocol::none;
  PrivacyProtocol privacy = PrivacyProtocol::none;
};

std::vector<Level> levels() {
  std::vector<Level> all{{.user = "open", .line = "createUser open"}};
  const std::vector<std::pair<AuthProtocol, std::string>> auths{{AuthProtocol::md5, "MD5"},
                                                                {AuthProtocol::sha, "SHA"},
                                                                {AuthProtocol::sha224, "SHA-224"},
                                                                {AuthProtocol::sha256, "SHA-256"},
                                                                {AuthProtocol::sha384, "SHA-384"},
                                                                {AuthProtocol::sha512, "SHA-512"}};
  const std::vector<std::pair<PrivacyProtocol, std::string>> privacies{
      {PrivacyProtocol::none, ""},
      {PrivacyProtocol::des, " DES private-word"},
      {PrivacyProtocol::aes, " AES private-word"}};
  for (const auto& [auth, auth_name] : auths) {
    for (const auto& [privacy, privacy_text] : privacies) {
      const std::string user = "user" + std::to_string(all.size());
      std::string line = "createUser " + user;
      line.append(" ").append(auth_name).append(" right-word").append(privacy_text);
      all.push_back({.user = user, .line = std::move(line), .auth = auth, .privacy = privacy});
    }
  }
  return all;
}

Credentials credentials_of(const Level& level, const std::string& password = "right-word") {
  return Credentials{.version = Version::v3,
                     .community = {},
                     .user = level.user,
                     .auth = level.auth,
                     .auth_password = config::Secret{password},
                     .privacy = level.privacy,
                     .privacy_password = config::Secret{"private-word"}};
}

std::vector<std::string> lines() {
  std::vector<std::string> all;
  for (const Level& level : levels()) {
    all.push_back(level.line);
    all.push_back("rouser " + level.user + " noauth");
  }
  return all;
}

class RealAgent : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SnmpdProcess::available()) {
      GTEST_SKIP() << "build/tools/snmpd is not there: tests/run unpacks it";
    }
    agent = std::make_unique<SnmpdProcess>(lines());
    endpoint = {.address = net::parse_address("127.0.0.1").value(), .port = agent->port()};
    socket = UdpSocket::open(net::Family::v4, 1U << 20U).socket;
    ASSERT_TRUE(socket);
    sessions = std::make_unique<Sessions>(
        [this](const Endpoint& to, auto bytes) { return socket->send(to, bytes); });
  }

  /// What came of one datagram: nullopt when the agent is silent for 10 s.
  std::optional<Answer> ask(RequestKind kind, std::vector<Oid> oids) {
    sessions->send({.device = 1, .step = ++step, .kind = kind, .oids = std::move(oids)},
                   net::read_clocks().steady);
    auto answers = sessions->take_answers();
    for (int wait = 0; answers.empty() && wait < 100; ++wait) {
      pollfd ready{.fd = socket->fd(), .events = POLLIN, .revents = 0};
      (void)::poll(&ready, 1, 100);
      for (const auto& datagram : socket->receive()) {
        sessions->receive(datagram.from, datagram.bytes, net::read_clocks().steady);
      }
      answers = sessions->take_answers();
    }
    return answers.empty() ? std::nullopt : std::optional{answers.front()};
  }

  Fault discover() {
    const auto answer = ask(RequestKind::discover_engine, {});
    return answer ? answer->fault : Fault::timeout;
  }

  Answer get() {
    auto answer = ask(RequestKind::get, {sys_name_oid});
    if (!answer) {
      answer.emplace();
      answer->fault = Fault::timeout;
    }
    return *answer;
  }

  std::unique_ptr<SnmpdProcess> agent;
  std::unique_ptr<UdpSocket> socket;
  std::unique_ptr<Sessions> sessions;
  Endpoint endpoint;
  std::uint32_t step = 0;
};

TEST_F(RealAgent, AnswersAtEveryLevelWithEveryProtocol) {
  for (const Level& level : levels()) {
    sessions->open(1, endpoint, credentials_of(level));
    ASSERT_EQ(discover(), Fault::none) << level.line;
    const Answer answer = get();
    ASSERT_EQ(answer.fault, Fault::none) << level.line << ": " << answer.detail;
    ASSERT_EQ(answer.bindings.size(), 1U);
    EXPECT_EQ(answer.bindings[0].value, Value{std::string{"agent"}});
  }
}

TEST_F(RealAgent, SaysWhatIsWrongWithTheCredentials) {
  const Level level{.user = "user1", .line = {}, .auth = AuthProtocol::md5};
  sessions->open(1, endpoint, credentials_of(level, "wrong-word"));
  ASSERT_EQ(discover(), Fault::none);
  Answer answer = get();
  EXPECT_EQ(answer.fault, Fault::auth);
  EXPECT_EQ(answer.detail, "usmStatsWrongDigests");

  sessions->open(
      1, endpoint, credentials_of({.user = "nobody", .line = {}, .auth = AuthProtocol::md5}));
  ASSERT_EQ(discover(), Fault::none);
  answer = get();
  EXPECT_EQ(answer.fault, Fault::auth);
  EXPECT_EQ(answer.detail, "usmStatsUnknownUserNames");

  sessions->open(
      1, endpoint, credentials_of({.user = "open", .line = {}, .auth = AuthProtocol::md5}));
  ASSERT_EQ(discover(), Fault::none);
  answer = get();
  EXPECT_EQ(answer.fault, Fault::auth);
  EXPECT_EQ(answer.detail, "usmStatsUnsupportedSecLevels");
}

TEST_F(RealAgent, ARestartCostsOneResynchronisation) {
  const Level level = levels().back();
  sessions->open(1, endpoint, credentials_of(level));
  ASSERT_EQ(discover(), Fault::none);
  ASSERT_EQ(get().fault, Fault::none);
  agent->restart();
  const Answer answer = get();
  EXPECT_EQ(answer.fault, Fault::unknown_engine);
  EXPECT_EQ(answer.detail, "usmStatsNotInTimeWindows");
  ASSERT_EQ(discover(), Fault::none);
  EXPECT_EQ(get().fault, Fault::none);
  EXPECT_EQ(get().fault, Fault::none);
}

TEST_F(RealAgent, AShortPasswordNeverAsks) {
  sessions->open(1,
                 endpoint,
                 credentials_of({.user = "user1", .line = {}, .auth = AuthProtocol::md5}, "short"));
  EXPECT_EQ(discover(), Fault::auth);
  EXPECT_EQ(get().fault, Fault::unknown_engine);
}

TEST_F(RealAgent, OpenedAgainTheEngineIsKnown) {
  const Credentials credentials = credentials_of(levels().back());
  sessions->open(1, endpoint, credentials);
  ASSERT_EQ(discover(), Fault::none);
  sessions->open(1, endpoint, credentials);
  EXPECT_EQ(get().fault, Fault::none);
  Endpoint other = endpoint;
  other.port = 9;
  sessions->open(1, other, credentials);
  EXPECT_EQ(get().fault, Fault::unknown_engine);
}

}  // namespace
}  // namespace pantau::snmp
