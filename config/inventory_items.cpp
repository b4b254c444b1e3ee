// SPDX-License-Identifier: Apache-2.0
#include "config/inventory_items.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>

#include "config/field_sink.hpp"
#include "config/inventory_fields.hpp"
#include "config/probe_profile.hpp"
#include "config/technologies.hpp"
#include "config/time_zone.hpp"
#include "config/toml_text.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

class ItemFields : public FieldSink {
 public:
  void line(std::string_view key, std::string_view value) override {
    fields_.emplace_back(key, value);
  }

  [[nodiscard]] Fields take() {
    std::sort(fields_.begin(), fields_.end());
    return std::move(fields_);
  }

 private:
  void plain(std::string_view key, std::string_view value) override {
    if (key != "id") {
      line(key, value);
    }
  }

  Fields fields_;
};

template <typename T>
void add_all(std::vector<InventoryItem>& items, std::string_view kind, const std::vector<T>& list) {
  for (const auto& one : list) {
    ItemFields fields;
    write_fields(fields, one);
    items.push_back({std::string{kind}, one.id, fields.take()});
  }
}

void write_stages(FieldSink& out, std::string_view table, const std::map<Stage, Date>& dates) {
  for (const auto& [stage, date] : dates) {
    out.date(std::string{table} + "." + std::string{word_of(kStageWords, stage)}, date);
  }
}

/// The hour of an acceptance test is its own field, so that a date stays a date.
void write_acceptance_hour(FieldSink& out, const Site& site, const std::string& zone) {
  const auto test = site.actual.find(Stage::acceptance_test);
  if (site.acceptance_start && test != site.actual.end() &&
      *site.acceptance_start != midnight(test->second, zone)) {
    out.line("actual.acceptance_test_start", toml_instant(*site.acceptance_start));
  }
}

void write_hold(FieldSink& out, const Hold& hold) {
  out.text("hold.kind", word_of(kHoldWords, hold.kind));
  out.date("hold.since", hold.since);
  out.date("hold.until", hold.until);
  out.text("hold.reason", hold.reason);
  out.text("hold.to", hold.to);
}

void add_sites(std::vector<InventoryItem>& items, const Plan& plan) {
  for (const auto& site : plan.sites) {
    ItemFields fields;
    write_fields(fields, site);
    write_stages(fields, "planned", site.planned);
    write_stages(fields, "actual", site.actual);
    write_acceptance_hour(fields, site, plan.daemon.timezone);
    if (site.hold) {
      write_hold(fields, *site.hold);
    }
    items.push_back({"site", site.id, fields.take()});
  }
}

/// What a link has of its own; the rest is its technology's.
void write_differences(FieldSink& out, const ProbeProfile& own, const ProbeProfile& technology) {
  if (own == technology) {
    return;
  }
  for (const auto key : kProfileKeys) {
    const auto value = profile_value(own, key);
    if (value != profile_value(technology, key)) {
      out.line(key, value);
    }
  }
}

void add_links(std::vector<InventoryItem>& items, const Plan& plan) {
  for (const auto& link : plan.links) {
    ItemFields fields;
    write_fields(fields, link);
    const auto technology =
        std::find_if(plan.technologies.begin(), plan.technologies.end(), [&](const auto& known) {
          return known.id == link.technology;
        });
    if (technology != plan.technologies.end()) {
      write_differences(fields, link.profile, technology->profile);
    }
    items.push_back({"link", link.id, fields.take()});
  }
}

/// By its values: a table that repeats what is built in says nothing.
std::vector<Technology> own_technologies(const Plan& plan) {
  const auto known = built_in_technologies();
  std::vector<Technology> own;
  std::copy_if(plan.technologies.begin(),
               plan.technologies.end(),
               std::back_inserter(own),
               [&](const Technology& technology) {
                 return std::none_of(known.begin(), known.end(), [&](const Technology& built_in) {
                   return built_in.id == technology.id && built_in.profile == technology.profile;
                 });
               });
  return own;
}

std::string in_one_line(const Fields& fields) {
  std::string line;
  for (const auto& [key, value] : fields) {
    line.append(line.empty() ? "" : ", ").append(key).append(" = ").append(value);
  }
  return line;
}

/// Walks two sorted ranges side by side: `only_before`, `only_after` or `both` for each key.
template <typename List, typename Key, typename OnlyBefore, typename OnlyAfter, typename Both>
void pair_up(const List& before,
             const List& after,
             Key key,
             std::tuple<OnlyBefore, OnlyAfter, Both> visit) {
  auto [only_before, only_after, both] = visit;
  auto left = before.begin();
  auto right = after.begin();
  while (left != before.end() || right != after.end()) {
    if (right == after.end() || (left != before.end() && key(*left) < key(*right))) {
      only_before(*left++);
    } else if (left == before.end() || key(*right) < key(*left)) {
      only_after(*right++);
    } else {
      both(*left++, *right++);
    }
  }
}

void add_changes(std::vector<InventoryChange>& changes,
                 const InventoryItem& before,
                 const InventoryItem& after) {
  const auto add = [&](const std::string& key, std::string from, std::string to) {
    changes.push_back({before.kind, before.id, key, std::move(from), std::move(to)});
  };
  pair_up(
      before.fields,
      after.fields,
      [](const auto& field) -> const std::string& { return field.first; },
      std::tuple{[&](const auto& gone) { add(gone.first, gone.second, ""); },
                 [&](const auto& fresh) { add(fresh.first, "", fresh.second); },
                 [&](const auto& was, const auto& is) {
                   if (was.second != is.second) {
                     add(was.first, was.second, is.second);
                   }
                 }});
}

}  // namespace

std::vector<InventoryItem> inventory_items(const Plan& plan) {
  std::vector<InventoryItem> items;
  add_all(items, "contract", plan.contracts);
  add_all(items, "district", plan.districts);
  add_links(items, plan);
  add_all(items, "phase", plan.phases);
  add_all(items, "provider", plan.providers);
  add_sites(items, plan);
  add_all(items, "technology", own_technologies(plan));
  return items;
}

std::vector<InventoryChange> inventory_changes(const std::vector<InventoryItem>& before,
                                               const std::vector<InventoryItem>& after) {
  std::vector<InventoryChange> changes;
  pair_up(
      before,
      after,
      [](const InventoryItem& item) { return std::tie(item.kind, item.id); },
      std::tuple{[&](const InventoryItem& gone) {
                   changes.push_back({gone.kind, gone.id, "", in_one_line(gone.fields), ""});
                 },
                 [&](const InventoryItem& fresh) {
                   changes.push_back({fresh.kind, fresh.id, "", "", in_one_line(fresh.fields)});
                 },
                 [&](const InventoryItem& was, const InventoryItem& is) {
                   add_changes(changes, was, is);
                 }});
  return changes;
}

}  // namespace pantau::config
