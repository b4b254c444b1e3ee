// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/fetch.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

namespace pantau::cli {

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;
constexpr long kMostSeconds = 10;

std::size_t append(const char* data, std::size_t size, std::size_t count, void* target) noexcept {
  auto& body = *static_cast<std::string*>(target);
  if (body.size() + size * count > kMostBytes) {
    return 0;  // makes libcurl end the transfer with an error
  }
  try {
    body.append(data, size * count);
  } catch (const std::bad_alloc&) {
    return 0;  // an exception must not cross libcurl
  }
  return size * count;
}

struct Closer {
  void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
};

}  // namespace

Fetched fetch(const std::string& url) {
  const std::unique_ptr<CURL, Closer> handle{::curl_easy_init()};
  Fetched fetched;
  if (!handle) {
    fetched.error = "libcurl could not be started";
    return fetched;
  }
  // The options below cannot fail: they are known to the libcurl we build with
  // (curl_easy_setopt(3)).
  (void)::curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  (void)::curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  (void)::curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kMostSeconds);
  (void)::curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  (void)::curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  (void)::curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, append);
  (void)::curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &fetched.body);
  const CURLcode result = ::curl_easy_perform(handle.get());
  long status = 0;
  (void)::curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (result != CURLE_OK) {
    fetched.error = fmt::format("{}: {}", url, ::curl_easy_strerror(result));
  } else if (status != 200) {
    fetched.error = fmt::format("{}: answered {}", url, status);
  } else {
    fetched.ok = true;
  }
  return fetched;
}

}  // namespace pantau::cli
