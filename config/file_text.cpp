// SPDX-License-Identifier: Apache-2.0
#include "config/file_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace pantau::config {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  ~Descriptor() {
    if (value_ >= 0) {
      ::close(value_);
    }
  }

  [[nodiscard]] int get() const { return value_; }

 private:
  int value_;
};

std::string message(int error) {
  return std::system_category().message(error);
}

void fail(FileText& result, int error) {
  result.error = message(error);
  result.missing = error == ENOENT || error == ENOTDIR;
  result.denied = error == EACCES || error == EPERM;
}

void read_all(int descriptor, std::size_t max_bytes, FileText& result) {
  constexpr std::size_t kChunk = 1 << 16;
  std::size_t used = 0;
  while (used <= max_bytes) {
    result.text.resize(std::min(used + kChunk, max_bytes + 1));
    const auto got = ::read(descriptor, result.text.data() + used, result.text.size() - used);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      fail(result, errno);
    }
    if (got <= 0) {
      break;
    }
    used += static_cast<std::size_t>(got);
  }
  if (used > max_bytes) {
    result.error = fmt::format("larger than {} bytes", max_bytes);
  }
  result.text.resize(std::min(used, max_bytes));
}

}  // namespace

FileText read_file_text(const std::filesystem::path& path, std::size_t max_bytes) {
  FileText result;

  struct stat status {};

  if (::stat(path.c_str(), &status) != 0) {
    fail(result, errno);
    return result;
  }
  result.others_may_read = (status.st_mode & 07U) != 0;
  // O_NONBLOCK: what is a file at stat() may be a FIFO at open().
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    fail(result, errno);
    return result;
  }
  if (!S_ISREG(status.st_mode)) {
    result.error = S_ISDIR(status.st_mode) ? "it is a directory" : "it is not a regular file";
    return result;
  }
  read_all(file.get(), max_bytes, result);
  return result;
}

}  // namespace pantau::config
