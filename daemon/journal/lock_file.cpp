// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace pantau::journal {

namespace {

constexpr mode_t kMode = 0640;

int open_or_create(const std::filesystem::path& file) {
  constexpr int kFlags = O_CLOEXEC | O_NOFOLLOW;
  const int descriptor = ::open(file.c_str(), kFlags | O_RDWR | O_CREAT, kMode);
  if (descriptor >= 0 || errno != EROFS) {
    return descriptor;
  }
  return ::open(file.c_str(), kFlags | O_RDONLY);  // flock(2) needs no right to write
}

int read_holder(int descriptor) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  int pid = 0;
  if (size > 0) {
    std::from_chars(text.data(), text.data() + size, pid);
  }
  return pid;
}

/// A command run by root must not leave a lock that the daemon cannot open.
void give_to_folders_owner(int descriptor, const std::filesystem::path& folder) {
  struct stat status {};

  if (::geteuid() == 0 && ::stat(folder.c_str(), &status) == 0) {
    [[maybe_unused]] const int outcome = ::fchown(descriptor, status.st_uid, status.st_gid);
  }
}

/// Only for the message of another daemon, so a full disk is no reason to stop here.
void write_holder(int descriptor) {
  const std::string text = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
  }
}

}  // namespace

LockFile::~LockFile() {
  release();
}

LockFile::Outcome LockFile::take(const std::filesystem::path& file) {
  if (descriptor_ >= 0 && is_still(file)) {
    return {.taken = true, .holder = {}, .error = 0};
  }
  release();
  const int descriptor = open_or_create(file);
  if (descriptor < 0) {
    return {.taken = false, .holder = {}, .error = errno};
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const int holder = read_holder(descriptor);
    ::close(descriptor);
    if (error == EWOULDBLOCK) {
      return {.taken = false, .holder = holder, .error = 0};
    }
    return {.taken = false, .holder = {}, .error = error};
  }
  give_to_folders_owner(descriptor, file.parent_path());
  write_holder(descriptor);
  descriptor_ = descriptor;
  return {.taken = true, .holder = {}, .error = 0};
}

void LockFile::release() {
  if (descriptor_ >= 0) {
    ::close(std::exchange(descriptor_, -1));
  }
}

bool LockFile::is_still(const std::filesystem::path& file) const {
  struct stat ours {};

  struct stat there {};

  return ::fstat(descriptor_, &ours) == 0 && ::stat(file.c_str(), &there) == 0 &&
         ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

}  // namespace pantau::journal
