// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/outages/outage_fixture.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pantau::outages::test {

namespace {

config::Link link(const std::string& id, const std::string& site, const std::string& provider) {
  config::Link made;
  made.id = id;
  made.site = site;
  made.provider = provider;
  return made;
}

config::Site site(const std::string& id) {
  config::Site made;
  made.id = id;
  made.district = id;
  return made;
}

}  // namespace

book::Second at(std::int64_t seconds) {
  using namespace std::chrono_literals;
  return std::chrono::sys_days{2026y / 10 / 1} + std::chrono::seconds{seconds};
}

config::Plan county() {
  config::Plan plan;
  plan.sites = {site("hub"), site("jila"), site("twin")};
  plan.links = {link("child", "jila", "sat"),
                link("hub", "hub", "sat"),
                link("hub-2", "hub", "sat"),
                link("other", "jila", "lte"),
                link("twin", "twin", "lte")};
  return plan;
}

std::uint32_t place_of(const config::Plan& plan, const std::string& link) {
  return static_cast<std::uint32_t>(plan.find_link(link) - plan.links.data());
}

book::Window window_over(const std::string& link, std::int64_t start, std::int64_t end) {
  book::Window window;
  window.links = {link};
  window.start = at(start);
  window.end = at(end);
  window.reason = "work on " + link;
  return window;
}

book::Outage only(const std::vector<book::Outage>& outages) {
  if (outages.size() != 1) {
    throw std::logic_error("not one outage but " + std::to_string(outages.size()));
  }
  return outages.front();
}

BookUnderTest::BookUnderTest() {
  set_windows({});
}

void BookUnderTest::set_windows(std::vector<book::Window> entered) {
  windows = WindowList(plan, std::move(entered));
}

Surroundings BookUnderTest::around() const {
  // Keys of the tests are the other way round than places, so that neither stands for the other.
  const auto last = static_cast<std::uint32_t>(plan.links.size()) - 1;
  Surroundings made;
  made.plan = &plan;
  made.windows = &windows;
  made.evidence = &evidence;
  made.id_of = [this, last](verdicts::LinkKey key) -> const std::string& {
    return plan.links[last - key].id;
  };
  made.place_of = [last](verdicts::LinkKey key) { return std::optional{last - key}; };
  return made;
}

void BookUnderTest::follow(const std::string& link,
                           const std::vector<Leg>& legs,
                           std::int64_t settled,
                           std::int64_t now) {
  const auto last = static_cast<std::uint32_t>(plan.links.size()) - 1;
  verdicts::Course course;
  for (const Leg& leg : legs) {
    verdicts::CourseSpan& span = course.emplace_back();
    span.start = at(leg.start);
    span.state = leg.state;
    for (const std::string& root : leg.roots) {
      span.roots.push_back(last - place_of(plan, root));
    }
    std::ranges::sort(span.roots);
  }
  book->follow(place_of(plan, link), course, at(settled), at(now), around());
}

void BookUnderTest::reconsider(const std::string& site, std::int64_t now) {
  book->reconsider(site, at(now), around());
}

void BookUnderTest::restart(const std::vector<book::Outage>& journal) {
  book = std::make_unique<OutageBook>();
  std::uint64_t last = 0;
  for (const book::Outage& outage : journal) {
    last = std::max(last, outage.id);
    if (!outage.end) {
      book->restore(outage.link, outage);
    }
  }
  book->restore(last);
}

}  // namespace pantau::outages::test
