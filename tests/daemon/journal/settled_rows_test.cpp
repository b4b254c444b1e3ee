// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/settled_rows.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <random>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/sla_rows.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {
namespace {

class SettledBook : public ::testing::Test {
 protected:
  SettledBook() {
    open_store(folder_.path())->close();
    database_ = std::make_unique<Database>(folder_.book(), OpenMode::read_write);
  }

  std::int64_t count(const char* sql) { return database_->integer(sql); }

  std::map<std::int64_t, std::int64_t> settled() {
    std::map<std::int64_t, std::int64_t> found;
    Statement statement = database_->prepare("SELECT link, settled_until FROM link_settled");
    for (Rows rows = statement.query(); rows.next();) {
      found[rows.integer(0)] = rows.integer(1) - at(0).time_since_epoch().count();
    }
    return found;
  }

  StateFolder folder_;
  std::unique_ptr<Database> database_;
};

using Rows3 = std::vector<SettledRows::Row>;

Rows3 three(std::int64_t minute, std::int64_t lag) {
  const book::Second until = at(minute * 60 - lag);
  return {{1, at(0), until}, {2, at(0), until}, {3, at(0), until}};
}

TEST_F(SettledBook, WritesOneRowForManyThatKeepPace) {
  SettledRows rows{*database_, Subject::link};
  rows.write(three(1, 15), at(60));
  const std::int64_t before = count("SELECT total_changes()");
  for (std::int64_t minute = 2; minute < 102; ++minute) {
    rows.write(three(minute, 15), at(minute * 60));
  }
  EXPECT_EQ(count("SELECT total_changes()") - before, 100);
  EXPECT_EQ(settled()[2], 101 * 60 - 15);
}

TEST_F(SettledBook, LearnsANewDistance) {
  SettledRows rows{*database_, Subject::link};
  rows.write(three(1, 15), at(60));
  rows.write(three(2, 40), at(120));
  rows.write(three(3, 40), at(180));
  EXPECT_EQ(count("SELECT count(*) FROM link_apart"), 0);
  const std::int64_t before = count("SELECT total_changes()");
  rows.write(three(4, 40), at(240));
  EXPECT_EQ(count("SELECT total_changes()") - before, 1);
  EXPECT_EQ(settled()[1], 200);
}

/// What a hundred links that live at random settled, as it should be in the book.
class RandomLives {
 public:
  /// A few links or nearly all; now and then one stands back.
  Rows3 batch(std::int64_t minute) {
    next_ = truth_;
    Rows3 rows;
    const std::int64_t chance = pick(3) == 0 ? 20 : 0;
    for (std::int64_t id = 1; id <= 100; ++id) {
      if (pick(chance) == 0 && pick(50) != 0) {
        const std::int64_t until = minute * 60 - (pick(20) == 0 ? pick(300) : 15);
        rows.push_back({id, at(0), at(until)});
        const auto known = next_.try_emplace(id, until).first;
        known->second = std::max(known->second, until);
      }
    }
    return rows;
  }

  void committed() { truth_ = next_; }

  std::int64_t pick(std::int64_t most) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most + 1));
  }

  [[nodiscard]] const std::map<std::int64_t, std::int64_t>& truth() const { return truth_; }

 private:
  std::mt19937_64 random_{7};
  std::map<std::int64_t, std::int64_t> truth_;
  std::map<std::int64_t, std::int64_t> next_;
};

TEST_F(SettledBook, HasWhatWasWrittenLastAndNeverGoesBack) {
  RandomLives lives;
  auto rows = std::make_unique<SettledRows>(*database_, Subject::link);
  for (std::int64_t minute = 1; minute < 400; ++minute) {
    Transaction transaction{*database_};
    rows->write(lives.batch(minute), at(minute * 60));
    if (lives.pick(9) == 0) {
      rows->forget();  // the transaction is rolled back
      continue;
    }
    transaction.commit();
    lives.committed();
    ASSERT_EQ(settled(), lives.truth()) << "minute " << minute;
    if (lives.pick(9) == 0) {
      rows = std::make_unique<SettledRows>(*database_, Subject::link);  // a restart
    }
  }
  EXPECT_GT(lives.truth().size(), 90U);
}

class SlaBook : public SettledBook {
 protected:
  SlaBook() { database_->execute("INSERT INTO links VALUES(1, 'l001')"); }

  void settle(std::int64_t until, const availability::SlaSeconds& seconds) {
    rows_.write({{1, at(0), at(until)}}, at(until + 15));
    sla_.write(1, seconds, at(until));
  }

  SettledRows rows_{*database_, Subject::link};
  SlaRows sla_{*database_};
};

TEST_F(SlaBook, NeedsNoRowWhileTheSameClassGrows) {
  settle(60, {.up = 60, .down = 0, .maintenance = 0, .unknown = 0});
  const std::int64_t as_of = count("SELECT as_of FROM link_sla");
  settle(120, {.up = 120, .down = 0, .maintenance = 0, .unknown = 0});
  settle(900, {.up = 900, .down = 0, .maintenance = 0, .unknown = 0});
  EXPECT_EQ(count("SELECT as_of FROM link_sla"), as_of);
  EXPECT_EQ(load_sla(*database_).at("l001").up, 900);
}

TEST_F(SlaBook, FollowsEveryChangeOfClass) {
  availability::SlaSeconds seconds;
  std::mt19937_64 random{11};
  std::int64_t until = 0;
  for (int step = 0; step < 300; ++step) {
    const auto more = static_cast<std::int64_t>(1 + random() % 100);
    until += more;
    switch (random() % 6) {
      case 0:
        seconds.down += more;
        break;
      case 1:
        seconds.maintenance += more;
        break;
      case 2:
        seconds.unknown += more / 2;
        seconds.up += more - more / 2;
        break;
      case 3:
        break;  // the contract is over
      default:
        seconds.up += more;
    }
    settle(until, seconds);
    ASSERT_EQ(load_sla(*database_).at("l001"), seconds) << "step " << step;
    if (random() % 10 == 0) {
      sla_.forget();
    }
  }
}

TEST_F(SlaBook, StandsStillWhenNobodyCounts) {
  settle(60, {.up = 60, .down = 0, .maintenance = 0, .unknown = 0});
  sla_.stop(1, at(60));
  rows_.write({{1, at(0), at(500)}}, at(515));
  EXPECT_EQ(load_sla(*database_).at("l001").up, 60);
}

TEST(Book, WritesTheLastReplyWhenALinkFallsSilentAndWhenItIsClosed) {
  const StateFolder folder;
  const auto plan = plan_of(2);
  auto store = open_store(folder.path());
  for (std::int64_t minute = 0; minute < 5; ++minute) {
    book::Batch batch = minute_batch(plan, minute);
    if (minute < 3) {
      batch.marks.push_back({0, net::WallTime{at(minute * 60 + 50)}, 0});
    }
    batch.marks.push_back({1, net::WallTime{at(minute * 60 + 51)}, 0});
    if (minute == 4) {
      batch.link_spans = {{0, {at(200), book::LinkState::down}}};
    }
    ASSERT_EQ(store->write(batch, {}), std::nullopt);
  }
  book::Memory memory = store->memory();  // as after a crash
  EXPECT_EQ(memory.links[0].last_reply, net::WallTime{at(170)});
  EXPECT_EQ(memory.links[1].last_reply, net::WallTime{at(300)});  // settled and working
  store->close();
  store = open_store(folder.path());
  Database database{folder.book(), OpenMode::read_write};
  EXPECT_EQ(database.integer("SELECT last_reply_ms FROM link_marks WHERE link = 2"),
            at(291).time_since_epoch().count() * 1000);
}

}  // namespace
}  // namespace pantau::journal
