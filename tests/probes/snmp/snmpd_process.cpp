// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/snmp/snmpd_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill(2) is POSIX
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace pantau::snmp::testing {

namespace {

std::filesystem::path program() {
  return std::filesystem::path{PANTAU_SOURCE_DIR} / "build/tools/snmpd";
}

/// Free a moment ago.
std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  (void)::close(fd);
  if (!bound) {
    throw std::runtime_error("no free port");
  }
  return ntohs(address.sin_port);
}

}  // namespace

bool SnmpdProcess::available() {
  return std::filesystem::exists(program());
}

SnmpdProcess::SnmpdProcess(const std::vector<std::string>& users) : port_(free_port()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "pantau-snmpd-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::runtime_error("mkdtemp");
  }
  folder_ = pattern;
  std::ofstream file{folder_ / "agent.conf"};
  file << "rocommunity secret-word 127.0.0.1\n"
          "sysName agent\nsysLocation here\nsysContact nobody\n";
  for (const std::string& line : users) {
    file << line << '\n';
  }
  file.close();
  start();
}

SnmpdProcess::~SnmpdProcess() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void SnmpdProcess::start() {
  const std::string listen = "udp:127.0.0.1:" + std::to_string(port_);
  // The second is what it wrote when it ended: engine id, boots and keys. -C would skip it.
  const std::string config =
      (folder_ / "agent.conf").string() + "," + (folder_ / "snmpd.conf").string();
  const std::string log = (folder_ / "log").string();
  const std::string path = program().string();
  const std::string persistent = "SNMP_PERSISTENT_DIR=" + folder_.string();
  const std::string pid_file = (folder_ / "pid").string();
  std::filesystem::remove(pid_file);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  pid_ = ::fork();
  if (pid_ == 0) {
    // It must not outlive a test that crashed, nor hold its output open.
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)::dup2(null, STDIN_FILENO);
    (void)::dup2(null, STDOUT_FILENO);
    (void)::dup2(null, STDERR_FILENO);
    std::array<char*, 2> environment{const_cast<char*>(persistent.c_str()), nullptr};
    ::execle(path.c_str(),
             path.c_str(),
             "-f",
             "-C",
             "-c",
             config.c_str(),
             "-Lf",
             log.c_str(),
             "-p",
             pid_file.c_str(),
             "-r",
             listen.c_str(),
             nullptr,
             environment.data());
    ::_exit(127);
  }
  (void)::close(null);
  // Its sockets are bound before it writes its process id.
  for (int i = 0; i < 500 && !std::filesystem::exists(pid_file); ++i) {
    (void)::usleep(10'000);
  }
}

void SnmpdProcess::stop() {
  if (pid_ > 0) {
    (void)::kill(pid_, SIGTERM);
    (void)::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
}

void SnmpdProcess::restart() {
  stop();
  start();
}

}  // namespace pantau::snmp::testing
