// SPDX-License-Identifier: Apache-2.0
#include "config/profile_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <variant>

#include "config/profile_oid.hpp"
#include "config/profile_source.hpp"
#include "config/toml_parse.hpp"

namespace pantau::config {

namespace {

constexpr std::array<std::string_view, 6> kRootKeys{
    "id", "description", "include", "match", "scalar", "table"};
constexpr std::array<std::string_view, 2> kMatchKeys{"sysobjectid", "exists"};
constexpr std::array<std::string_view, 8> kTableKeys{
    "id", "rows", "find", "name", "named_only", "single", "max_rows", "column"};
constexpr std::array<std::pair<std::string_view, RowChoice>, 2> kRowWords{
    {{"all", RowChoice::all}, {"interfaces", RowChoice::interfaces}}};

/// Rows below a [table] belong to it, which is TOML's rule and everybody's first mistake.
void refuse_unknown(TableReader& reader, std::span<const std::string_view> known) {
  std::vector<std::string_view> tolerated(known.begin(), known.end());
  for (const std::string_view key : {"scalar", "table", "match"}) {
    if (!reader.has(key)) {
      continue;
    }
    tolerated.push_back(key);
    reader.problems().error(
        reader.find(key).key_place(),
        reader.find(key).path(),
        fmt::format("stands below a table and so belongs to it: write it as {0}{1}{2}, or move it "
                    "above the first table of the file",
                    key == "match" ? "[" : "[[",
                    key,
                    key == "match" ? "]" : "]]"));
  }
  reader.refuse_unknown(tolerated);
}

class ProfileReader {
 public:
  ProfileReader(Problems& problems, WrittenProfile& written)
      : problems_(problems), written_(written) {}

  void read(const Layer& root, const std::string& stem) {
    TableReader reader(problems_, root);
    reader.refuse_unknown(kRootKeys);
    reader.require({"id"});
    const auto id = reader.id("id");
    if (id && *id != stem) {
      reader.error(
          reader.find("id"),
          fmt::format("is \"{}\" in a file named {}.toml: the two must be the same, change "
                      "one of them",
                      *id,
                      stem));
    }
    assign(written_.profile.description, reader.text("description"));
    read_includes(reader);
    read_match(reader);
    for (const auto& layer : rows_of(reader, "scalar")) {
      add(layer, SourceHome::scalar, written_.profile.scalars);
    }
    for (const auto& layer : rows_of(reader, "table")) {
      read_table(layer);
    }
    check_size(reader);
  }

 private:
  void read_includes(TableReader& reader) {
    written_.path = reader.own().path + ".include";
    auto& includes = written_.includes;
    for (auto& [id, place] : reader.placed_texts("include")) {
      const std::string& wanted = id;  // clang 14 captures no structured binding
      const auto twice = std::any_of(includes.begin(), includes.end(), [&](const auto& known) {
        return known.first == wanted;
      });
      if (twice) {
        problems_.error(
            place, written_.path, fmt::format("\"{}\" stands here twice: take one out", id));
      } else {
        includes.emplace_back(std::move(id), std::move(place));
      }
    }
  }

  void read_match(TableReader& root) {
    const auto layer = root.table("match");
    if (!layer) {
      return;
    }
    TableReader reader(problems_, *layer);
    refuse_unknown(reader, kMatchKeys);
    written_.profile.match.sys_object_ids = read_oids(reader, "sysobjectid", OidUse::prefix);
    written_.profile.match.exists = read_oids(reader, "exists", OidUse::instance);
  }

  void add(const Layer& layer, SourceHome home, std::vector<Source>& sources) {
    auto source = read_source(problems_, layer, home);
    if (!source) {
      return;
    }
    if (std::find(sources.begin(), sources.end(), *source) != sources.end()) {
      problems_.error(layer.place(layer.at), layer.path, "stands here twice: take one out");
      return;
    }
    sources.push_back(*std::move(source));
  }

  void read_table(Layer layer) {
    TableReader anonymous(problems_, layer);
    refuse_unknown(anonymous, kTableKeys);
    anonymous.require({"id", "find", "column"});
    const auto id = anonymous.id("id");
    if (id) {
      const auto [known, fresh] = table_ids_.try_emplace(*id, anonymous.find("id").place());
      if (!fresh) {
        anonymous.error(anonymous.find("id"),
                        fmt::format("\"{}\" is already a table of line {}: give one of the two "
                                    "another id",
                                    *id,
                                    known->second.line));
      }
      layer.path = fmt::format("{}.table.{}", root_path(), *id);
    }
    TableReader reader(problems_, layer);
    ProfileTable table;
    assign(table.id, id);
    assign(table.rows, reader.choice<RowChoice>("rows", kRowWords));
    read_finding(reader, table);
    table.name = read_oid(reader, "name", OidUse::column);
    read_naming(reader, table);
    if (const auto most = reader.integer("max_rows", {1, kMaxRows})) {
      table.max_rows = static_cast<std::uint32_t>(*most);
    }
    const auto home =
        table.rows == RowChoice::interfaces ? SourceHome::interface_row : SourceHome::row;
    for (const auto& column : rows_of(reader, "column")) {
      add(column, home, table.columns);
    }
    written_.profile.tables.push_back(std::move(table));
  }

  void read_finding(TableReader& reader, ProfileTable& table) {
    table.find = read_oids(reader, "find", OidUse::walk);
    const auto found = reader.find("find");
    const auto* list = found ? found.value().as<Array>() : nullptr;
    if (list != nullptr && list->empty()) {
      reader.error(found, "is empty: write the column by which the rows are found");
    }
    if (table.rows == RowChoice::all && table.find.size() > 1) {
      reader.error(found,
                   "has more than one column: all rows are found by one, and only rows = "
                   "\"interfaces\" tries several");
    }
  }

  /// A client's row is told by its MAC address: nothing that belongs into a label.
  void read_naming(TableReader& reader, ProfileTable& table) {
    table.named_only = reader.boolean("named_only").value_or(false);
    table.single = reader.boolean("single").value_or(false);
    if (table.single && !table.named_only) {
      reader.error(reader.find("single"), "says nothing without named_only = true: add it");
    }
    if (!table.named_only) {
      return;
    }
    if (table.rows == RowChoice::interfaces) {
      reader.error(reader.find("named_only"),
                   "has no meaning for rows = \"interfaces\", which all have a name: take it out");
    } else if (!reader.has("name")) {
      reader.error(reader.find("named_only"), "says nothing without `name`: add it");
    }
  }

  void check_size(TableReader& reader) {
    const auto& profile = written_.profile;
    if (profile.tables.size() > kMaxTables) {
      reader.error({}, fmt::format("has more than {} tables: write fewer", kMaxTables));
    }
    if (!reader.has("scalar") && !reader.has("table") && !reader.has("include")) {
      reader.error({}, "asks nothing: write [[scalar]], [[table]] or include = [\"generic\"]");
    }
  }

  [[nodiscard]] std::string root_path() const { return "profile." + written_.profile.id; }

  Problems& problems_;
  WrittenProfile& written_;
  std::map<std::string, Place> table_ids_;
};

}  // namespace

WrittenProfile read_profile_file(std::string_view text,
                                 const std::string& file,
                                 const std::string& stem,
                                 Problems& problems) {
  WrittenProfile written;
  written.profile.id = stem;
  written.profile.place = {file, 1, 1};
  const auto parsed = parse_toml(text);
  if (const auto* problem = std::get_if<TextProblem>(&parsed)) {
    problems.error({file, problem->at.line, problem->at.column}, "", problem->text);
    return written;
  }
  const Layer root{&std::get<Table>(parsed), {}, file, "profile." + stem};
  ProfileReader(problems, written).read(root, stem);
  return written;
}

}  // namespace pantau::config
