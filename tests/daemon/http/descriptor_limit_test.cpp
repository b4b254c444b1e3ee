// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/http/http_client.hpp"
#include "tests/daemon/http/running_server.hpp"

namespace pantau::http::test {
namespace {

/// While it lives, this process gets no new descriptor: all below the limit are in use.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = fcntl(0, F_DUPFD_CLOEXEC, 0);
    close(lowest_free);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest_free);
    setrlimit(RLIMIT_NOFILE, &none);
  }

  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  NoDescriptors(NoDescriptors&&) = delete;
  NoDescriptors& operator=(NoDescriptors&&) = delete;

 private:
  rlimit before_{};
};

TEST(HttpServer, PausesWithoutDescriptorsAndGoesOnWhenThereAreSome) {
  using Clock = std::chrono::steady_clock;
  ServerOptions options;
  options.accept_pause = std::chrono::milliseconds{50};
  const auto begin = Clock::now();
  RunningServer server(options, [](const Request&, const Reply& reply) { reply(Response{}); });
  Client client(Client::Unconnected{});
  for (int i = 0; i < 3; ++i) {
    server.on_thread([] {});
  }
  {
    // No matchers in here, and tasks of a known type above: UBSan wants a descriptor to look at an
    // object of a class that it has not seen yet.
    const NoDescriptors none;
    ASSERT_TRUE(client.connect(server.port));
    ASSERT_TRUE(client.send(get("/")));
    ASSERT_TRUE(eventually([&] { return server.troubles().size() >= 4; }));
  }
  // No busy loop: each failure is followed by a pause.
  EXPECT_GE(Clock::now() - begin, 3 * options.accept_pause);
  EXPECT_THAT(server.troubles(), testing::Each(testing::HasSubstr("Too many open files")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200U);
}

}  // namespace
}  // namespace pantau::http::test
