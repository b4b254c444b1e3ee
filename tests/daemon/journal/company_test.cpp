// SPDX-License-Identifier: Apache-2.0
// The book among others: a second daemon, commands that write and read beside it, a folder that
// vanishes.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {
namespace {

namespace fs = std::filesystem;

book::Window modem_work() {
  book::Window window;
  window.links = {"l000", "l001"};
  window.districts = {"jila"};
  window.providers = {"bakti"};
  window.start = at(1000);
  window.end = at(2000);
  window.reason = "modem replacement";
  window.announced = at(500);
  window.document = "B-112";
  window.user = "engineer";
  return window;
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};

  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

/// What the text of a std::runtime_error says, or nothing.
template <typename Work>
std::string complaint(Work work) {
  try {
    work();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

TEST(BookInCompany, MakesItsFolderForTheGroupToRead) {
  const StateFolder folder;
  const mode_t umask = ::umask(077);
  const auto store = open_store(folder.path());
  ::umask(umask);
  EXPECT_EQ(mode_of(folder.path()), 02750U);
  EXPECT_EQ(mode_of(folder.book()), 0640U);
  EXPECT_EQ(mode_of(folder.file("journal.sqlite3-wal")), 0640U);
}

TEST(BookInCompany, RefusesASecondDaemonAndNamesTheFirst) {
  const StateFolder folder;
  auto first = open_store(folder.path());
  Store second{folder.path()};
  const OpenOutcome outcome = second.open();
  ASSERT_TRUE(outcome.refusal);
  EXPECT_NE(outcome.refusal->find(fmt::format("process {}", ::getpid())), std::string::npos)
      << *outcome.refusal;
  EXPECT_FALSE(second.is_open());
  EXPECT_NE(second.write(minute_batch(plan_of(1), 0), {}), std::nullopt);
  first->close();
  EXPECT_EQ(second.open().refusal, std::nullopt);
  EXPECT_TRUE(second.is_open());
}

TEST(BookInCompany, TakesOverFromADaemonThatDied) {
  const StateFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    static_cast<void>(open_store(folder.path()).release());
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(fs::exists(folder.file("journal.sqlite3-wal")));
  EXPECT_EQ(open_store(folder.path())->memory().links.size(), 0U);
}

TEST(BookInCompany, TellsWhatOthersEnteredOnce) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.outages = {full_outage(1)};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  EXPECT_TRUE(store->edits().corrections.empty());
  EXPECT_FALSE(store->edits().windows);

  Editor editor{folder.path()};
  const book::Correction said{.time = at(600),
                              .user = "engineer",
                              .cause = book::Cause::theft_vandalism,
                              .note = "kabel",
                              .document = "",
                              .reported = {},
                              .ticket = ""};
  editor.correct(1, said);
  book::Window window = modem_work();
  window.id = editor.add(window);

  const Edits edits = store->edits();
  ASSERT_EQ(edits.corrections.size(), 1U);
  EXPECT_EQ(edits.corrections[0].first, 1U);
  EXPECT_EQ(edits.corrections[0].second, said);
  ASSERT_TRUE(edits.windows);
  EXPECT_EQ(*edits.windows, std::vector{window});
  EXPECT_TRUE(store->edits().corrections.empty());
  EXPECT_FALSE(store->edits().windows);
  editor.correct(1, said);
  EXPECT_EQ(store->edits().corrections.size(), 1U);
  EXPECT_FALSE(store->edits().windows);
}

TEST(BookInCompany, TellsAfterTroubleWhatWasEnteredMeanwhile) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.outages = {full_outage(1)};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  Editor editor{folder.path()};
  editor.correct(1,
                 {.time = at(1),
                  .user = "one",
                  .cause = {},
                  .note = "",
                  .document = "",
                  .reported = {},
                  .ticket = ""});
  static_cast<void>(store->open());  // as after a failed sync
  ASSERT_TRUE(store->is_open());
  // What memory() and entries say is what was known then; the rest comes as edits, once.
  EXPECT_EQ(store->link_entries(at(0)).size(), 0U);
  editor.correct(1,
                 {.time = at(2),
                  .user = "two",
                  .cause = {},
                  .note = "",
                  .document = "",
                  .reported = {},
                  .ticket = ""});
  const Edits edits = store->edits();
  ASSERT_EQ(edits.corrections.size(), 2U);
  EXPECT_EQ(edits.corrections[0].second.user, "one");
}

TEST(BookInCompany, RefusesACorrectionOfNothing) {
  const StateFolder folder;
  open_store(folder.path())->close();
  Editor editor{folder.path()};
  EXPECT_EQ(complaint([&] { editor.correct(5, {}); }), "there is no outage 5 in the book");
}

TEST(BookInCompany, EndsAWindowEarlyOrTakesItBack) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  Editor editor{folder.path()};
  book::Window window = modem_work();
  window.id = editor.add(window);
  const std::uint64_t taken_back = editor.add(modem_work());
  editor.end(window.id, at(1500), "engineer");
  editor.end(taken_back, at(900), "engineer");
  window.end = at(1500);
  EXPECT_EQ(*store->edits().windows, std::vector{window});
  EXPECT_EQ(Reader{folder.path()}.windows(), std::vector{window});
  EXPECT_NE(complaint([&] { editor.end(window.id, at(1600), "engineer"); }), "");
  EXPECT_NE(complaint([&] { editor.end(taken_back, at(950), "engineer"); }), "");
  EXPECT_NE(complaint([&] { editor.end(99, at(0), "engineer"); }), "");
  store->close();
  Database database{folder.book(), OpenMode::read_write};  // the trail stays
  EXPECT_EQ(database.integer("SELECT planned_end FROM windows WHERE id = 1"), 1793491200 + 2000);
  EXPECT_EQ(database.text("SELECT ended_by FROM windows WHERE id = 2"), "engineer");
}

TEST(BookInCompany, ForgetsWindowsThatAreOverForAMonth) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  Editor editor{folder.path()};
  static_cast<void>(editor.add(modem_work()));
  book::Batch batch;
  batch.plan = plan_of(1);
  constexpr std::int64_t kMonth = std::int64_t{31} * 86400;
  batch.mark = at(1999 + kMonth);
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  EXPECT_EQ(store->memory().windows.size(), 1U);
  batch.mark = at(2000 + kMonth);
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  EXPECT_EQ(store->memory().windows.size(), 0U);
  EXPECT_EQ(store->windows().size(), 1U);
}

TEST(BookInCompany, IsMadeByACommandBeforeTheDaemonsFirstStart) {
  const StateFolder folder;
  const std::uint64_t id = Editor{folder.path()}.add(modem_work());
  const auto store = open_store(folder.path());
  ASSERT_EQ(store->memory().windows.size(), 1U);
  EXPECT_EQ(store->memory().windows[0].id, id);
}

TEST(BookInCompany, IsReadBesideTheDaemonAndWithoutIt) {
  const StateFolder folder;
  EXPECT_NE(complaint([&] { Reader{folder.path()}; }).find("no book of record"), std::string::npos);
  auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.outages = {full_outage(1)};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  EXPECT_EQ(Reader{folder.path()}.outages({}).size(), 1U);
  {
    const Reader reader{folder.path()};
    batch.outages = {full_outage(2)};
    ASSERT_EQ(store->write(batch, {}), std::nullopt);
    EXPECT_EQ(reader.outages({}).size(), 2U);
  }
  store->close();
  EXPECT_FALSE(fs::exists(folder.file("journal.sqlite3-wal")));
  EXPECT_EQ(Reader{folder.path()}.outages({}).size(), 2U);
  EXPECT_FALSE(fs::exists(folder.file("journal.sqlite3-wal")));
  EXPECT_FALSE(fs::exists(folder.file("journal.sqlite3-shm")));
}

/// Runs `work` as a user that owns nothing; \return what it says.
template <typename Work>
std::string as_stranger(Work work) {
  constexpr uid_t kNobody = 65534;
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const bool stranger = ::setgid(kNobody) == 0 && ::setuid(kNobody) == 0;
    const std::string said = stranger ? work() : "cannot become another user";
    [[maybe_unused]] const ssize_t size = ::write(ends[1], said.data(), said.size());
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string said(4000, '\0');
  const ssize_t size = ::read(ends[0], said.data(), said.size());
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  said.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return said;
}

TEST(BookInCompany, TellsAStrangerWhichGroupToJoin) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "needs root to become somebody else";
  }
  const StateFolder folder;
  const auto store = open_store(folder.path());
  fs::permissions(folder.path().parent_path(), fs::perms{0755});
  const std::string said = as_stranger([&] { return complaint([&] { Reader{folder.path()}; }); });
  EXPECT_NE(said.find("join group pantau"), std::string::npos) << said;
  const std::string refused = as_stranger([&] {
    Store other{folder.path()};
    return other.open().refusal.value_or("not refused");
  });
  EXPECT_NE(refused.find("must belong to the user"), std::string::npos) << refused;
}

TEST(BookInCompany, IsReadByAGroupThatMayNotWrite) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "needs root to become somebody else";
  }
  constexpr gid_t kGroup = 65534;
  const StateFolder folder;
  fs::permissions(folder.path().parent_path(), fs::perms{0755});
  fs::create_directories(folder.path());
  ASSERT_EQ(::chown(folder.path().c_str(), 0, kGroup), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 02750), 0);
  auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.outages = {full_outage(1)};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  const auto count = [&] {
    return as_stranger([&] {
      std::string said = complaint([&] {
        throw std::runtime_error{std::to_string(Reader{folder.path()}.outages({}).size())};
      });
      return said;
    });
  };
  EXPECT_EQ(count(), "1");  // beside the daemon, through its log
  store->close();
  EXPECT_EQ(count(), "1");  // without it
}

TEST(BookInCompany, BeginsAnewWhenItsFolderWasDeleted) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  const auto plan = plan_of(1);
  ASSERT_EQ(store->write(minute_batch(plan, 0), {}), std::nullopt);
  fs::remove_all(folder.path());
  EXPECT_NE(store->write(minute_batch(plan, 1), {}), std::nullopt);
  EXPECT_FALSE(store->is_open());
  EXPECT_TRUE(store->open().begun);
  EXPECT_EQ(store->write(minute_batch(plan, 1), {}), std::nullopt);
  EXPECT_EQ(Reader{folder.path()}.mark(), at(120));
}

TEST(BookInCompany, DoesNotPlayALogWithoutItsBookIntoANewOne) {
  const StateFolder folder;
  const StateFolder other;
  const auto store = open_store(folder.path());
  ASSERT_EQ(store->write(minute_batch(plan_of(9), 0), {}), std::nullopt);
  fs::create_directories(other.path());
  fs::copy(folder.file("journal.sqlite3-wal"), other.file("journal.sqlite3-wal"));
  const auto fresh = open_store(other.path());
  EXPECT_TRUE(fresh->memory().links.empty());
  fresh->close();
  EXPECT_EQ(integrity(other.book()), "ok");
}

TEST(BookInCompany, ThinsOldMinutesIntoHours) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  const auto plan = plan_of(3);
  for (std::int64_t minute = 0; minute < 150; ++minute) {
    book::Batch batch = minute_batch(plan, minute);
    batch.minutes[1].minute.lost = 60;  // l001 never answers
    batch.minutes[2].minute.median += std::chrono::milliseconds{minute % 60};
    ASSERT_EQ(store->write(batch, {}), std::nullopt);
  }
  constexpr book::Seconds kDay{86400};
  EXPECT_EQ(store->thin(at(3599) + kDay, kDay), std::nullopt);  // no hour is whole and old enough
  const auto count = [&](const char* sql) {
    Database database{folder.book(), OpenMode::read_write};
    return database.integer(sql);
  };
  EXPECT_EQ(count("SELECT count(*) FROM minutes"), 450);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(store->thin(at(7300) + kDay, kDay), std::nullopt);
  }
  EXPECT_EQ(count("SELECT count(*) FROM minutes"), 90);
  EXPECT_EQ(count("SELECT count(*) FROM hours"), 6);
  EXPECT_EQ(count("SELECT sum(sent) FROM hours"), 6 * 3600);
  EXPECT_EQ(count("SELECT count(*) FROM hours WHERE min_us IS NULL AND lost = 3600"), 2);
  EXPECT_EQ(count("SELECT max(median_us) FROM hours"), 520000 + 29000);  // the 30th of 60
  EXPECT_EQ(count("SELECT count(*) FROM link_spans"), 3);
}

}  // namespace
}  // namespace pantau::journal
