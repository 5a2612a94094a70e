// Door to libcurl: HTTPS exchanges on one thread. The vendor's header stays in the .c file, and the library is opened when
// first used (linking it would cost every start 3.6 ms).
//
// One loop belongs to one thread: every function that takes a loop or an exchange is called there, except cc_loop_wake.
#ifndef CCURL_H
#define CCURL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cc_loop cc_loop;
typedef struct cc_exchange cc_exchange;

/// How an exchange ended: every code of libcurl is one of these (`outcome_of` in the .c file).
typedef enum cc_outcome {
  CC_DONE = 0,
  CC_UNREACHABLE = 1,
  CC_TIMED_OUT = 2,
  CC_TLS = 3,
  CC_TOO_LARGE = 4,
} cc_outcome;

/// Why an exchange ended with CC_TLS.
typedef enum cc_doubt {
  CC_DOUBT_OTHER = 0,
  CC_DOUBT_UNKNOWN_ISSUER = 1,
  CC_DOUBT_EXPIRED = 2,
  CC_DOUBT_NOT_YET_VALID = 3,
  CC_DOUBT_WRONG_NAME = 4,
  CC_DOUBT_WRONG_KEY = 5,
  CC_DOUBT_ANCHORS_UNREADABLE = 6,
} cc_doubt;

/// Opens and starts libcurl; true when it is there. May be called from any thread, and again: the first answer stays.
bool cc_load(void);
/// The version of the library that was opened, or NULL.
const char *cc_version(void);

/// `anchors` is a file of PEM certificates: nothing else is trusted. `proxy` NULL means none, whatever the environment says.
/// NULL when libcurl is missing or memory is short.
cc_loop *cc_loop_new(const char *anchors, const char *proxy, int max_host_connections, int connect_timeout_ms);
/// Ends whatever still runs; exchanges must have been freed before.
void cc_loop_free(cc_loop *loop);
/// Makes a cc_loop_turn that waits return. From any thread, while the loop lives.
void cc_loop_wake(cc_loop *loop);
/// Waits up to `timeout_ms` for something to do, then does it. False when the loop cannot go on.
bool cc_loop_turn(cc_loop *loop, int timeout_ms);
/// The next exchange that ended, or NULL.
cc_exchange *cc_loop_next_done(cc_loop *loop);

/// A new exchange that is not yet under way; NULL when memory is short or the method is none of GET, POST, PUT, DELETE.
cc_exchange *cc_exchange_new(cc_loop *loop, const char *method, const char *url, uint64_t tag);
/// False for a header that cannot be sent: a line break in it, or no name.
bool cc_exchange_add_header(cc_exchange *exchange, const char *name, const char *value);
bool cc_exchange_set_body(cc_exchange *exchange, const uint8_t *bytes, size_t count);
/// Milliseconds for the whole exchange and the largest body of an answer.
void cc_exchange_set_limits(cc_exchange *exchange, long timeout_ms, size_t maximum_answer);
/// Makes a connection of its own with a full handshake, whose certificate can be asked for afterwards.
void cc_exchange_want_certificate(cc_exchange *exchange);
/// Only a server with this key gets the request; `pin` is libcurl's notation, "sha256//" and base64. A connection made without
/// the pin is not used for it. False when memory is short.
bool cc_exchange_pin_key(cc_exchange *exchange, const char *pin);
bool cc_exchange_start(cc_exchange *exchange);
/// Ends the exchange if it runs. Its handle is kept for the next one.
void cc_exchange_free(cc_exchange *exchange);

uint64_t cc_exchange_tag(const cc_exchange *exchange);
cc_outcome cc_exchange_outcome(const cc_exchange *exchange);
/// Says something only after CC_TLS.
cc_doubt cc_exchange_doubt(const cc_exchange *exchange);
/// Whether any of the request may have left this machine.
bool cc_exchange_was_sent(const cc_exchange *exchange);
int cc_exchange_status(const cc_exchange *exchange);
/// Header lines of the last answer, without its status line, each ended by CR LF as they came.
const uint8_t *cc_exchange_headers(const cc_exchange *exchange, size_t *count);
const uint8_t *cc_exchange_body(const cc_exchange *exchange, size_t *count);
/// PEM of the server's own certificate, or NULL when it was not asked for or did not come.
const char *cc_exchange_certificate(const cc_exchange *exchange);

/// How an exchange went; times are microseconds since it began.
typedef struct cc_transfer {
  long new_connections;
  const char *version;
  char peer[64];
  int64_t connected, secured, answering, whole;
} cc_transfer;
/// To be asked between the exchange's end and cc_exchange_free.
cc_transfer cc_exchange_transfer(const cc_exchange *exchange);
#endif
