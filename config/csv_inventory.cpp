// SPDX-License-Identifier: Apache-2.0
#include "config/csv_inventory.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/csv_links.hpp"
#include "config/csv_names.hpp"
#include "config/csv_rows.hpp"
#include "config/csv_sites.hpp"
#include "config/suggest.hpp"
#include "config/toml_text.hpp"

namespace pantau::config {

namespace {

/// Finds sites and links of rows and configuration by id, and sites also by name.
class ReferenceReader {
 public:
  explicit ReferenceReader(const ImportDesk& desk) : desk_(desk) {
    for (const auto* site : desk.records.sites.all()) {
      add_site(site->id, site->find("name") == nullptr ? "" : site->find("name")->toml);
    }
    for (const auto* link : desk.records.links.all()) {
      links_.insert(link->id);
    }
    if (const auto* plan = desk.known.plan()) {
      for (const auto& site : plan->sites) {
        add_site(site.id, toml_string(site.name));
      }
      for (const auto& link : plan->links) {
        links_.insert(link.id);
      }
    }
  }

  void resolve(const PendingReference& reference) {
    const bool parents = reference.key == "parents";
    std::vector<std::string> found;
    for (const auto& part : parents ? parts_of_cell(reference.text, ";,\n")
                                    : std::vector<std::string>{one_line(reference.text)}) {
      auto text = parents ? parent(part) : site(part);
      if (text.empty()) {
        desk_.complaints.problem(reference.place, complaint(part, parents));
        reference.record->unread.insert(reference.key);
        return;
      }
      found.push_back(std::move(text));
    }
    if (!found.empty()) {
      put(*reference.record,
          {reference.key, parents ? toml_list(found) : toml_string(found.front()), reference.place},
          Contradiction::problem,
          desk_.complaints);
    }
  }

 private:
  void add_site(const std::string& id, const std::string& quoted_name) {
    sites_.insert(id);
    if (!quoted_name.empty()) {
      by_name_[folded(quoted_name)].insert(id);
    }
  }

  [[nodiscard]] std::string site(const std::string& text) const {
    if (const auto id = written_id(text); sites_.contains(id)) {
      return id;
    }
    const auto named = by_name_.find(folded(toml_string(text)));
    return named != by_name_.end() && named->second.size() == 1 ? *named->second.begin() : "";
  }

  [[nodiscard]] std::string parent(const std::string& text) const {
    if (const auto id = written_id(text); links_.contains(id)) {
      return id;
    }
    constexpr std::string_view kSite = "site:";
    const bool marked = lower(text).starts_with(kSite);
    const auto id = site(marked ? std::string{trimmed(text.substr(kSite.size()))} : text);
    return id.empty() ? "" : fmt::format("site:{}", id);
  }

  std::string complaint(const std::string& text, bool parents) {
    constexpr std::size_t kMostSuggestions = 100;
    std::string question;
    if (++complaints_ <= kMostSuggestions) {
      const auto wanted = lower(text);
      Nearest nearest(wanted);
      for (const auto& id : sites_) {
        nearest.offer(id);
      }
      for (const auto& [name, ids] : by_name_) {
        nearest.offer(std::string_view{name}.substr(1, name.size() - 2));
      }
      for (const auto& id : links_) {
        nearest.offer(parents ? std::string_view{id} : std::string_view{});
      }
      question = nearest.question();
    }
    return fmt::format("there is no {} {}, neither in the sheet nor in the configuration{}",
                       parents ? "link or site" : "site",
                       shown(text),
                       question.empty() ? ": write its id" : question);
  }

  const ImportDesk& desk_;
  std::set<std::string> sites_;
  std::map<std::string, std::set<std::string>> by_name_;
  std::set<std::string> links_;
  std::size_t complaints_ = 0;
};

void read_row(const ImportDesk& desk, const RowReader& row, SiteRows& sites, LinkRows& links) {
  const auto [site, again] = sites.read(row);
  if (!links.read(row, *site) && again) {
    desk.complaints.problem(
        row.place(Field::site_name),
        fmt::format("is the site of row {} again, without a link of its own: take the row out, or "
                    "give the site another name",
                    site->from.row));
  }
}

}  // namespace

InventoryRecords read_inventory(const Sheet& sheet,
                                const KnownInventory& known,
                                Complaints& complaints) {
  InventoryRecords records;
  const ImportDesk desk{sheet, known, records, complaints};
  SiteRows sites(desk);
  LinkRows links(desk);
  for (const auto& row : sheet.rows) {
    read_row(desk, RowReader(sheet, row), sites, links);
  }
  sites.finish();
  links.finish();
  ReferenceReader references(desk);
  for (const auto& reference : sites.references()) {
    references.resolve(reference);
  }
  for (const auto& reference : links.references()) {
    references.resolve(reference);
  }
  return records;
}

}  // namespace pantau::config
