// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/journal/watched_disk.hpp"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <utility>

namespace pantau::journal {

namespace {

WatchedDisk::Ask ask_first;
sqlite3_vfs* real_disk = nullptr;

/// Stands before the real file in the memory that SQLite gives us.
struct File {
  sqlite3_file base{};
  std::string* name = nullptr;

  sqlite3_file* real() {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(this) + sizeof(File));
  }
};

File& of(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file);
}

sqlite3_file* real(sqlite3_file* file) {
  return of(file).real();
}

const sqlite3_io_methods& methods(sqlite3_file* file) {
  return *real(file)->pMethods;
}

int close(sqlite3_file* file) {
  delete std::exchange(of(file).name, nullptr);  // NOLINT(cppcoreguidelines-owning-memory)
  return methods(file).xClose(real(file));
}

int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  return methods(file).xRead(real(file), into, size, offset);
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  const auto* bytes = static_cast<const unsigned char*>(from);
  const int refused =
      ask_first({DiskEvent::Kind::write, *of(file).name, offset, std::vector(bytes, bytes + size)});
  return refused != 0 ? refused : methods(file).xWrite(real(file), from, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int refused = ask_first({DiskEvent::Kind::truncate, *of(file).name, size, {}});
  return refused != 0 ? refused : methods(file).xTruncate(real(file), size);
}

int sync(sqlite3_file* file, int flags) {
  const int refused = ask_first({DiskEvent::Kind::sync, *of(file).name, 0, {}});
  return refused != 0 ? refused : methods(file).xSync(real(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return methods(file).xFileSize(real(file), size);
}

int lock(sqlite3_file* file, int level) {
  return methods(file).xLock(real(file), level);
}

int unlock(sqlite3_file* file, int level) {
  return methods(file).xUnlock(real(file), level);
}

int check_reserved(sqlite3_file* file, int* result) {
  return methods(file).xCheckReservedLock(real(file), result);
}

int control(sqlite3_file* file, int operation, void* argument) {
  return methods(file).xFileControl(real(file), operation, argument);
}

int sector_size(sqlite3_file* file) {
  return methods(file).xSectorSize(real(file));
}

int characteristics(sqlite3_file* file) {
  return methods(file).xDeviceCharacteristics(real(file));
}

int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** where) {
  return methods(file).xShmMap(real(file), region, size, extend, where);
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return methods(file).xShmLock(real(file), offset, count, flags);
}

void shm_barrier(sqlite3_file* file) {
  methods(file).xShmBarrier(real(file));
}

int shm_unmap(sqlite3_file* file, int erase) {
  return methods(file).xShmUnmap(real(file), erase);
}

const sqlite3_io_methods file_methods{.iVersion = 2,  // no xFetch: nothing is mapped
                                      .xClose = close,
                                      .xRead = read,
                                      .xWrite = write,
                                      .xTruncate = truncate,
                                      .xSync = sync,
                                      .xFileSize = file_size,
                                      .xLock = lock,
                                      .xUnlock = unlock,
                                      .xCheckReservedLock = check_reserved,
                                      .xFileControl = control,
                                      .xSectorSize = sector_size,
                                      .xDeviceCharacteristics = characteristics,
                                      .xShmMap = shm_map,
                                      .xShmLock = shm_lock,
                                      .xShmBarrier = shm_barrier,
                                      .xShmUnmap = shm_unmap,
                                      .xFetch = nullptr,
                                      .xUnfetch = nullptr};

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* given) {
  const int code = real_disk->xOpen(real_disk, path, real(file), flags, given);
  const bool is_open = real(file)->pMethods != nullptr;
  of(file).base.pMethods = is_open ? &file_methods : nullptr;
  if (is_open) {
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): SQLite closes what it opened
    of(file).name =
        new std::string(path == nullptr ? "" : std::filesystem::path{path}.filename().string());
  }
  return code;
}

sqlite3_vfs watching{};

}  // namespace

WatchedDisk::WatchedDisk(Ask ask) {
  ask_first = std::move(ask);
  real_disk = sqlite3_vfs_find("unix");
  watching = *real_disk;
  watching.zName = "watched";
  watching.szOsFile = static_cast<int>(sizeof(File)) + real_disk->szOsFile;
  watching.xOpen = open;
  if (sqlite3_vfs_register(&watching, 1) != SQLITE_OK) {
    throw std::runtime_error{"SQLite does not take the watched disk"};
  }
}

WatchedDisk::~WatchedDisk() {
  sqlite3_vfs_unregister(&watching);
  sqlite3_vfs_register(real_disk, 1);
  ask_first = nullptr;
}

}  // namespace pantau::journal
