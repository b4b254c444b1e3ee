// SPDX-License-Identifier: Apache-2.0
#include "probes/net/resolver.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "probes/net/clock.hpp"

namespace pantau::net {

namespace {

namespace asio = boost::asio;

constexpr std::size_t kMostAddresses = 256;
constexpr std::size_t kMostText = 200;

/// What a thread hands back, as one message. Plain bytes: nothing to free if nobody reads it any
/// more.
struct Answer {
  std::uint64_t question = 0;
  std::array<char, kMostText> failure{};
  std::size_t count = 0;
  std::array<Address, kMostAddresses> addresses{};
};

/// The writing end. Threads share it, so it outlives resolver and io_context for as long as a
/// getaddrinfo hangs; posting to an io_context from there would need it to be alive.
struct Outbox {
  explicit Outbox(int socket) : fd(socket) {}

  ~Outbox() { ::close(fd); }

  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  Outbox(Outbox&&) = delete;
  Outbox& operator=(Outbox&&) = delete;

  void deliver(std::uint64_t question, const Lookup& lookup) const {
    const auto answer = std::make_unique<Answer>();
    answer->question = question;
    const std::size_t length = std::min(lookup.failure.size(), kMostText - 1);
    std::copy_n(lookup.failure.begin(), length, answer->failure.begin());
    answer->count = std::min(lookup.addresses.size(), kMostAddresses);
    std::copy_n(lookup.addresses.begin(), answer->count, answer->addresses.begin());
    // Fails only when the reader is gone: then nobody wants the answer.
    (void)::send(fd, answer.get(), sizeof(Answer), MSG_NOSIGNAL);
  }

  int fd;
};

Address from_sockaddr(const addrinfo& entry) {
  Address address;
  if (entry.ai_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, entry.ai_addr, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
    return address;
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, entry.ai_addr, sizeof v6);
  address.family = Family::v6;
  address.scope = v6.sin6_scope_id;
  std::memcpy(address.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
  return address;
}

}  // namespace

Lookup look_up(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;  // one entry an address instead of one a protocol
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
  Lookup lookup;
  if (error != 0) {
    lookup.failure =
        error == EAI_SYSTEM ? std::system_category().message(errno) : ::gai_strerror(error);
    return lookup;
  }
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6) {
      lookup.addresses.push_back(from_sockaddr(*entry));
    }
  }
  ::freeaddrinfo(list);
  if (lookup.addresses.empty()) {
    lookup.failure = "no address";
  }
  return lookup;
}

struct Resolver::State : std::enable_shared_from_this<Resolver::State> {
  State(asio::io_context& io, ResolverOptions chosen)
      : options(std::move(chosen)), book(options.times), timer(io), inbox(io) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      throw std::system_error(errno, std::system_category(), "socketpair");
    }
    inbox.assign(ends[0]);
    outbox = std::make_shared<Outbox>(ends[1]);
  }

  void ask_due();
  void arm_timer();
  void await_answer();
  void read_answers();
  void take(const Answer& answer);

  ResolverOptions options;
  NameBook book;
  asio::steady_timer timer;
  asio::posix::stream_descriptor inbox;
  std::shared_ptr<Outbox> outbox;
  std::unique_ptr<asio::thread_pool> pool;  ///< from the first name on
  OnAddress on_address;
  OnFailure on_failure;
  std::map<std::uint64_t, std::string> asked;  ///< in flight
  std::uint64_t next_question = 0;
  bool listening = false;
  bool stopped = false;
};

void Resolver::State::ask_due() {
  if (stopped) {
    return;
  }
  const std::size_t busy = book.in_flight();
  // No more than there are threads: what waits in the book can still be removed.
  const std::size_t free = options.threads > busy ? options.threads - busy : 0;
  for (const std::string& name : book.take_due(read_clocks().steady, free)) {
    if (!pool) {
      pool = std::make_unique<asio::thread_pool>(options.threads);
    }
    const std::uint64_t question = next_question++;
    asked[question] = name;
    asio::post(*pool, [name, question, look = options.look_up, out = outbox] {
      out->deliver(question, look(name));
    });
  }
  if (book.in_flight() > 0) {
    await_answer();
  }
  arm_timer();
}

void Resolver::State::arm_timer() {
  const auto next = book.next_due();
  // With all threads busy an answer, not the timer, is what makes room.
  if (!next || book.in_flight() >= options.threads) {
    timer.cancel();
    return;
  }
  timer.expires_at(*next);
  timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) {
      self->ask_due();
    }
  });
}

void Resolver::State::await_answer() {
  if (listening) {
    return;
  }
  listening = true;
  inbox.async_wait(asio::posix::stream_descriptor::wait_read,
                   [self = shared_from_this()](const boost::system::error_code& error) {
                     self->listening = false;
                     if (!error && !self->stopped) {
                       self->read_answers();
                     }
                   });
}

void Resolver::State::read_answers() {
  const auto answer = std::make_unique<Answer>();
  while (!stopped && ::recv(inbox.native_handle(), answer.get(), sizeof(Answer), MSG_DONTWAIT) ==
                         static_cast<ssize_t>(sizeof(Answer))) {
    take(*answer);
  }
  ask_due();
}

void Resolver::State::take(const Answer& answer) {
  const SteadyTime now = read_clocks().steady;
  const auto question = asked.extract(answer.question);
  if (question.empty()) {
    return;
  }
  const std::string& name = question.mapped();
  if (answer.count == 0) {
    for (const NameKey key : book.failed(name, now)) {
      if (!stopped && on_failure) {
        on_failure(key, answer.failure.data());
      }
    }
    return;
  }
  const std::vector<Address> addresses{
      answer.addresses.begin(),
      answer.addresses.begin() + static_cast<std::ptrdiff_t>(answer.count)};
  for (const NameBook::Use& use : book.answered(name, addresses, now)) {
    if (!stopped && on_address) {
      on_address(use.key, use.address);
    }
  }
}

Resolver::Resolver(asio::io_context& io, ResolverOptions options)
    : state_(std::make_shared<State>(io, std::move(options))) {}

Resolver::~Resolver() {
  stop();
}

void Resolver::set_callbacks(OnAddress on_address, OnFailure on_failure) {
  state_->on_address = std::move(on_address);
  state_->on_failure = std::move(on_failure);
}

std::optional<Address> Resolver::add(NameKey key, const std::string& name) {
  const auto known = state_->book.add(key, name, read_clocks().steady);
  state_->ask_due();
  return known;
}

void Resolver::remove(NameKey key) {
  state_->book.remove(key);
}

void Resolver::stop() {
  if (state_->stopped) {
    return;
  }
  state_->stopped = true;
  state_->timer.cancel();
  state_->inbox.close();
  if (state_->pool && state_->book.in_flight() > 0) {
    // Its destructor waits for getaddrinfo, up to 30 s with a dead server. A thread that nobody
    // waits for does that; all these threads touch only what they share with the outbox.
    state_->pool->stop();
    std::thread([pool = std::move(state_->pool)]() mutable { pool.reset(); }).detach();
    return;
  }
  state_->pool.reset();
}

}  // namespace pantau::net
