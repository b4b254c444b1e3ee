// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/response_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "daemon/http/gzip.hpp"

namespace pantau::http {

namespace {

std::string_view reason(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "";
  }
}

/// IMF-fixdate (RFC 9110, 5.6.7): English names whatever the locale.
std::string http_date(std::chrono::sys_seconds time) {
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays.at(std::chrono::weekday(day).c_encoding()),
                     static_cast<unsigned>(date.day()),
                     kMonths.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()),
                     clock.hours().count(),
                     clock.minutes().count(),
                     clock.seconds().count());
}

/// A line break in a value would begin a header of somebody else's choice.
void append_header(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  std::copy_if(value.begin(), value.end(), std::back_inserter(head), [](char c) {
    return static_cast<unsigned char>(c) >= ' ' && c != '\x7f';
  });
  head += "\r\n";
}

}  // namespace

void apply_coding(Response& response, Coding coding) {
  const bool small = response.body.size() <= kSmallBodyBytes;
  if (!small) {
    response.headers.emplace_back("Vary", "Accept-Encoding");
  }
  if (coding == Coding::identity || (small && coding != Coding::gzip_only)) {
    return;
  }
  if (auto packed = gzip(response.body)) {
    response.body = std::move(*packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
}

std::string response_head(const Response& response,
                          bool keep_alive,
                          std::chrono::sys_seconds date) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  append_header(head, "Date", http_date(date));
  append_header(head, "Content-Type", response.content_type);
  append_header(head, "Content-Length", std::to_string(response.body.size()));
  // Browsers must not guess a page out of a text that names of sites are part of.
  append_header(head, "X-Content-Type-Options", "nosniff");
  append_header(head, "Cache-Control", "no-store");
  for (const auto& [name, value] : response.headers) {
    append_header(head, name, value);
  }
  append_header(head, "Connection", keep_alive ? "keep-alive" : "close");
  head += "\r\n";
  return head;
}

}  // namespace pantau::http
