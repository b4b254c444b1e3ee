// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/landing_page.hpp"

#include <fmt/format.h>

#include "daemon/metrics/label.hpp"

namespace pantau::http {

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char character : metrics::clean(text)) {
    switch (character) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

std::string landing_page(std::string_view version,
                         std::string_view gateway,
                         std::span<const PathHint> paths) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n"
      "<html lang=\"en\">\n"
      "<head>\n"
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>pantau {1}</title>\n"
      "<style>\n"
      ":root {{ color-scheme: light dark; }}\n"
      "body {{ font: 16px/1.5 sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em; }}\n"
      "dt {{ margin-top: 0.7em; }}\n"
      "dd {{ margin-left: 0; opacity: 0.8; }}\n"
      "</style>\n"
      "</head>\n"
      "<body>\n"
      "<h1>pantau</h1>\n"
      "<p>Version {0}, gateway {1}</p>\n"
      "<dl>\n",
      escape_html(version),
      escape_html(gateway));
  for (const auto& [path, text, is_link] : paths) {
    const std::string shown = escape_html(path);
    page += fmt::format("<dt>{}</dt>\n<dd>{}</dd>\n",
                        is_link ? fmt::format("<a href=\"{0}\">{0}</a>", shown) : shown,
                        escape_html(text));
  }
  page += "</dl>\n</body>\n</html>\n";
  return page;
}

}  // namespace pantau::http
