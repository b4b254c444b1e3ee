// SPDX-License-Identifier: Apache-2.0
#include "probes/net/resolver.hpp"

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace pantau::net {
namespace {

TEST(Resolver, FindsLocalhostWithoutAskingTheNetwork) {
  const Lookup lookup = look_up("localhost");
  ASSERT_FALSE(lookup.addresses.empty()) << lookup.failure;
  const bool loopback = lookup.addresses.front() == parse_address("127.0.0.1") ||
                        lookup.addresses.front() == parse_address("::1");
  EXPECT_TRUE(loopback);
}

TEST(Resolver, SaysWhyANameHasNoAddress) {
  const Lookup lookup = look_up("two words");
  EXPECT_TRUE(lookup.addresses.empty());
  EXPECT_FALSE(lookup.failure.empty());
}

ResolverOptions answering(std::map<std::string, std::string> table) {
  ResolverOptions options;
  options.look_up = [table = std::move(table)](const std::string& name) {
    const auto found = table.find(name);
    return found == table.end()
               ? Lookup{.addresses = {}, .failure = "no such host"}
               : Lookup{.addresses = {parse_address(found->second).value()}, .failure = {}};
  };
  return options;
}

TEST(Resolver, HandsAddressesAndFailuresToTheThreadOfTheContext) {
  boost::asio::io_context io{1};
  Resolver resolver{io, answering({{"a.example", "198.18.0.1"}, {"b.example", "2001:db8::1"}})};
  std::map<NameKey, Address> found;
  std::string failure;
  const auto done = [&] {
    if (found.size() == 2 && !failure.empty()) {
      resolver.stop();
    }
  };
  resolver.set_callbacks(
      [&](NameKey key, const Address& address) {
        found[key] = address;
        done();
      },
      [&](NameKey key, const std::string& text) {
        EXPECT_EQ(key, 3U);
        failure = text;
        done();
      });
  EXPECT_FALSE(resolver.add(1, "a.example"));
  EXPECT_FALSE(resolver.add(2, "b.example"));
  EXPECT_FALSE(resolver.add(3, "c.example"));
  io.run();
  EXPECT_EQ(found[1], parse_address("198.18.0.1"));
  EXPECT_EQ(found[2], parse_address("2001:db8::1"));
  EXPECT_EQ(failure, "no such host");
}

/// A server that never answers, until the test lets it.
struct Hanging {
  std::promise<void> release;
  std::shared_future<void> released{release.get_future()};
  std::atomic<int> asked{0};
};

ResolverOptions hanging_on(const std::shared_ptr<Hanging>& hanging) {
  ResolverOptions options;
  options.look_up = [hanging](const std::string& name) {
    ++hanging->asked;
    if (name.starts_with("dead")) {
      hanging->released.wait();
    }
    return Lookup{.addresses = {parse_address("198.18.0.1").value()}, .failure = {}};
  };
  return options;
}

TEST(Resolver, DeadServerHoldsUpNoMoreNamesThanThreads) {
  const auto hanging = std::make_shared<Hanging>();
  boost::asio::io_context io{1};
  Resolver resolver{io, hanging_on(hanging)};
  NameKey answered = 0;
  resolver.set_callbacks(
      [&](NameKey key, const Address&) {
        answered = key;
        resolver.stop();
      },
      {});
  for (NameKey key = 1; key <= 3; ++key) {
    (void)resolver.add(key, "dead" + std::to_string(key));
  }
  (void)resolver.add(9, "alive");
  io.run();
  EXPECT_EQ(answered, 9U);
  hanging->release.set_value();
}

TEST(Resolver, StopsWhileEveryThreadHangsAndOutlivesTheContext) {
  const auto hanging = std::make_shared<Hanging>();
  {
    boost::asio::io_context io{1};
    Resolver resolver{io, hanging_on(hanging)};
    bool called = false;
    resolver.set_callbacks([&](NameKey, const Address&) { called = true; }, {});
    for (NameKey key = 1; key <= 9; ++key) {
      (void)resolver.add(key, "dead" + std::to_string(key));
    }
    resolver.stop();
    io.run();  // returns: nothing is left to wait for
    EXPECT_FALSE(called);
    EXPECT_LE(hanging->asked.load(), 4);
  }
  hanging->release.set_value();
}

TEST(Resolver, CallbackMayAddAndRemoveKeys) {
  boost::asio::io_context io{1};
  Resolver resolver{io, answering({{"a.example", "198.18.0.1"}, {"b.example", "198.18.0.2"}})};
  int calls = 0;
  resolver.set_callbacks(
      [&](NameKey key, const Address&) {
        ++calls;
        resolver.remove(key);
        if (key == 1) {
          (void)resolver.add(2, "b.example");
        } else {
          resolver.stop();
        }
      },
      {});
  (void)resolver.add(1, "a.example");
  io.run();
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace pantau::net
