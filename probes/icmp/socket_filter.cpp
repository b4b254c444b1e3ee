// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/socket_filter.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

namespace pantau::icmp {

namespace {

constexpr std::uint32_t kAccept = 0xffffffffU;
constexpr std::uint32_t kReject = 0;
constexpr std::uint32_t kIcmpHeader = 8;

constexpr std::uint16_t kLoadByteAtX = BPF_LD | BPF_B | BPF_IND;
constexpr std::uint16_t kLoadHalfAtX = BPF_LD | BPF_H | BPF_IND;
constexpr std::uint16_t kSetX = BPF_LDX | BPF_W | BPF_IMM;

/// BPF jumps count instructions forward; names keep a program readable.
class Program {
 public:
  void add(std::uint16_t code, std::uint32_t value) { code_.push_back({code, 0, 0, value}); }

  /// Goes on when A == value, else rejects.
  void require(std::uint32_t value) {
    reject_when_false_.push_back(code_.size());
    add(BPF_JMP | BPF_JEQ | BPF_K, value);
  }

  /// Goes on when no bit of `bits` is set in A, else rejects.
  void require_clear(std::uint32_t bits) {
    reject_when_true_.push_back(code_.size());
    add(BPF_JMP | BPF_JSET | BPF_K, bits);
  }

  void require_one_of(const std::array<std::uint32_t, 4>& values) {
    for (std::uint8_t ahead = 3; ahead > 0; --ahead) {
      code_.push_back({BPF_JMP | BPF_JEQ | BPF_K, ahead, 0, values[3U - ahead]});
    }
    require(values[3]);
  }

  /// Jumps to where `land` is called when A == value.
  [[nodiscard]] std::size_t jump_if(std::uint32_t value) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value);
    return code_.size() - 1;
  }

  void land(std::size_t jump) { code_[jump].jt = distance(jump, code_.size()); }

  std::vector<sock_filter> finish() && {
    add(BPF_RET | BPF_K, kAccept);
    add(BPF_RET | BPF_K, kReject);
    for (const std::size_t at : reject_when_false_) {
      code_[at].jf = distance(at, code_.size() - 1);
    }
    for (const std::size_t at : reject_when_true_) {
      code_[at].jt = distance(at, code_.size() - 1);
    }
    return std::move(code_);
  }

 private:
  static std::uint8_t distance(std::size_t from, std::size_t to) {
    return static_cast<std::uint8_t>(to - from - 1);
  }

  std::vector<sock_filter> code_;
  std::vector<std::size_t> reject_when_false_;
  std::vector<std::size_t> reject_when_true_;
};

/// X: where the ICMP header begins whose identifier is looked at.
std::vector<sock_filter> build_v4(std::uint16_t identifier) {
  Program program;
  program.add(BPF_LDX | BPF_B | BPF_MSH, 0);  // length of the outer header
  program.add(kLoadByteAtX, 0);
  const std::size_t is_reply = program.jump_if(0);
  program.require_one_of({3, 4, 11, 12});
  program.add(kLoadByteAtX, kIcmpHeader + 9);  // protocol of the quoted packet
  program.require(IPPROTO_ICMP);
  program.add(kLoadHalfAtX, kIcmpHeader + 6);  // only a first fragment holds the ICMP header
  program.require_clear(0x1fff);
  program.add(kLoadByteAtX, kIcmpHeader);  // length of the quoted IP header, in words
  program.add(BPF_ALU | BPF_AND | BPF_K, 0x0f);
  program.add(BPF_ALU | BPF_LSH | BPF_K, 2);
  program.add(BPF_ALU | BPF_ADD | BPF_X, 0);
  program.add(BPF_ALU | BPF_ADD | BPF_K, kIcmpHeader);
  program.add(BPF_MISC | BPF_TAX, 0);
  program.add(kLoadByteAtX, 0);
  program.require(8);  // echo request
  program.land(is_reply);
  program.add(kLoadHalfAtX, 4);
  program.require(identifier);
  return std::move(program).finish();
}

std::vector<sock_filter> build_v6(std::uint16_t identifier) {
  constexpr std::uint32_t kIpv6Header = 40;
  Program program;
  program.add(kSetX, 0);
  program.add(kLoadByteAtX, 0);
  const std::size_t is_reply = program.jump_if(129);
  program.require_one_of({1, 2, 3, 4});
  program.add(kLoadByteAtX, kIcmpHeader + 6);  // next header of the quoted packet
  program.require(IPPROTO_ICMPV6);
  program.add(kSetX, kIcmpHeader + kIpv6Header);
  program.add(kLoadByteAtX, 0);
  program.require(128);  // echo request
  program.land(is_reply);
  program.add(kLoadHalfAtX, 4);
  program.require(identifier);
  return std::move(program).finish();
}

}  // namespace

std::vector<sock_filter> build_filter(net::Family family, std::uint16_t identifier) {
  return family == net::Family::v4 ? build_v4(identifier) : build_v6(identifier);
}

int attach_filter(int socket, const std::vector<sock_filter>& program) {
  std::vector<sock_filter> copy = program;  // the kernel's struct wants a pointer to non-const
  const sock_fprog filter{.len = static_cast<unsigned short>(copy.size()), .filter = copy.data()};
  return ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0 ? 0
                                                                                         : errno;
}

}  // namespace pantau::icmp
