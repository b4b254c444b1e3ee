# Writes OUTPUT, a C++ source that holds the text of every file of the list FILES:
#   cmake -DOUTPUT=builtin_profiles.cpp "-DFILES=a.toml;b.toml" -P embed_profiles.cmake
set(entries "")
set(count 0)
foreach(file IN LISTS FILES)
  get_filename_component(id ${file} NAME_WLE)
  file(READ ${file} text)
  string(FIND "${text}" ")profile\"" delimiter)
  if(NOT delimiter EQUAL -1)
    message(FATAL_ERROR "${file} holds )profile\", which would end the string that it stands in")
  endif()
  string(APPEND entries "    {\"${id}\", R\"profile(${text})profile\"},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT} "// SPDX-License-Identifier: Apache-2.0
// Written by config/embed_profiles.cmake: change config/snmp/*.toml instead.
#include \"config/builtin_profiles.hpp\"

#include <array>

namespace pantau::config {

std::span<const BuiltinProfile> builtin_profiles() {
  static constexpr std::array<BuiltinProfile, ${count}> kProfiles{{
${entries}  }};
  return kProfiles;
}

}  // namespace pantau::config
")
