// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/server.hpp"

#include <unistd.h>

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/http/http_client.hpp"
#include "tests/daemon/http/running_server.hpp"

namespace pantau::http::test {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr milliseconds kShort{150};
/// Longer than any deadline of a test here, shorter than its time limit.
constexpr milliseconds kLong{10000};

/// Says what it understood.
void echo(const Request& request, const Reply& reply) {
  Response response;
  response.body = request.path;
  for (const auto& [name, value] : request.query) {
    response.body.append("|").append(name).append("=").append(value);
  }
  reply(response);
}

ServerOptions patient() {
  return {};
}

TEST(HttpServer, AnswersSeveralRequestsOnOneConnection) {
  RunningServer server(patient(), echo);
  ASSERT_EQ(server.error, std::nullopt);
  Client client(server.port);
  for (const std::string path : {"/one", "/two", "/three"}) {
    ASSERT_TRUE(client.send(get(path)));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->body, path);
    EXPECT_EQ(answer->headers.at("connection"), "keep-alive");
    EXPECT_EQ(answer->headers.at("x-content-type-options"), "nosniff");
  }
}

/// A cable that is out, a lease that was not given yet.
TEST(HttpServer, ListensOnAnAddressThatComesLater) {
  for (const char* absent : {"198.18.77.7:0", "[2001:db8::7]:0"}) {
    RunningServer server(patient(), echo, absent);
    EXPECT_EQ(server.error, std::nullopt) << absent;
    EXPECT_NE(server.port, 0) << absent;
    EXPECT_THAT(server.troubles(), testing::ElementsAre(HasSubstr("http_address_absent")));
  }
}

TEST(HttpServer, AnswersRequestsSentAtOnceInTheirOrder) {
  RunningServer server(patient(), echo);
  Client client(server.port);
  ASSERT_TRUE(client.send(get("/one") + get("/two") + get("/three", "Connection: close\r\n")));
  for (const std::string path : {"/one", "/two", "/three"}) {
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, path);
  }
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(HttpServer, ClosesAfterTheAnswerWhenAskedToAndForHttp10) {
  RunningServer server(patient(), echo);
  for (const std::string& request :
       {std::string("GET / HTTP/1.0\r\n\r\n"), get("/", "Connection: close\r\n")}) {
    Client client(server.port);
    ASSERT_TRUE(client.send(request));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->headers.at("connection"), "close");
    EXPECT_EQ(client.read_to_end(), "");
  }
}

struct BadRequest {
  std::string name;
  std::string bytes;
  unsigned status;
};

class HttpServerRefuses : public testing::TestWithParam<BadRequest> {};

TEST_P(HttpServerRefuses, WithAStatusAndThenClosesTheConnection) {
  RunningServer server(patient(), echo);
  Client client(server.port);
  client.send(GetParam().bytes);
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status);
  EXPECT_TRUE(client.closed_within(kLong));
  const auto next = fetch(server.port, get("/alive"));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->status, 200U);
}

std::string many_headers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "a" + std::to_string(i) + ": b\r\n";
  }
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Bytes,
    HttpServerRefuses,
    testing::Values(
        BadRequest{"Header20KB", get("/", "a: " + std::string(20480, 'x') + "\r\n"), 431},
        BadRequest{"Target20KB", get("/" + std::string(20480, 'x')), 431},
        BadRequest{"Headers200", get("/", many_headers(200)), 431},
        BadRequest{"LengthAndChunked",
                   "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                   400},
        BadRequest{"ChunkedAndLength",
                   "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n"
                   "Content-Length: 0\r\n\r\n",
                   400},
        BadRequest{"Body", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello", 413},
        BadRequest{"Http09", "GET /\r\n", 400},
        BadRequest{
            "TlsClientHello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
        BadRequest{"Delete", "DELETE / HTTP/1.1\r\nHost: t\r\n\r\n", 405}),
    [](const auto& test) { return test.param.name; });

TEST(HttpServer, HearsOutWhoStillSendsWhenRefused) {
  auto options = patient();
  options.closing_deadline = 6 * kLong;
  RunningServer server(options, echo);
  Client client(server.port);
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5000\r\n\r\n"));
  ASSERT_TRUE(client.read_answer());
  ASSERT_TRUE(client.closed_within(kLong));  // in its direction
  for (int i = 0; i < 3; ++i) {
    server.on_thread([] {});  // it has gone on from there
  }
  // A connection reset in the middle of this would hide the answer from many clients.
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(client.send(std::string(100, 'x'))) << i;
  }
  // But not for ever.
  EXPECT_TRUE(eventually([&] { return !client.send(std::string(10000, 'x')); }));
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
}

TEST(HttpServer, SaysWhichMethodsItTakes) {
  RunningServer server(patient(), echo);
  const auto answer = fetch(server.port, "OPTIONS / HTTP/1.1\r\nHost: t\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.at("allow"), "GET, HEAD, POST");
}

TEST(HttpServer, ClosesAtTheDeadlineWhoSendsAByteAtATime) {
  auto options = patient();
  options.header_deadline = kShort;
  RunningServer server(options, echo);
  const auto begin = std::chrono::steady_clock::now();
  Client client(server.port);
  bool closed = false;
  // Each byte comes well before the deadline: only the sum may count.
  for (const char byte : get("/", "a: " + std::string(5000, 'x') + "\r\n")) {
    closed = !client.send(std::string(1, byte)) || client.closed_within(milliseconds{5});
    if (closed) {
      break;
    }
  }
  EXPECT_TRUE(closed);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, kShort);
}

TEST(HttpServer, ClosesAtTheDeadlineWhoSendsNothing) {
  auto options = patient();
  options.header_deadline = kShort;
  RunningServer server(options, echo);
  Client client(server.port);
  EXPECT_TRUE(client.closed_within(kLong));
}

TEST(HttpServer, GivesTheNextRequestOfAConnectionADeadlineOfItsOwn) {
  auto options = patient();
  options.header_deadline = kShort;
  RunningServer server(options, echo);
  Client client(server.port);
  ASSERT_TRUE(client.send(get("/one")));
  ASSERT_TRUE(client.read_answer());
  ASSERT_TRUE(client.send("GET"));
  // The idle deadline is 10 s here, so this end is that of the header.
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(client.closed_within(kLong));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, patient().idle_deadline - milliseconds{1000});
}

TEST(HttpServer, ClosesIdleConnectionsAtTheirDeadline) {
  auto options = patient();
  options.idle_deadline = kShort;
  RunningServer server(options, echo);
  Client client(server.port);
  ASSERT_TRUE(client.send(get("/")));
  ASSERT_TRUE(client.read_answer());
  EXPECT_TRUE(client.closed_within(kLong));
}

TEST(HttpServer, ClosesAtTheDeadlineWhoNeverReads) {
  auto options = patient();
  options.write_deadline = kShort;
  RunningServer server(options, [](const Request&, const Reply& reply) {
    Response response;
    response.body.assign(std::size_t{64} << 20U, 'x');
    reply(std::move(response));
  });
  Client client(Client::Unconnected{4096});
  ASSERT_TRUE(client.connect(server.port));
  ASSERT_TRUE(client.send(get("/")));
  ASSERT_TRUE(eventually([&] { return server.connections() == 1; }));
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
}

TEST(HttpServer, AnswersForAHandlerThatNeverReplies) {
  auto options = patient();
  options.handler_deadline = kShort;
  std::vector<Reply> kept;
  RunningServer server(options, [&](const Request&, const Reply& reply) { kept.push_back(reply); });
  Client client(server.port);
  ASSERT_TRUE(client.send(get("/")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503U);
  EXPECT_TRUE(client.closed_within(kLong));
  server.on_thread([&] { kept.at(0)(Response{}); });  // too late, and harmless
}

TEST(HttpServer, AnswersWhileHalfOpenClientsFillEveryPlace) {
  RunningServer server(patient(), echo);
  std::vector<Client> half_open;
  for (int i = 0; i < 500; ++i) {
    half_open.emplace_back(server.port);
    half_open.back().send("GET / HTTP/1.1\r\nHost:");
  }
  for (int i = 0; i < 20; ++i) {
    const auto answer = fetch(server.port, get("/metrics"));
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->body, "/metrics");
  }
  EXPECT_LE(server.connections(), patient().connection_cap / 2);
  EXPECT_TRUE(half_open.front().closed_within(kLong));
}

TEST(HttpServer, LeavesHalfOfThePlacesToOtherAddresses) {
  auto options = patient();
  options.connection_cap = 8;
  RunningServer server(options, echo);
  Client neighbour(server.port, "127.0.0.2");
  ASSERT_TRUE(eventually([&] { return server.connections() == 1; }));
  std::vector<Client> crowd;
  crowd.reserve(20);
  for (int i = 0; i < 20; ++i) {
    crowd.emplace_back(server.port, "127.0.0.1");
  }
  ASSERT_TRUE(crowd.at(15).closed_within(kLong));  // 16 to 19 are the four that fit
  EXPECT_EQ(server.connections(), 5U);
  ASSERT_TRUE(neighbour.send(get("/here")));
  const auto answer = neighbour.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "/here");
}

TEST(HttpServer, NeverGivesUpRequestsInProgressForNewcomers) {
  auto options = patient();
  options.connection_cap = 8;
  std::vector<Reply> kept;
  RunningServer server(options, [&](const Request&, const Reply& reply) { kept.push_back(reply); });
  std::vector<Client> busy;
  for (int i = 0; i < 4; ++i) {
    busy.emplace_back(server.port);
    ASSERT_TRUE(busy.back().send(get("/")));
  }
  ASSERT_TRUE(eventually([&] { return server.on_thread([&] { return kept.size() == 4; }); }));
  Client fifth(server.port);
  EXPECT_TRUE(fifth.closed_within(kLong));
  server.on_thread([&] {
    for (const auto& reply : kept) {
      reply(Response{});
    }
  });
  for (auto& client : busy) {
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
  }
}

TEST(HttpServer, AnswersWith500WhenTheHandlerThrows) {
  RunningServer server(patient(), [](const Request& request, const Reply&) {
    if (request.path == "/memory") {
      throw std::bad_alloc();
    }
    throw std::runtime_error("broken on purpose");
  });
  for (const std::string path : {"/memory", "/other", "/memory"}) {
    const auto answer = fetch(server.port, get(path));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500U);
    EXPECT_THAT(answer->body, testing::Not(HasSubstr("on purpose")));
  }
  EXPECT_THAT(server.troubles(),
              testing::Contains(std::string("http_handler_failed: broken on purpose")));
}

TEST(HttpServer, TakesOnlyTheFirstReply) {
  RunningServer server(patient(), [](const Request&, const Reply& reply) {
    Response response;
    response.body = "first";
    reply(response);
    response.body = "second";
    reply(response);
    throw std::runtime_error("after the reply");
  });
  Client client(server.port);
  ASSERT_TRUE(client.send(get("/")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "first");
  ASSERT_TRUE(client.send(get("/", "Connection: close\r\n")));
  const auto rest = client.read_to_end();
  ASSERT_TRUE(rest);
  EXPECT_THAT(*rest, HasSubstr("first"));
  EXPECT_THAT(*rest, testing::Not(HasSubstr("second")));
}

TEST(HttpServer, AnswersHeadWithTheHeadersOfGetAndNoBody) {
  RunningServer server(patient(), [](const Request&, const Reply& reply) {
    Response response;
    response.body.assign(5000, 'x');
    reply(response);
  });
  for (const std::string coding : {"", "Accept-Encoding: gzip\r\n"}) {
    auto full = fetch(server.port, get("/", coding + "Connection: close\r\n"));
    ASSERT_TRUE(full);
    Client client(server.port);
    ASSERT_TRUE(
        client.send("HEAD / HTTP/1.1\r\nHost: t\r\n" + coding + "Connection: close\r\n\r\n"));
    auto head = client.read_answer(true);
    ASSERT_TRUE(head);
    EXPECT_EQ(client.read_to_end(), "");
    full->headers.erase("date");
    head->headers.erase("date");
    EXPECT_EQ(head->headers, full->headers);
    EXPECT_EQ(head->headers.at("content-length"), std::to_string(full->body.size()));
  }
}

TEST(HttpServer, CountsEveryAnswerItGives) {
  std::vector<std::string> seen;
  auto options = patient();
  options.on_response = [&](std::string_view path, unsigned status) {
    seen.push_back(std::string(path) + " " + std::to_string(status));
  };
  {
    RunningServer server(options, echo);
    ASSERT_TRUE(fetch(server.port, get("/metrics?a=b")));
    ASSERT_TRUE(fetch(server.port, "nonsense\r\n\r\n"));
  }
  EXPECT_THAT(seen, testing::ElementsAre("/metrics 200", " 400"));
}

TEST(HttpServer, FinishesTheAnswerInProgressWhenItStops) {
  std::vector<Reply> kept;
  RunningServer server(patient(),
                       [&](const Request&, const Reply& reply) { kept.push_back(reply); });
  Client busy(server.port);
  Client idle(server.port);
  ASSERT_TRUE(busy.send(get("/")));
  ASSERT_TRUE(eventually([&] { return server.on_thread([&] { return kept.size() == 1; }); }));
  ASSERT_TRUE(eventually([&] { return server.connections() == 2; }));
  server.on_thread([] {});
  server.stop();
  EXPECT_TRUE(idle.closed_within(kLong));
  server.on_thread([&] { kept.at(0)(Response{}); });
  const auto answer = busy.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_FALSE(Client(Client::Unconnected{}).connect(server.port));
}

TEST(HttpServer, ClosesAtTheDeadlineWhatCannotFinishWhenItStops) {
  auto options = patient();
  options.closing_deadline = kShort;
  std::vector<Reply> kept;
  RunningServer server(options, [&](const Request&, const Reply& reply) { kept.push_back(reply); });
  Client busy(server.port);
  ASSERT_TRUE(busy.send(get("/")));
  ASSERT_TRUE(eventually([&] { return server.on_thread([&] { return kept.size() == 1; }); }));
  server.stop();
  EXPECT_TRUE(busy.closed_within(kLong));
  EXPECT_TRUE(eventually([&] { return server.connections() == 0; }));
}

TEST(HttpServer, SaysWhyItCannotListen) {
  RunningServer first(patient(), echo);
  ASSERT_EQ(first.error, std::nullopt);
  boost::asio::io_context io;
  for (const std::string listen :
       {"127.0.0.1", "127.0.0.1:http", "::1:80", "127.0.0.1:70000", "127.0.0.1:-1", "127.0.0.1:"}) {
    ServerOptions options;
    options.listen = listen;
    const auto error = Server(io, options, echo).open();
    ASSERT_TRUE(error) << listen;
    EXPECT_THAT(*error, HasSubstr("http.listen"));
  }
  ServerOptions taken;
  taken.listen = "127.0.0.1:" + std::to_string(first.port);
  const auto error = Server(io, taken, echo).open();
  ASSERT_TRUE(error);
  EXPECT_THAT(*error, HasSubstr("in use"));
}

TEST(HttpServer, ListensOnIpv6) {
  boost::asio::io_context io;
  ServerOptions options;
  options.listen = "[::1]:0";
  Server server(io, options, echo);
  EXPECT_EQ(server.open(), std::nullopt);
  EXPECT_NE(server.port(), 0);
}

}  // namespace
}  // namespace pantau::http::test
