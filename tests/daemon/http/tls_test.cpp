// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/http/http_client.hpp"
#include "tests/daemon/http/running_server.hpp"
#include "tests/daemon/http/tls_files.hpp"

namespace pantau::http::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::chrono::milliseconds kLong{10000};

class TlsServer : public testing::Test {
 protected:
  static Handler hello() {
    return [](const Request&, const Reply& reply) {
      Response response;
      response.body.assign(100000, 'x');
      reply(std::move(response));
    };
  }

  [[nodiscard]] ServerOptions options() const {
    ServerOptions result;
    result.tls = config::TlsSettings{own.certificate, own.key, std::nullopt};
    return result;
  }

  [[nodiscard]] TlsRequest request() const {
    TlsRequest result;
    result.trusted = authority.certificate;
    result.bytes = get("/", "Connection: close\r\n");
    return result;
  }

  [[nodiscard]] static bool is_whole(const TlsAnswer& answer) {
    const auto parsed = parse_answer(answer.bytes);
    return parsed && parsed->status == 200 && parsed->body.size() == 100000;
  }

  TlsFiles files;
  KeyPair authority = files.authority("authority");
  KeyPair own = files.signed_by(authority, "pantau.test");
};

TEST_F(TlsServer, AnswersOverTls12AndNewer) {
  RunningServer server(options(), hello());
  ASSERT_EQ(server.error, std::nullopt);
  auto asked = request();
  const auto newest = fetch_tls(server.port, asked);
  EXPECT_TRUE(is_whole(newest));
  EXPECT_EQ(newest.subject, "pantau.test");
  asked.highest_version = TLS1_2_VERSION;
  EXPECT_TRUE(is_whole(fetch_tls(server.port, asked)));
  asked.highest_version = TLS1_1_VERSION;
  EXPECT_THAT(fetch_tls(server.port, asked).bytes, IsEmpty());
}

TEST_F(TlsServer, WantsACertificateOfTheClientAuthority) {
  const auto clients = files.authority("clients");
  const auto others = files.authority("others");
  auto with_clients = options();
  with_clients.tls->client_ca = clients.certificate;
  RunningServer server(with_clients, hello());
  ASSERT_EQ(server.error, std::nullopt);
  auto asked = request();
  EXPECT_THAT(fetch_tls(server.port, asked).bytes, IsEmpty());
  asked.own = files.signed_by(others, "stranger");
  EXPECT_THAT(fetch_tls(server.port, asked).bytes, IsEmpty());
  asked.own = files.signed_by(clients, "prometheus");
  EXPECT_TRUE(is_whole(fetch_tls(server.port, asked)));
  asked.highest_version = TLS1_2_VERSION;
  EXPECT_TRUE(is_whole(fetch_tls(server.port, asked)));
}

TEST_F(TlsServer, ClosesAConnectionWithoutTls) {
  RunningServer server(options(), hello());
  Client client(server.port);
  ASSERT_TRUE(client.send(get("/")));
  EXPECT_TRUE(client.closed_within(kLong));
  EXPECT_TRUE(is_whole(fetch_tls(server.port, request())));
}

TEST_F(TlsServer, SaysWhyItRefusesAClientButNotThatOneWentAway) {
  const auto clients = files.authority("clients");
  auto told = std::make_shared<std::vector<std::string>>();  // by the server's thread alone
  auto strict = options();
  strict.tls->client_ca = clients.certificate;
  strict.on_refused = [told](std::string_view client, std::string_view why) {
    told->push_back(std::string(client) + ": " + std::string(why));
  };
  RunningServer server(strict, hello());
  {
    Client gone(server.port);
    ASSERT_TRUE(gone.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6)));
  }
  auto asked = request();
  (void)fetch_tls(server.port, asked);
  asked.own = files.signed_by(files.authority("others"), "stranger");
  (void)fetch_tls(server.port, asked);
  Client plain(server.port);
  ASSERT_TRUE(plain.send(get("/")));
  EXPECT_TRUE(plain.closed_within(kLong));
  ASSERT_TRUE(eventually([&] { return server.connections() == 0; }));
  EXPECT_THAT(server.on_thread([&] { return *told; }),
              ElementsAre(HasSubstr("127.0.0.1: it shows no certificate"),
                          HasSubstr("not of an authority in http.tls.client_ca"),
                          HasSubstr("HTTP without TLS")));
}

TEST_F(TlsServer, ClosesAtTheDeadlineWhoNeverFinishesTheHandshake) {
  auto impatient = options();
  impatient.header_deadline = std::chrono::milliseconds{150};
  RunningServer server(impatient, hello());
  Client silent(server.port);
  Client slow(server.port);
  ASSERT_TRUE(slow.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6)));
  EXPECT_TRUE(silent.closed_within(kLong));
  EXPECT_TRUE(slow.closed_within(kLong));
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
}

TEST_F(TlsServer, NamesTheFileThatIsWrong) {
  const auto other = files.signed_by(authority, "other");
  const auto garbage = files.write("garbage.pem", "no certificate");
  const auto missing = files.folder() / "missing.pem";

  struct Case {
    config::TlsSettings settings;
    std::string named;
  };

  for (const auto& [settings, named] : {Case{{missing, own.key, std::nullopt}, missing},
                                        Case{{garbage, own.key, std::nullopt}, garbage},
                                        Case{{own.certificate, missing, std::nullopt}, missing},
                                        Case{{own.certificate, other.key, std::nullopt}, other.key},
                                        Case{{own.certificate, own.key, missing}, missing},
                                        Case{{own.certificate, own.key, garbage}, garbage}}) {
    auto wrong = options();
    wrong.tls = settings;
    const RunningServer server(wrong, hello());
    ASSERT_TRUE(server.error) << named;
    EXPECT_THAT(*server.error, testing::AllOf(HasSubstr("http.tls"), HasSubstr(named)));
  }
}

TEST_F(TlsServer, TakesARenewedCertificateAndKeepsTheOldOneOnAMistake) {
  boost::asio::io_context io;
  auto settings = options();
  settings.listen = "127.0.0.1:0";
  IoThread thread;
  auto server = thread.on_thread(
      [&] { return std::make_unique<Server>(thread.io, settings, TlsServer::hello()); });
  ASSERT_EQ(thread.on_thread([&] { return server->open(); }), std::nullopt);
  const auto port = thread.on_thread([&] { return server->port(); });
  const auto change = [&](const KeyPair& pair) {
    return thread.on_thread([&] {
      return server->change_tls(config::TlsSettings{pair.certificate, pair.key, std::nullopt});
    });
  };
  EXPECT_TRUE(change(KeyPair{own.certificate, files.folder() / "missing"}));
  EXPECT_EQ(fetch_tls(port, request()).subject, "pantau.test");
  EXPECT_EQ(change(files.signed_by(authority, "renewed")), std::nullopt);
  EXPECT_EQ(fetch_tls(port, request()).subject, "renewed");
  thread.on_thread([&] { server.reset(); });
}

}  // namespace
}  // namespace pantau::http::test
