// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <thread>

namespace pantau::lab {
namespace {

constexpr uid_t kNobody = 65534;
constexpr int kCannotExecute = 127;  // as shells say it
constexpr std::chrono::milliseconds kPatience{5000};

void redirect(const std::filesystem::path& log) {
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0 || ::dup2(file, STDOUT_FILENO) < 0 || ::dup2(file, STDERR_FILENO) < 0) {
    ::_exit(kCannotExecute);
  }
}

void become_nobody() {
  if (::setgroups(0, nullptr) < 0 || ::setgid(kNobody) < 0 || ::setuid(kNobody) < 0) {
    ::perror("setuid");
    ::_exit(kCannotExecute);
  }
}

[[noreturn]] void become(const Spawn& what, pid_t parent) {
  std::vector<char*> arguments;
  arguments.reserve(what.command.size() + 1);
  for (const std::string& word : what.command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  if (!what.log.empty()) {
    redirect(what.log);
  }
  if (what.as_nobody) {
    become_nobody();
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // after setuid(), which takes it back
  if (::getppid() != parent) {
    ::_exit(kCannotExecute);  // it died before the line above
  }
  ::execvp(arguments[0], arguments.data());
  ::perror(arguments[0]);
  ::_exit(kCannotExecute);
}

/// Our children, orphans that were given to us included.
std::vector<pid_t> children() {
  std::ifstream list(fmt::format("/proc/self/task/{}/children", ::getpid()));
  std::vector<pid_t> found;
  for (pid_t pid = 0; list >> pid;) {
    found.push_back(pid);
  }
  return found;
}

void signal_all(int signal) {
  for (const pid_t pid : children()) {
    ::kill(pid, signal);
  }
}

}  // namespace

pid_t spawn(const Spawn& what) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (pid == 0) {
    become(what, parent);
  }
  return pid;
}

bool can_become_nobody() {
  std::ifstream map("/proc/self/uid_map");
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  return ::geteuid() == 0 && map >> inside >> outside >> count && inside + count > kNobody;
}

void Child::start(const std::vector<std::string>& command) {
  pid_ = spawn({command, {}, false});
}

bool Child::reap(const std::function<void(pid_t)>& died) {
  int status = 0;
  for (pid_t dead = 0; (dead = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (dead == pid_) {
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    } else if (died) {
      died(dead);
    }
  }
  return status_.has_value();
}

void Child::end() {
  constexpr std::chrono::milliseconds kPause{5};
  signal_all(SIGTERM);
  for (auto waited = std::chrono::milliseconds{0}; waited < 2 * kPatience; waited += kPause) {
    reap();
    if (children().empty()) {
      return;
    }
    if (waited >= kPatience) {
      signal_all(SIGKILL);  // again and again: each may leave orphans of its own
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace pantau::lab
