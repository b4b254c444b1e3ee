// SPDX-License-Identifier: Apache-2.0
#include "config/csv_sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/csv_names.hpp"
#include "config/csv_words.hpp"
#include "config/toml_text.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

constexpr std::array kSiteFields{Field::district,
                                 Field::district_code,
                                 Field::phase,
                                 Field::latitude,
                                 Field::longitude,
                                 Field::services,
                                 Field::contacts,
                                 Field::serves_population,
                                 Field::hold_kind,
                                 Field::hold_since,
                                 Field::hold_until,
                                 Field::weight,
                                 Field::hold_reason,
                                 Field::hold_to,
                                 Field::planned,
                                 Field::actual};

/// Whether the words of `id` hold those of `part` one after another: "kantor-distrik-jila", "jila".
bool holds_words(std::string_view id, std::string_view part) {
  return fmt::format("-{}-", id).find(fmt::format("-{}-", part)) != std::string::npos;
}

}  // namespace

SiteRows::SiteRows(ImportDesk desk) : desk_(desk), merged_(merged_cells()) {}

/// Merged cells of a spreadsheet leave their value in the first row alone. A sheet that repeats a
/// district from one row to the next does not merge them: there a blank is a mistake.
bool SiteRows::merged_cells() const {
  const auto* const column = desk_.sheet.find(Field::district);
  if (column == nullptr) {
    return false;
  }
  std::string above;
  for (const auto& row : desk_.sheet.rows) {
    const auto cell = trimmed(row.cell(column->column));
    const auto text = is_blank(cell) ? std::string{} : folded(cell);
    if (row.follows && !text.empty() && text == above) {
      return false;
    }
    above = text;
  }
  return true;
}

bool SiteRows::continues_site(const RowReader& row) const {
  if (site_above_ == nullptr || !row.follows() || row.says(Field::site_name) ||
      row.says(Field::site_id)) {
    return false;
  }
  const auto& columns = desk_.sheet.columns;
  return std::none_of(columns.begin(), columns.end(), [&](const SheetColumn& column) {
    const bool of_site = std::find(kSiteFields.begin(), kSiteFields.end(), column.heading.field) !=
                         kSiteFields.end();
    return of_site && (!row.text_at(column.column).empty() || row.unusable_at(column.column));
  });
}

SiteRows::Read SiteRows::read(const RowReader& row) {
  if (continues_site(row)) {
    first_continued_ = continued_sites_++ == 0 ? row.place(Field::site_name) : first_continued_;
    return {site_above_, true};
  }
  const auto district = district_of(row);
  above_ = district;
  const auto id = site_id(row, district);
  const auto place = row.place(row.says(Field::site_name) ? Field::site_name : Field::site_id);
  const auto [site, fresh] = desk_.records.sites.get(id, place);
  if (fresh) {
    desk_.known.fill_site(*site);
  }
  site_above_ = site;
  RecordTaker take(row, *site, Contradiction::problem, desk_.complaints);
  take.text(Field::site_name, "name");
  if (district.id.empty()) {
    site->unread.insert("district");
  } else {
    take.put_value(row.says(Field::district) ? Field::district : Field::district_code,
                   "district",
                   toml_string(district.id));
  }
  read_phase(row, *site);
  read_values(row, *site);
  read_hold(row, *site);
  return {site, !fresh};
}

SiteRows::District SiteRows::district_above(const RowReader& row) {
  const auto place = row.place(Field::district);
  if (merged_ && row.follows() && !above_.written.empty()) {
    first_filled_ = filled_districts_++ == 0 ? place : first_filled_;
    return above_;
  }
  desk_.complaints.problem(
      place,
      desk_.sheet.find(Field::district) == nullptr &&
              desk_.sheet.find(Field::district_code) == nullptr
          ? "there is no column \"Distrik\": add one with the name of each site's district"
          : "is empty: write the name of the district");
  return {};
}

SiteRows::District SiteRows::district_of(const RowReader& row) {
  if (row.unusable(Field::district) || row.unusable(Field::district_code)) {
    return {"", "?"};
  }
  const auto name = row.text(Field::district);
  const auto written = name.empty() ? row.text(Field::district_code) : name;
  if (written.empty()) {
    return district_above(row);
  }
  auto id = desk_.known.districts.empty() ? new_district(row) : known_district(row);
  if (!id.empty()) {
    read_district(row, id);
  }
  return {std::move(id), std::string{written}};
}

std::string SiteRows::known_district(const RowReader& row) {
  const auto& index = desk_.known.districts;
  std::string found;
  for (const auto field : {Field::district, Field::district_code}) {
    const auto text = row.text(field);
    if (text.empty()) {
      continue;
    }
    auto id = index.find(id_of(text));
    id = id.empty() ? index.find(id_of(district_name(text))) : id;
    if (id.empty()) {
      desk_.complaints.problem(row.place(field),
                               fmt::format("there is no district {} in the configuration{}",
                                           shown(text),
                                           index.advice(district_name(text), "district")));
      return {};
    }
    if (!found.empty() && id != found) {
      desk_.complaints.problem(
          row.place(field),
          fmt::format("{} is the district {}, but the name beside it is {}: correct one of the two",
                      shown(text),
                      id,
                      found));
      return {};
    }
    found = std::move(id);
  }
  return found;
}

std::string SiteRows::new_district(const RowReader& row) {
  const auto name = district_name(row.text(Field::district));
  if (name.empty() || is_district_code(name)) {
    desk_.complaints.problem(
        row.place(name.empty() ? Field::district_code : Field::district),
        "is a code without a name: add a column \"Distrik\", or name with -c the configuration "
        "that has the districts");
    return {};
  }
  return id_of(name);
}

void SiteRows::read_district(const RowReader& row, const std::string& id) {
  const auto place = row.place(row.says(Field::district) ? Field::district : Field::district_code);
  const auto [district, fresh] = desk_.records.districts.get(id, place);
  if (fresh) {
    desk_.known.fill_district(*district);
  }
  RecordTaker take(row, *district, Contradiction::warning, desk_.complaints);
  if (fresh && district->known_at.empty()) {
    take.put_value(Field::district, "name", toml_string(district_name(row.text(Field::district))));
  }
  if (district->known_at.empty()) {
    take.text(Field::district_code, "code");
  }
  take.word(Field::district_class, "class", read_district_class);
  take.count(Field::district_population, "population");
  take.count(Field::district_population_year, "population_year");
}

std::string SiteRows::site_id(const RowReader& row, const District& district) {
  if (const auto written = row.text(Field::site_id); !written.empty()) {
    return written_id(written);
  }
  const auto name = one_line(row.text(Field::site_name));
  if (name.empty()) {
    if (!row.unusable(Field::site_name) && !row.unusable(Field::site_id)) {
      desk_.complaints.problem(row.place(Field::site_name), "is empty: write the name of the site");
    }
    return fmt::format("unnamed-row-{}", row.row());
  }
  if (auto known = desk_.known.sites.find(site_key(district.id, name)); !known.empty()) {
    return known;
  }
  const auto part = district.id.empty() ? id_of(district.written) : district.id;
  auto id = id_of(name);
  return holds_words(id, part) ? id : id_of(fmt::format("{} {}", part, name));
}

std::string SiteRows::phase_of(const RowReader& row) {
  const auto text = row.text(Field::phase);
  const auto key = phase_key(text);
  auto id = desk_.known.phases.find(key);
  if (!id.empty()) {
    return id;
  }
  if (!desk_.known.phases.empty()) {
    desk_.complaints.problem(row.place(Field::phase),
                             fmt::format("there is no phase {} in the configuration{}",
                                         shown(text),
                                         desk_.known.phases.advice(text, "phase")));
    return {};
  }
  const bool number = key.find_first_not_of("0123456789") == std::string::npos;
  return number ? fmt::format("tahap-{}", key) : id_of(key);
}

void SiteRows::read_phase(const RowReader& row, Record& site) {
  const auto text = row.text(Field::phase);
  const auto id = text.empty() ? std::string{} : phase_of(row);
  if (id.empty()) {
    if (row.says(Field::phase)) {
      site.unread.insert("phase");
    }
    return;
  }
  RecordTaker(row, site, Contradiction::problem, desk_.complaints)
      .put_value(Field::phase, "phase", toml_string(id));
  const auto [phase, fresh] = desk_.records.phases.get(id, row.place(Field::phase));
  if (fresh) {
    desk_.known.fill_phase(*phase);
  }
  RecordTaker take(row, *phase, Contradiction::warning, desk_.complaints);
  if (fresh && phase->known_at.empty()) {
    // "I" alone is a number, not a name.
    const bool bare = id == fmt::format("tahap-{}", phase_key(text)) &&
                      folded(text).find(' ') == std::string::npos;
    take.put_value(
        Field::phase, "name", toml_string(bare ? fmt::format("Tahap {}", text) : one_line(text)));
  }
  take.date(Field::phase_start, "start");
  take.date(Field::phase_end, "end");
}

void SiteRows::read_values(const RowReader& row, Record& site) {
  RecordTaker take(row, site, Contradiction::problem, desk_.complaints);
  take.degrees(Field::latitude, "latitude");
  take.degrees(Field::longitude, "longitude");
  take.count(Field::serves_population, "serves_population");
  take.take(
      Field::services,
      "services",
      [](std::string_view cell) {
        return CellReading<std::vector<std::string>>{parts_of_cell(lower(cell), ",;/\n"), "", ""};
      },
      [](const std::vector<std::string>& values) {
        return values.empty() ? std::string{} : toml_list(values);
      });
  take.texts(Field::contacts, "contacts", ";\n");
  take.take(Field::weight, "weight", read_number, toml_number);
  for (const auto& column : desk_.sheet.columns) {
    const auto& heading = column.heading;
    if (heading.field == Field::planned || heading.field == Field::actual) {
      const bool actual = heading.field == Field::actual;
      take.date_at(
          column.column,
          fmt::format("{}.{}", actual ? "actual" : "planned", word_of(kStageWords, heading.stage)),
          actual && heading.stage == Stage::acceptance_test);
    }
  }
}

void SiteRows::read_hold(const RowReader& row, Record& site) {
  RecordTaker take(row, site, Contradiction::problem, desk_.complaints);
  take.word(Field::hold_kind, "hold.kind", read_hold_kind);
  if (!row.says(Field::hold_kind) && !site.has("hold.kind")) {
    for (const auto field :
         {Field::hold_since, Field::hold_until, Field::hold_reason, Field::hold_to}) {
      if (row.says(field)) {
        desk_.complaints.problem(row.place(field),
                                 "stands without a state: write Tertunda, Ditangguhkan, Direlokasi "
                                 "or Dibatalkan in a column \"Status Hambatan\"");
        return;
      }
    }
    return;
  }
  take.date(Field::hold_since, "hold.since");
  take.date(Field::hold_until, "hold.until");
  take.word(Field::hold_reason, "hold.reason", read_hold_reason);
  if (const auto to = row.text(Field::hold_to); !to.empty()) {
    references_.push_back({&site, "hold.to", std::string{to}, row.place(Field::hold_to)});
  }
}

void SiteRows::finish() {
  for (auto* const site : desk_.records.sites.all()) {
    if (site->known_at.empty() && !site->has("name") && !site->id.starts_with("unnamed-row-")) {
      desk_.complaints.problem(site->from,
                               "is a new site without a name: fill the column \"Nama Lokasi\"");
    }
  }
  if (filled_districts_ > 0) {
    desk_.complaints.warning(first_filled_,
                             fmt::format("blank cells of this column were taken for merged ones, "
                                         "which mean the district of the row above: {}",
                                         filled_districts_));
  }
  if (continued_sites_ > 0) {
    desk_.complaints.warning(
        first_continued_,
        fmt::format("rows without a site were taken for further links of the site above them: {}",
                    continued_sites_));
  }
}

}  // namespace pantau::config
