// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the header of a column means: one table of the words that offices and providers use,
/// Indonesian and English (domain.md 4.5 and 5.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/inventory.hpp"

namespace pantau::config {

enum class Field : std::uint8_t {
  ignored,  ///< a running number
  site_id,
  site_name,
  district,
  district_code,
  district_class,
  district_population,
  district_population_year,
  phase,
  phase_start,
  phase_end,
  latitude,
  longitude,
  serves_population,
  services,
  contacts,
  weight,
  hold_kind,
  hold_since,
  hold_until,
  hold_reason,
  hold_to,
  planned,  ///< with a stage
  actual,  ///< with a stage
  provider,
  provider_contact,
  contract,
  contract_number,
  contract_start,
  contract_end,
  contract_free_until,
  contract_target,
  contract_fee,
  contract_formula,
  contract_restitution,
  link_id,
  link_template,
  technology,
  role,
  address,
  capacity,
  capacity_down,
  capacity_up,
  quota,
  parents
};

struct Heading {
  Field field = Field::ignored;
  Stage stage = Stage::proposed;  ///< of planned and actual
  std::string unit;  ///< what stands in brackets at its end: "mbps" of "Unduh (Mbps)"

  [[nodiscard]] bool same_column(const Heading& other) const {
    return field == other.field && stage == other.stage;
  }
};

/// Nothing for a header that is not known.
[[nodiscard]] std::optional<Heading> heading_of(std::string_view header);

/// A stage without the word for plan or actual: "Survei".
[[nodiscard]] std::optional<Stage> bare_stage(std::string_view header);

/// "Penduduk": of the district, or of those that the site serves?
[[nodiscard]] bool is_bare_population(std::string_view header);

/// "Rencana" or "Realisasi" alone, as it stands above several columns; else nothing.
[[nodiscard]] std::optional<Field> plan_or_actual(std::string_view header);

/// "; did you mean \"lintang\"?", or nothing.
[[nodiscard]] std::string nearest_header(std::string_view header);

/// How to write the header of a column: "Nama Lokasi".
[[nodiscard]] std::string_view usual_header(Field field);

}  // namespace pantau::config
