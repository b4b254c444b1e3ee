// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/connection.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "daemon/http/response_head.hpp"

namespace pantau::http {

namespace {

using boost::system::error_code;

/// Read and thrown away after our last answer, so that the client gets to see it: closing a socket
/// with unread bytes resets the connection and takes the answer with it (RFC 9112, 9.6).
constexpr std::size_t kMaxDiscardedBytes = std::size_t{64} << 10U;

Response failure(unsigned status, std::string_view text) {
  Response response;
  response.status = status;
  response.body = text;
  return response;
}

}  // namespace

Connection::Connection(boost::asio::io_context& io,
                       std::unique_ptr<Transport> transport,
                       Identity identity,
                       ConnectionOwner& owner)
    : transport_(std::move(transport)),
      identity_(std::move(identity)),
      owner_(owner),
      deadline_(io) {}

/// The callback for one step. Whatever it throws ends this connection and nothing else.
Transport::Done Connection::then(Step step) {
  return [self = shared_from_this(), step](error_code error, std::size_t bytes) {
    if (self->phase_ == Phase::closed) {
      return;
    }
    try {
      (self.get()->*step)(error, bytes);
    } catch (const std::exception& exception) {
      self->complain(exception.what());
      self->close();
    }
  };
}

void Connection::complain(std::string_view text) const {
  if (owner_.options().on_trouble) {
    owner_.options().on_trouble("http_handler_failed", text);
  }
}

void Connection::set_deadline(std::chrono::milliseconds limit) {
  deadline_.expires_after(stopping_ ? std::min(limit, owner_.options().closing_deadline) : limit);
  deadline_.async_wait([weak = weak_from_this(), number = ++deadline_number_](error_code error) {
    const auto self = weak.lock();
    // A timer that has fired already cannot be cancelled any more; its number tells that it is old.
    if (self && !error && self->deadline_number_ == number) {
      self->on_deadline();
    }
  });
}

void Connection::on_deadline() {
  if (phase_ != Phase::handling) {
    close();
    return;
  }
  keep_alive_ = false;
  reply(turn_, failure(503, "the answer took too long\n"));
}

void Connection::start() {
  set_deadline(owner_.options().header_deadline);
  transport_->start(then(&Connection::on_started));
}

void Connection::on_started(error_code error, std::size_t /*bytes*/) {
  if (error) {
    const std::string why = transport_->refusal(error);
    if (!why.empty() && owner_.options().on_refused) {
      owner_.options().on_refused(identity_.remote, why);
    }
    close();
    return;
  }
  read();
}

void Connection::read() {
  const auto space = reader_.space();
  transport_->read(boost::asio::buffer(space.data(), space.size()), then(&Connection::on_read));
}

void Connection::on_read(error_code error, std::size_t bytes) {
  if (error) {
    close();
    return;
  }
  // The deadline of the first request runs from the accept on, that of the next ones from here.
  if (turn_ > 0 && reader_.idle()) {
    set_deadline(owner_.options().header_deadline);
  }
  reader_.append(bytes);
  take_request();
}

void Connection::take_request() {
  auto outcome = reader_.next();
  if (outcome.kind == ReadOutcome::Kind::need_more) {
    read();
    return;
  }
  handle(std::move(outcome));
}

void Connection::handle(ReadOutcome outcome) {
  phase_ = Phase::handling;
  const auto turn = ++turn_;
  owner_.on_busy(identity_.id);
  set_deadline(owner_.options().handler_deadline);
  Request& request = outcome.request;
  request.remote = identity_.remote;
  path_ = request.path;
  head_only_ = request.method == Method::head;
  keep_alive_ = outcome.keep_alive && !stopping_;
  coding_ = choose_coding(request.accept_encoding);
  if (outcome.kind == ReadOutcome::Kind::refused) {
    reply(turn, std::move(outcome.refusal));
    return;
  }
  try {
    // Weak: a reply that somebody keeps for ever must not keep the connection.
    owner_.handler()(std::move(request), [weak = weak_from_this(), turn](Response response) {
      if (const auto self = weak.lock()) {
        self->reply(turn, std::move(response));
      }
    });
  } catch (const std::exception& exception) {
    complain(exception.what());
    reply(turn, failure(500, "internal error\n"));
  }
}

void Connection::reply(std::uint64_t turn, Response response) {
  if (turn != turn_ || phase_ != Phase::handling) {
    return;
  }
  try {
    send(std::move(response));
  } catch (const std::exception& exception) {
    complain(exception.what());
    close();
  }
}

void Connection::send(Response response) {
  try {
    apply_coding(response, coding_);
  } catch (const std::bad_alloc& exception) {
    complain(exception.what());
    response = failure(500, "");
  }
  if (stopping_) {
    keep_alive_ = false;
  }
  using std::chrono::system_clock;
  head_ = response_head(
      response, keep_alive_, std::chrono::floor<std::chrono::seconds>(system_clock::now()));
  body_ = std::move(response.body);
  phase_ = Phase::writing;
  set_deadline(owner_.options().write_deadline);
  if (owner_.options().on_response) {
    owner_.options().on_response(path_, response.status);
  }
  const auto body = head_only_ ? boost::asio::const_buffer() : boost::asio::buffer(body_);
  transport_->write({boost::asio::buffer(head_), body}, then(&Connection::on_written));
}

void Connection::on_written(error_code error, std::size_t /*bytes*/) {
  std::string().swap(body_);  // a page of megabytes must not wait for the next scrape
  if (error) {
    close();
    return;
  }
  if (!keep_alive_) {
    finish();
    return;
  }
  phase_ = Phase::waiting;
  owner_.on_waiting(identity_.id);
  set_deadline(reader_.idle() ? owner_.options().idle_deadline : owner_.options().header_deadline);
  take_request();
}

void Connection::finish() {
  phase_ = Phase::closing;
  owner_.on_waiting(identity_.id);
  set_deadline(owner_.options().closing_deadline);
  transport_->finish(then(&Connection::discard));
}

void Connection::discard(error_code error, std::size_t bytes) {
  discarded_bytes_ += bytes;
  if (error || discarded_bytes_ > kMaxDiscardedBytes) {
    close();
    return;
  }
  transport_->read(boost::asio::buffer(discarded_), then(&Connection::discard));
}

void Connection::stop() {
  stopping_ = true;
  if (phase_ == Phase::waiting) {
    close();
    return;
  }
  keep_alive_ = false;
  set_deadline(owner_.options().closing_deadline);
}

void Connection::close() {
  if (phase_ == Phase::closed) {
    return;
  }
  phase_ = Phase::closed;
  ++deadline_number_;
  deadline_.cancel();
  transport_->close();
  owner_.on_closed(identity_.id);
}

}  // namespace pantau::http
