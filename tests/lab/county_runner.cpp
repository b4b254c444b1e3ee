// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/county_runner.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>
#include <utility>

namespace pantau::lab {
namespace {

using std::chrono::duration_cast;

// So that what is due waits at most this many reads (2 us each).
constexpr int kReadsAtOnce = 32;
constexpr std::size_t kLargestPacket = 65536;

int open_signals() {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGTERM);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
  return ::signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
}

void watch(int epoll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) < 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

timespec to_timespec(nanoseconds time) {
  const auto seconds = duration_cast<std::chrono::seconds>(time);
  return {seconds.count(), (time - seconds).count()};
}

}  // namespace

CountyRunner::CountyRunner(County county, int device, Options options)
    : county_(std::move(county)),
      options_(std::move(options)),
      device_(device),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      signals_(open_signals()),
      agents_(county_.config()),
      relay_(epoll_) {
  watch(epoll_, device_);
  watch(epoll_, signals_);
  if (!options_.control.empty()) {
    control_.emplace(options_.control, epoll_);
  }
  if (!options_.truth.empty()) {
    truth_.emplace(options_.truth);
  }
  if (!options_.datagrams.empty()) {
    datagrams_.emplace(options_.datagrams);
  }
}

CountyRunner::~CountyRunner() {
  control_.reset();
  ::close(signals_);
  ::close(epoll_);
  ::close(device_);
}

int CountyRunner::run() {
  started_at_ = std::chrono::system_clock::now();
  start_ = Clock::now();
  if (!options_.command.empty()) {
    child_.start(options_.command);
  }
  while (!stopping_) {
    look_after_agents();
    const bool wrote = write_due();
    const bool read = read_requests();
    if ((!wrote && !read) || !options_.busy) {
      wait();
    }
  }
  finish();
  return child_.status().value_or(0);
}

/// Until something is ready or due.
void CountyRunner::wait() {
  auto due = agents_due_;
  if (!pending_.empty()) {
    due = std::min(due, pending_.front().due);
  }
  const auto time = std::max(nanoseconds{0}, nanoseconds{due - Clock::now()});
  const timespec timeout = to_timespec(options_.busy ? nanoseconds{0} : time);
  std::array<epoll_event, 16> events{};
  const int count = ::epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
  for (int i = 0; i < count; ++i) {
    const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
    if (descriptor == signals_) {
      handle_signals();
    } else if (control_ && control_->owns(descriptor)) {
      control_->ready(descriptor, [this](std::string_view line) { return answer(line); });
    } else if (relay_.owns(descriptor)) {
      take_from_agent(descriptor);
    }
  }
}

bool CountyRunner::read_requests() {
  static thread_local std::array<std::uint8_t, kLargestPacket> buffer;
  for (int i = 0; i < kReadsAtOnce; ++i) {
    const ssize_t count = ::read(device_, buffer.data(), buffer.size());
    if (count < 0) {
      return i > 0;
    }
    receive(ByteView(buffer).first(static_cast<std::size_t>(count)));
  }
  return true;
}

void CountyRunner::receive(ByteView packet) {
  const auto read = Clock::now();
  const auto read_realtime = std::chrono::system_clock::now();
  auto judgement = county_.receive(packet, read - start_);
  if (!judgement) {
    receive_other(packet, read);
    return;
  }
  auto& [record, packets] = *judgement;
  record.number = requests_++;
  record.read_realtime_ns = duration_cast<nanoseconds>(read_realtime.time_since_epoch()).count();
  if (truth_ && packets.empty()) {
    truth_->add(record, std::nullopt);
  }
  for (auto& [after, bytes] : packets) {
    const bool first = &bytes == &packets.front().packet;
    auto truth = truth_ && first ? std::make_unique<TruthRecord>(record) : nullptr;
    push({read + after, 0, read, std::move(bytes), std::move(truth), {}});
  }
}

void CountyRunner::push(Pending pending) {
  pending.order = order_++;
  pending_.push_back(std::move(pending));
  std::push_heap(pending_.begin(), pending_.end(), Later{});
}

/// Datagrams, whole or in fragments.
void CountyRunner::receive_other(ByteView packet, Clock::time_point read) {
  std::optional<Reassembly::Whole> whole;
  std::size_t wire_bytes = packet.size();
  if (const auto layout = parse_ip_header(packet); layout && layout->fragment) {
    whole = reassembly_.add(packet, *layout, read - start_);
    if (!whole) {
      return;  // more will come
    }
    packet = whole->packet;
    wire_bytes = whole->wire_bytes;
  }
  const auto datagram = parse_datagram(packet);
  auto passage =
      datagram ? county_.carry_request(*datagram, wire_bytes, read - start_) : std::nullopt;
  if (!passage) {
    ++foreign_;
    return;
  }
  carry(std::move(*passage), datagram->packet, read);
}

void CountyRunner::carry(Passage passage, ByteView request, Clock::time_point read) {
  DatagramRecord& record = passage.record;
  record.number = datagram_number_++;
  record.read_realtime_ns =
      duration_cast<nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const auto on_its_way = [&record, &passage] {
    return std::make_unique<OnItsWay>(OnItsWay{record, passage.agent});
  };
  if (passage.agent) {
    push({read + record.delay, 0, read, {request.begin(), request.end()}, {}, on_its_way()});
    return;
  }
  for (auto& [after, bytes] : passage.packets) {
    const bool first = &bytes == &passage.packets.front().packet;
    push({read + after, 0, read, std::move(bytes), {}, first ? on_its_way() : nullptr});
  }
  if (passage.packets.empty() && datagrams_) {
    datagrams_->add(record, std::nullopt);
  }
  // clang-tidy 14 does not follow the records into the heap.
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)

void CountyRunner::take_from_agent(int descriptor) {
  relay_.ready(
      descriptor,
      [this](const Flow& flow, ByteView payload) {
        const auto now = Clock::now();
        carry(county_.carry_answer(flow, payload, now - start_), {}, now);
      },
      [this](const Flow& flow, ByteView request) {
        const auto now = Clock::now();
        carry(county_.refuse(flow, request, now - start_), {}, now);
      });
}

void CountyRunner::look_after_agents() {
  const auto now = Clock::now();
  if (now < agents_due_) {
    return;
  }
  agents_due_ = now + agents_.follow_timetable(now - start_);
  for (std::size_t i = 0; i < county_.config().agents.size(); ++i) {
    county_.set_absent(i, agents_.is_absent(i));
  }
}

void CountyRunner::send(Pending pending) {
  const auto* way = pending.datagram.get();
  if (way != nullptr && way->agent) {
    relay_.send(way->record.flow, agents_.port(*way->agent), pending.packet, Clock::now());
  } else {
    write_packet(pending.packet);
  }
  if (pending.truth) {
    truth_->add(*pending.truth, Clock::now() - pending.read);
  }
  if (way != nullptr && datagrams_) {
    datagrams_->add(way->record, Clock::now() - pending.read);
  }
}

bool CountyRunner::write_due() {
  bool wrote = false;
  while (!pending_.empty() && pending_.front().due <= Clock::now()) {
    std::pop_heap(pending_.begin(), pending_.end(), Later{});
    Pending next = std::move(pending_.back());
    pending_.pop_back();
    send(std::move(next));
    wrote = true;
  }
  return wrote;
}

void CountyRunner::write_packet(ByteView packet) {
  ssize_t count = 0;
  do {
    count = ::write(device_, packet.data(), packet.size());
  } while (count < 0 && errno == EINTR);
  write_errors_ += count < 0 ? 1 : 0;
}

void CountyRunner::handle_signals() {
  signalfd_siginfo signal{};
  while (::read(signals_, &signal, sizeof signal) == static_cast<ssize_t>(sizeof signal)) {
    stopping_ |= signal.ssi_signo != SIGCHLD;
  }
  stopping_ |= child_.reap([this](pid_t pid) { agents_.died(pid); });
  agents_due_ = {};
}

std::string CountyRunner::answer(std::string_view line) {
  const auto [command, problem] = parse_command(line);
  if (!problem.empty()) {
    return "error " + problem;
  }
  switch (command.kind) {
    case Command::Kind::stats:
      return "ok " + summary(command.target);
    case Command::Kind::flush:
      if (truth_) {
        truth_->flush();
      }
      if (datagrams_) {
        datagrams_->flush();
      }
      return fmt::format(
          "ok flushed {} lines, {} packets pending", truth_ ? truth_->lines() : 0, pending_.size());
    default:
      break;
  }
  const std::string refused = obey(command);
  return refused.empty() ? "ok" : "error " + refused;
}

std::string CountyRunner::obey(const Command& command) {
  switch (command.kind) {
    case Command::Kind::set:
      return county_.set(command.target, command.key, command.value);
    case Command::Kind::clear:
      return county_.clear(command.target);
    case Command::Kind::down:
      return county_.force(command.target, true);
    case Command::Kind::up:
      return county_.force(command.target, false);
    case Command::Kind::follow_timetable:
      return county_.force(command.target, std::nullopt);
    case Command::Kind::inject:
      write_packet(command.packet);
      return {};
    default:
      stopping_ = true;
      return {};
  }
}

std::string CountyRunner::summary(std::string_view target) const {
  return fmt::format(
      R"({{"start_ns":{},"seconds":{:.3f},"foreign":{},"write_errors":{},"pending":{},"county":{}}})",
      duration_cast<nanoseconds>(started_at_.time_since_epoch()).count(),
      std::chrono::duration<double>(Clock::now() - start_).count(),
      foreign_,
      write_errors_,
      pending_.size(),
      county_.stats(target));
}

/// What is still pending is never sent; its truth says so by the absence of held_ns.
void CountyRunner::finish() {
  if (!options_.command.empty() || !county_.config().agents.empty()) {
    child_.end();
  }
  std::sort_heap(pending_.begin(), pending_.end(), Later{});
  for (auto next = pending_.rbegin(); next != pending_.rend(); ++next) {
    if (next->truth) {
      truth_->add(*next->truth, std::nullopt);
    }
    if (next->datagram && datagrams_) {
      datagrams_->add(next->datagram->record, std::nullopt);
    }
  }
  if (truth_) {
    truth_->flush();
  }
  if (datagrams_) {
    datagrams_->flush();
  }
}

}  // namespace pantau::lab
