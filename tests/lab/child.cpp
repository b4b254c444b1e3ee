// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/child.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <thread>

namespace pantau::lab {
namespace {

constexpr int kCannotExecute = 127;  // as shells say it
constexpr std::chrono::milliseconds kPatience{5000};

[[noreturn]] void become(const std::vector<std::string>& command, pid_t parent) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
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

void Child::start(const std::vector<std::string>& command) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (pid_ == 0) {
    become(command, parent);
  }
}

bool Child::reap() {
  int status = 0;
  for (pid_t dead = 0; (dead = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (dead == pid_) {
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
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
