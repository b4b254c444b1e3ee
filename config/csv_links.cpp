// SPDX-License-Identifier: Apache-2.0
#include "config/csv_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/csv_names.hpp"
#include "config/csv_words.hpp"
#include "config/toml_text.hpp"

namespace pantau::config {

namespace {

/// As ids of links usually end: jila-vsat.
std::string_view short_technology(std::string_view technology) {
  return technology == "geo-vsat" ? "vsat" : technology;
}

/// "4/1 Mbps": towards the site and from it; one rate alone is both.
std::pair<std::string, std::string> halves(std::string_view text) {
  const auto is_start = [&](std::size_t i) {
    const auto rest = trimmed(text.substr(i));
    return !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
  };
  for (auto at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    if (is_start(at + 1)) {
      return {std::string{trimmed(text.substr(0, at))}, std::string{trimmed(text.substr(at + 1))}};
    }
  }
  return {std::string{text}, std::string{text}};
}

/// What stands behind the figures: the unit of "4" in "4/1 Mbps".
std::string_view unit_of(std::string_view text) {
  const auto at = text.find_last_of("0123456789");
  return trimmed(text.substr(at == std::string_view::npos ? 0 : at + 1));
}

}  // namespace

bool LinkRows::read(const RowReader& row, const Record& site) {
  const auto provider = provider_of(row);
  const auto contracts = contracts_of(row, provider);
  if (!row.says_any({Field::link_id,
                     Field::link_template,
                     Field::technology,
                     Field::role,
                     Field::address,
                     Field::capacity,
                     Field::capacity_down,
                     Field::capacity_up,
                     Field::quota,
                     Field::parents,
                     Field::provider,
                     Field::contract})) {
    return false;
  }
  const auto technology = technology_of(row);
  auto* const link = link_of(row, site, technology);
  if (link == nullptr) {
    return true;
  }
  RecordTaker take(row, *link, Contradiction::problem, desk_.complaints);
  take.put_value(Field::link_id, "site", toml_string(site.id));
  if (technology.unread) {
    link->unread.insert("technology");
  } else if (!technology.id.empty()) {
    take.put_value(Field::technology, "technology", toml_string(technology.id));
  }
  take.text(Field::link_template, "template");
  take.word(Field::role, "role", read_role);
  if (!contracts.empty()) {
    take.put_value(row.says(Field::contract) ? Field::contract : Field::contract_number,
                   "contract",
                   toml_list(contracts));
  } else if (!provider.empty()) {
    take.put_value(Field::provider, "provider", toml_string(provider));
  }
  read_values(row, *link);
  return true;
}

std::string LinkRows::provider_of(const RowReader& row) {
  const auto text = row.text(Field::provider);
  if (text.empty()) {
    return {};
  }
  const auto& index = desk_.known.providers;
  auto id = index.find(id_of(text));
  if (id.empty() && !index.empty()) {
    desk_.complaints.problem(row.place(Field::provider),
                             fmt::format("there is no provider {} in the configuration{}",
                                         shown(text),
                                         index.advice(text, "provider")));
    return {};
  }
  id = id.empty() ? id_of(text) : id;
  const auto [provider, fresh] = desk_.records.providers.get(id, row.place(Field::provider));
  if (fresh) {
    desk_.known.fill_provider(*provider);
  }
  RecordTaker take(row, *provider, Contradiction::warning, desk_.complaints);
  if (fresh && provider->known_at.empty()) {
    take.text(Field::provider, "name");
  }
  take.text(Field::provider_contact, "contact");
  return id;
}

std::vector<std::string> LinkRows::contracts_of(const RowReader& row, const std::string& provider) {
  const auto field = row.text(Field::contract).empty() ? Field::contract_number : Field::contract;
  const auto written = parts_of_cell(row.text(field), ";,\n");
  if (written.empty()) {
    refuse_terms_without_contract(row);
  }
  std::vector<std::string> ids;
  for (const auto& name : written) {
    const auto id = contract_of(row, name, row.place(field));
    if (id.empty() || std::find(ids.begin(), ids.end(), id) != ids.end()) {
      continue;
    }
    ids.push_back(id);
    // Terms beside several contracts do not say of which they are.
    if (written.size() == 1) {
      read_contract(row, *desk_.records.contracts.find(id), provider);
    }
  }
  return ids;
}

std::string LinkRows::contract_of(const RowReader& row,
                                  const std::string& written,
                                  CellPlace place) {
  const auto& index = desk_.known.contracts;
  auto id = index.find(id_of(written));
  const bool defined = row.says(Field::contract_start) && row.says(Field::contract_target);
  if (id.empty() && !index.empty() && !defined) {
    desk_.complaints.problem(place,
                             fmt::format("there is no contract {} in the configuration{}",
                                         shown(written),
                                         index.advice(written, "contract")));
    return {};
  }
  const bool is_new = id.empty();
  id = is_new ? id_of(written) : id;
  const auto [contract, fresh] = desk_.records.contracts.get(id, place);
  if (fresh) {
    desk_.known.fill_contract(*contract);
    if (is_new && id != written && row.text(Field::contract_number).empty()) {
      contract->values.push_back({"number", toml_string(written), place});
    }
  }
  return id;
}

void LinkRows::read_contract(const RowReader& row, Record& contract, const std::string& provider) {
  RecordTaker take(row, contract, Contradiction::problem, desk_.complaints);
  if (!provider.empty()) {
    take.put_value(Field::provider, "provider", toml_string(provider));
  } else if (row.says(Field::provider)) {
    contract.unread.insert("provider");
  }
  take.text(Field::contract_number, "number");
  take.date(Field::contract_start, "start");
  take.date(Field::contract_end, "end");
  take.date(Field::contract_free_until, "free_until");
  take.take(Field::contract_target, "target", read_ratio, toml_number);
  take.take(Field::contract_fee, "fee_per_month", read_rupiah, [](std::int64_t value) {
    return fmt::to_string(value);
  });
  take.word(Field::contract_formula, "formula", read_formula);
  take.word(Field::contract_restitution, "restitution", read_restitution);
}

void LinkRows::refuse_terms_without_contract(const RowReader& row) {
  if (row.unusable(Field::contract) || row.unusable(Field::contract_number)) {
    return;
  }
  for (const auto field : {Field::contract_start,
                           Field::contract_end,
                           Field::contract_free_until,
                           Field::contract_target,
                           Field::contract_fee}) {
    if (row.says(field)) {
      desk_.complaints.problem(
          row.place(field),
          "belongs to a contract: write its name or number in the column \"Kontrak\"");
      return;
    }
  }
}

LinkRows::Technology LinkRows::technology_of(const RowReader& row) {
  const auto text = row.text(Field::technology);
  if (!text.empty()) {
    auto reading = read_technology(text, desk_.known.technologies);
    if (reading.value) {
      return {std::move(*reading.value), false};
    }
    desk_.complaints.problem(row.place(Field::technology), std::move(reading.problem));
    return {"", true};
  }
  if (row.unusable(Field::technology) || row.says(Field::link_template)) {
    return {"", row.unusable(Field::technology)};
  }
  if (desk_.sheet.find(Field::technology) != nullptr) {
    desk_.complaints.problem(row.place(Field::technology),
                             "is empty, but the row has a link: write VSAT, MEO, Starlink, radio, "
                             "serat optik or LTE");
  } else if (!std::exchange(no_technology_column_reported_, true)) {
    desk_.complaints.problem({desk_.sheet.header_row, 1},
                             "there is no column \"Teknologi\", which every link needs: add one "
                             "with VSAT, MEO, Starlink, radio, serat optik or LTE");
  }
  return {"", true};
}

Record* LinkRows::link_of(const RowReader& row, const Record& site, const Technology& technology) {
  const auto written = row.text(Field::link_id);
  const auto tail =
      technology.id.empty() ? std::string{"link"} : std::string{short_technology(technology.id)};
  auto id = written.empty() ? desk_.known.links.find(site_key(site.id, technology.id))
                            : written_id(written);
  if (id.empty()) {
    id = technology.unread ? fmt::format("unnamed-link-row-{}", row.row())
                           : id_of(fmt::format("{} {}", site.id, tail));
  }
  const auto field = written.empty() ? Field::technology : Field::link_id;
  const auto [link, fresh] = desk_.records.links.get(id, row.place(field));
  if (fresh) {
    desk_.known.fill_link(*link);
    return link;
  }
  desk_.complaints.problem(
      row.place(field),
      written.empty()
          ? fmt::format("is a second link by {} of this site (row {}): give both a name in a "
                        "column \"ID Tautan\", or take one out",
                        technology.id.empty() ? "the same template" : technology.id,
                        link->from.row)
          : fmt::format("{} is the link of row {} already: give each link its own",
                        shown(written),
                        link->from.row));
  return nullptr;
}

void LinkRows::read_values(const RowReader& row, Record& link) {
  RecordTaker take(row, link, Contradiction::problem, desk_.complaints);
  take.text(Field::address, "address");
  read_capacity(row, take);
  const auto* const quota = desk_.sheet.find(Field::quota);
  const auto unit = quota == nullptr ? std::string{} : quota->heading.unit;
  take.take(
      Field::quota,
      "quota_per_month",
      [&unit](std::string_view cell) { return read_size_text(cell, unit); },
      [](const std::string& value) { return toml_string(value); });
  if (const auto parents = row.text(Field::parents); !parents.empty()) {
    references_.push_back({&link, "parents", std::string{parents}, row.place(Field::parents)});
  }
}

void LinkRows::read_capacity(const RowReader& row, RecordTaker& take) {
  const auto write = [](const std::string& value) { return toml_string(value); };
  const auto rate = [&row](Field field, bool up, std::string_view cell) {
    const auto* const column = row.sheet().find(field);
    auto [down_part, up_part] = halves(cell);
    const auto own = unit_of(up_part);
    const auto unit = own.empty() ? std::string_view{column->heading.unit} : own;
    return read_rate_text(up ? up_part : down_part, unit);
  };
  for (const auto field : {Field::capacity, Field::capacity_down}) {
    take.take(
        field,
        "capacity_down",
        [&](std::string_view cell) { return rate(field, false, cell); },
        write);
  }
  // The same cell is read twice: what is wrong with it is said once.
  const auto capacity = row.text(Field::capacity);
  if (!capacity.empty() && rate(Field::capacity, false, capacity).value) {
    take.take(
        Field::capacity,
        "capacity_up",
        [&](std::string_view cell) { return rate(Field::capacity, true, cell); },
        write);
  }
  take.take(
      Field::capacity_up,
      "capacity_up",
      [&](std::string_view cell) { return rate(Field::capacity_up, true, cell); },
      write);
}

void LinkRows::finish() {
  struct Term {
    std::string_view key;
    Field field;
  };

  constexpr std::array<Term, 3> kTerms{{{"provider", Field::provider},
                                        {"start", Field::contract_start},
                                        {"target", Field::contract_target}}};
  for (auto* const contract : desk_.records.contracts.all()) {
    std::string missing;
    for (const auto& term : kTerms) {
      if (contract->known_at.empty() && !contract->has(term.key)) {
        missing += fmt::format("{}\"{}\"", missing.empty() ? "" : ", ", usual_header(term.field));
      }
    }
    if (!missing.empty()) {
      desk_.complaints.problem(
          contract->from,
          fmt::format("is a contract that nobody knows: fill the columns {} in one of its rows, or "
                      "name with -c the configuration that has it",
                      missing));
    }
  }
}

}  // namespace pantau::config
