#define _GNU_SOURCE
#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Finished handles kept for reuse: as many as the home screen has parts, twice.
#define POOL 16
// Header lines of one answer; the portal's are under 2 KB.
#define MAXIMUM_HEADERS (64 * 1024)

// ---------------------------------------------------------------- the library

static struct {
  CURLcode (*global_init)(long);
  curl_version_info_data *(*version_info)(CURLversion);
  CURL *(*easy_init)(void);
  void (*easy_reset)(CURL *);
  void (*easy_cleanup)(CURL *);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
  CURLM *(*multi_init)(void);
  CURLMcode (*multi_cleanup)(CURLM *);
  CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
  CURLMcode (*multi_add_handle)(CURLM *, CURL *);
  CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
  CURLMcode (*multi_perform)(CURLM *, int *);
  CURLMcode (*multi_poll)(CURLM *, struct curl_waitfd *, unsigned int, int, int *);
  CURLMcode (*multi_wakeup)(CURLM *);
  CURLMsg *(*multi_info_read)(CURLM *, int *);
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

// Whoever can set our environment must not get the keys of our connections. libcurl reads this variable when it starts; it
// is taken away before main, while there is one thread, because nobody may change the environment later.
__attribute__((constructor)) static void ignore_key_log(void) { unsetenv("SSLKEYLOGFILE"); }

static void load(void) {
  // Never closed again: libcurl and OpenSSL leave thread-local data and exit handlers behind.
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"curl_global_init", &api.global_init},
      {"curl_version_info", &api.version_info},
      {"curl_easy_init", &api.easy_init},
      {"curl_easy_reset", &api.easy_reset},
      {"curl_easy_cleanup", &api.easy_cleanup},
      {"curl_easy_setopt", &api.easy_setopt},
      {"curl_easy_getinfo", &api.easy_getinfo},
      {"curl_slist_append", &api.slist_append},
      {"curl_slist_free_all", &api.slist_free_all},
      {"curl_multi_init", &api.multi_init},
      {"curl_multi_cleanup", &api.multi_cleanup},
      {"curl_multi_setopt", &api.multi_setopt},
      {"curl_multi_add_handle", &api.multi_add_handle},
      {"curl_multi_remove_handle", &api.multi_remove_handle},
      {"curl_multi_perform", &api.multi_perform},
      {"curl_multi_poll", &api.multi_poll},
      {"curl_multi_wakeup", &api.multi_wakeup},
      {"curl_multi_info_read", &api.multi_info_read},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (symbol == NULL) return;
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  loaded = api.global_init(CURL_GLOBAL_SSL) == CURLE_OK;
}

bool cc_load(void) {
  pthread_once(&once, load);
  return loaded;
}

const char *cc_version(void) { return cc_load() ? api.version_info(CURLVERSION_NOW)->version : NULL; }

// ---------------------------------------------------------------- the loop

struct cc_loop {
  CURLM *multi;
  char *anchors, *proxy;
  long connect_timeout_ms;
  CURL *idle[POOL];
  int idle_count;
};

struct cc_exchange {
  cc_loop *loop;
  CURL *easy;
  uint64_t tag;
  struct curl_slist *request_headers;
  bool has_content_type, running, wants_certificate, body_full, headers_full, failed;
  bool is_get, sent;
  uint8_t *request;
  size_t request_count, request_taken;
  uint8_t *headers, *body;
  size_t headers_count, headers_room, body_count, body_room, maximum_answer;
  char *certificate;
  cc_outcome outcome;
  long status;
  char complaint[CURL_ERROR_SIZE];
  cc_doubt doubt;
};

cc_loop *cc_loop_new(const char *anchors, const char *proxy, int max_host_connections, int connect_timeout_ms) {
  if (!cc_load()) return NULL;
  cc_loop *loop = calloc(1, sizeof *loop);
  if (loop == NULL) return NULL;
  loop->connect_timeout_ms = connect_timeout_ms;
  loop->anchors = strdup(anchors);
  // An empty string is how libcurl is told to use no proxy; NULL would make it ask the environment.
  loop->proxy = strdup(proxy == NULL ? "" : proxy);
  loop->multi = api.multi_init();
  if (loop->anchors == NULL || loop->proxy == NULL || loop->multi == NULL) {
    cc_loop_free(loop);
    return NULL;
  }
  api.multi_setopt(loop->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)max_host_connections);
  api.multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, (long)max_host_connections * 2);
  api.multi_setopt(loop->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
  return loop;
}

void cc_loop_free(cc_loop *loop) {
  if (loop == NULL) return;
  for (int i = 0; i < loop->idle_count; i++) api.easy_cleanup(loop->idle[i]);
  if (loop->multi != NULL) api.multi_cleanup(loop->multi);
  free(loop->anchors);
  free(loop->proxy);
  free(loop);
}

void cc_loop_wake(cc_loop *loop) { api.multi_wakeup(loop->multi); }

bool cc_loop_turn(cc_loop *loop, int timeout_ms) {
  // Poll, then perform: the other way round waits the whole time when perform itself ended the last transfer.
  int running;
  if (api.multi_poll(loop->multi, NULL, 0, timeout_ms, NULL) != CURLM_OK) return false;
  return api.multi_perform(loop->multi, &running) == CURLM_OK;
}

// ---------------------------------------------------------------- what libcurl says

// What OpenSSL found (X509_V_ERR_*, x509_vfy.h) when libcurl says that the peer could not be verified.
static cc_doubt doubt_of(CURLcode code, CURL *easy) {
  if (code == CURLE_SSL_PINNEDPUBKEYNOTMATCH) return CC_DOUBT_WRONG_KEY;
  if (code == CURLE_SSL_CACERT_BADFILE) return CC_DOUBT_ANCHORS_UNREADABLE;
  long found = 0;
  if (code != CURLE_PEER_FAILED_VERIFICATION || api.easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &found) != CURLE_OK)
    return CC_DOUBT_OTHER;
  switch (found) {
    case 0:   // the chain is good: libcurl itself compared the names
    case 62:  // HOSTNAME_MISMATCH
    case 64:  // IP_ADDRESS_MISMATCH
      return CC_DOUBT_WRONG_NAME;
    case 2: case 18: case 19: case 20: case 21: case 27:  // no issuer, self-signed, not trusted
      return CC_DOUBT_UNKNOWN_ISSUER;
    case 9: return CC_DOUBT_NOT_YET_VALID;
    case 10: return CC_DOUBT_EXPIRED;
    default: return CC_DOUBT_OTHER;
  }
}

// Every code of <curl/curl.h> up to 7.88, and what it means for us. Codes of newer versions count as unreachable.
static cc_outcome outcome_of(CURLcode code, const cc_exchange *exchange) {
  switch (code) {
    case CURLE_OK:
      return CC_DONE;
    case CURLE_OPERATION_TIMEDOUT:
      return CC_TIMED_OUT;
    case CURLE_FILESIZE_EXCEEDED:
      return CC_TOO_LARGE;
    case CURLE_WRITE_ERROR:  // our own callbacks stopped the transfer
      return exchange->body_full || exchange->headers_full ? CC_TOO_LARGE : CC_UNREACHABLE;

    case CURLE_SSL_CONNECT_ERROR:
      // A connection that breaks in the handshake has this code too. OpenSSL's own findings carry "error:"; an end of
      // file is one of them since OpenSSL 3, and says no more than a reset does.
      return strstr(exchange->complaint, "error:") == NULL || strstr(exchange->complaint, "unexpected eof") != NULL
                 ? CC_UNREACHABLE
                 : CC_TLS;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_USE_SSL_FAILED:
      return CC_TLS;

    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
    case CURLE_QUIC_CONNECT_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_FAIL_REWIND:  // it would have sent a body a second time; see take_request
    case CURLE_INTERFACE_FAILED:
    case CURLE_NO_CONNECTION_AVAILABLE:
    case CURLE_AGAIN:
    case CURLE_PROXY:
    case CURLE_CHUNK_FAILED:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP_RETURNED_ERROR:
    case CURLE_HTTP_POST_ERROR:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_RANGE_ERROR:
    case CURLE_UPLOAD_FAILED:
    case CURLE_AUTH_ERROR:
    case CURLE_LOGIN_DENIED:
    case CURLE_UNRECOVERABLE_POLL:
      return CC_UNREACHABLE;

    // A wrong address or option, or this machine's trouble: nothing was reached.
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_FAILED_INIT:
    case CURLE_URL_MALFORMAT:
    case CURLE_NOT_BUILT_IN:
    case CURLE_READ_ERROR:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_FUNCTION_NOT_FOUND:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_SETOPT_OPTION_SYNTAX:
    case CURLE_FILE_COULDNT_READ_FILE:
    case CURLE_BAD_DOWNLOAD_RESUME:
    case CURLE_CONV_FAILED:
    case CURLE_RECURSIVE_API_CALL:
      return CC_UNREACHABLE;

    // Other protocols, which are switched off.
    case CURLE_FTP_ACCEPT_FAILED:
    case CURLE_FTP_WEIRD_PASS_REPLY:
    case CURLE_FTP_ACCEPT_TIMEOUT:
    case CURLE_FTP_WEIRD_PASV_REPLY:
    case CURLE_FTP_WEIRD_227_FORMAT:
    case CURLE_FTP_CANT_GET_HOST:
    case CURLE_FTP_COULDNT_SET_TYPE:
    case CURLE_FTP_COULDNT_RETR_FILE:
    case CURLE_FTP_PORT_FAILED:
    case CURLE_FTP_COULDNT_USE_REST:
    case CURLE_FTP_PRET_FAILED:
    case CURLE_FTP_BAD_FILE_LIST:
    case CURLE_QUOTE_ERROR:
    case CURLE_LDAP_CANNOT_BIND:
    case CURLE_LDAP_SEARCH_FAILED:
    case CURLE_TFTP_NOTFOUND:
    case CURLE_TFTP_PERM:
    case CURLE_TFTP_ILLEGAL:
    case CURLE_TFTP_UNKNOWNID:
    case CURLE_TFTP_NOSUCHUSER:
    case CURLE_REMOTE_DISK_FULL:
    case CURLE_REMOTE_FILE_EXISTS:
    case CURLE_REMOTE_FILE_NOT_FOUND:
    case CURLE_SSH:
    case CURLE_RTSP_CSEQ_ERROR:
    case CURLE_RTSP_SESSION_ERROR:
      return CC_UNREACHABLE;

    default:
      return CC_UNREACHABLE;
  }
}

static void keep_certificate(cc_exchange *exchange) {
  struct curl_certinfo *chain = NULL;
  if (api.easy_getinfo(exchange->easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL) return;
  if (chain->num_of_certs < 1) return;
  for (struct curl_slist *line = chain->certinfo[0]; line != NULL; line = line->next) {
    if (strncmp(line->data, "Cert:", 5) == 0) {
      exchange->certificate = strdup(line->data + 5);
      return;
    }
  }
}

static void look_whether_sent(cc_exchange *exchange) {
  long bytes = 0;
  curl_off_t started = 0;
  api.easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &bytes);
  api.easy_getinfo(exchange->easy, CURLINFO_PRETRANSFER_TIME_T, &started);
  exchange->sent = bytes > 0 || started > 0;
}

cc_exchange *cc_loop_next_done(cc_loop *loop) {
  int left;
  CURLMsg *message;
  while ((message = api.multi_info_read(loop->multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    CURLcode code = message->data.result;  // the message dies with remove_handle
    CURL *easy = message->easy_handle;
    cc_exchange *exchange = NULL;
    if (api.easy_getinfo(easy, CURLINFO_PRIVATE, &exchange) != CURLE_OK || exchange == NULL) continue;
    exchange->outcome = outcome_of(code, exchange);
    if (exchange->outcome == CC_TLS) exchange->doubt = doubt_of(code, easy);
    api.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &exchange->status);
    look_whether_sent(exchange);
    if (exchange->wants_certificate && code == CURLE_OK) keep_certificate(exchange);
    api.multi_remove_handle(loop->multi, easy);
    exchange->running = false;
    return exchange;
  }
  return NULL;
}

// ---------------------------------------------------------------- callbacks

// False when the bytes do not fit `maximum` or memory.
static bool append(uint8_t **bytes, size_t *count, size_t *room, const void *more, size_t n, size_t maximum) {
  if (n > maximum - *count) return false;
  if (*count + n > *room) {
    size_t wanted = *room < 2048 ? 4096 : *room * 2;
    while (wanted < *count + n) wanted *= 2;
    uint8_t *larger = realloc(*bytes, wanted);
    if (larger == NULL) return false;
    *bytes = larger;
    *room = wanted;
  }
  memcpy(*bytes + *count, more, n);
  *count += n;
  return true;
}

static size_t take_body(char *data, size_t size, size_t count, void *context) {
  cc_exchange *x = context;
  if (append(&x->body, &x->body_count, &x->body_room, data, size * count, x->maximum_answer)) return size * count;
  x->body_full = true;
  return 0;
}

static size_t take_header(char *data, size_t size, size_t count, void *context) {
  cc_exchange *x = context;
  size_t n = size * count;
  if (n >= 5 && memcmp(data, "HTTP/", 5) == 0) {  // a new status line: what came before was an interim answer
    x->headers_count = 0;
    return n;
  }
  if (n <= 2) return n;
  if (append(&x->headers, &x->headers_count, &x->headers_room, data, n, MAXIMUM_HEADERS)) return n;
  x->headers_full = true;
  return 0;
}

// The body is read by callback and there is no seek function: libcurl, which by itself sends a request again when a kept
// connection turns out to be dead, then gives up (CURLE_SEND_FAIL_REWIND) and never sends a body twice.
static size_t give_request(char *buffer, size_t size, size_t count, void *context) {
  cc_exchange *x = context;
  size_t n = size * count, left = x->request_count - x->request_taken;
  if (n > left) n = left;
  if (n > 0) memcpy(buffer, x->request + x->request_taken, n);
  x->request_taken += n;
  return n;
}

static int refuse_seek(void *context, curl_off_t offset, int origin) {
  (void)context, (void)offset, (void)origin;
  return CURL_SEEKFUNC_FAIL;
}

// ---------------------------------------------------------------- an exchange

static void set_options(cc_exchange *x, const char *url) {
  CURL *easy = x->easy;
  const cc_loop *loop = x->loop;
  api.easy_setopt(easy, CURLOPT_PRIVATE, x);
  api.easy_setopt(easy, CURLOPT_URL, url);
  api.easy_setopt(easy, CURLOPT_ERRORBUFFER, x->complaint);
  api.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // A look-up of a name that hangs in getaddrinfo must not hold the thread when its exchange is cancelled.
  api.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);

  api.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  api.easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  api.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  api.easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  api.easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  api.easy_setopt(easy, CURLOPT_PROXY, loop->proxy);
  api.easy_setopt(easy, CURLOPT_NOPROXY, loop->proxy[0] == 0 ? "*" : "");

  api.easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  api.easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  api.easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  api.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, loop->connect_timeout_ms);
  api.easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, NULL);
  api.easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  api.easy_setopt(easy, CURLOPT_USERAGENT, "mynafront");

  api.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  api.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  api.easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  api.easy_setopt(easy, CURLOPT_CAINFO, loop->anchors);
  api.easy_setopt(easy, CURLOPT_CAPATH, NULL);  // Debian's default is the directory of the system's authorities

  api.easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  api.easy_setopt(easy, CURLOPT_WRITEDATA, x);
  api.easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
  api.easy_setopt(easy, CURLOPT_HEADERDATA, x);
}

cc_exchange *cc_exchange_new(cc_loop *loop, const char *method, const char *url, uint64_t tag) {
  bool is_get = strcmp(method, "GET") == 0;
  if (!is_get && strcmp(method, "POST") != 0 && strcmp(method, "PUT") != 0 && strcmp(method, "DELETE") != 0) return NULL;
  cc_exchange *x = calloc(1, sizeof *x);
  if (x == NULL) return NULL;
  x->loop = loop;
  x->tag = tag;
  x->is_get = is_get;
  x->easy = loop->idle_count > 0 ? loop->idle[--loop->idle_count] : api.easy_init();
  if (x->easy == NULL) {
    free(x);
    return NULL;
  }
  set_options(x, url);
  if (is_get) {
    api.easy_setopt(x->easy, CURLOPT_HTTPGET, 1L);
  } else {
    api.easy_setopt(x->easy, CURLOPT_POST, 1L);
    api.easy_setopt(x->easy, CURLOPT_CUSTOMREQUEST, method);
    api.easy_setopt(x->easy, CURLOPT_READFUNCTION, give_request);
    api.easy_setopt(x->easy, CURLOPT_READDATA, x);
    api.easy_setopt(x->easy, CURLOPT_SEEKFUNCTION, refuse_seek);
    // Without this, libcurl waits for "100 Continue" before larger bodies.
    if (!cc_exchange_add_header(x, "Expect", NULL)) x->failed = true;
  }
  return x;
}

bool cc_exchange_add_header(cc_exchange *x, const char *name, const char *value) {
  if (name[0] == 0 || strpbrk(name, "\r\n:;") != NULL || (value != NULL && strpbrk(value, "\r\n") != NULL)) return false;
  char *line = NULL;
  // libcurl's notation: "Name:" leaves the header out, "Name;" sends it empty.
  int n = value == NULL ? asprintf(&line, "%s:", name)
          : value[0] == 0 ? asprintf(&line, "%s;", name)
                          : asprintf(&line, "%s: %s", name, value);
  if (n < 0) return false;
  struct curl_slist *longer = api.slist_append(x->request_headers, line);
  free(line);
  if (longer == NULL) return false;
  x->request_headers = longer;
  if (strcasecmp(name, "Content-Type") == 0) x->has_content_type = true;
  return true;
}

bool cc_exchange_set_body(cc_exchange *x, const uint8_t *bytes, size_t count) {
  if (count == 0) return true;
  x->request = malloc(count);
  if (x->request == NULL) return false;
  memcpy(x->request, bytes, count);
  x->request_count = count;
  return true;
}

void cc_exchange_set_limits(cc_exchange *x, long timeout_ms, size_t maximum_answer) {
  x->maximum_answer = maximum_answer;
  // 0 would mean "for ever".
  api.easy_setopt(x->easy, CURLOPT_TIMEOUT_MS, timeout_ms < 1 ? 1L : timeout_ms);
  if (maximum_answer > 0) api.easy_setopt(x->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)maximum_answer);
}

void cc_exchange_want_certificate(cc_exchange *x) {
  x->wants_certificate = true;
  api.easy_setopt(x->easy, CURLOPT_CERTINFO, 1L);
  // libcurl tells the certificates of connections made for this exchange only, so it must make one; without a resumed
  // session, so that the server has just shown that it holds the key.
  api.easy_setopt(x->easy, CURLOPT_FRESH_CONNECT, 1L);
  api.easy_setopt(x->easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

bool cc_exchange_pin_key(cc_exchange *x, const char *pin) {
  return api.easy_setopt(x->easy, CURLOPT_PINNEDPUBLICKEY, pin) == CURLE_OK;
}

bool cc_exchange_start(cc_exchange *x) {
  if (!x->is_get) {
    api.easy_setopt(x->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->request_count);
    // Else libcurl calls every body a web form.
    if (!x->has_content_type && !cc_exchange_add_header(x, "Content-Type", NULL)) x->failed = true;
  }
  if (x->failed) return false;
  api.easy_setopt(x->easy, CURLOPT_HTTPHEADER, x->request_headers);
  if (api.multi_add_handle(x->loop->multi, x->easy) != CURLM_OK) return false;
  x->running = true;
  return true;
}

void cc_exchange_free(cc_exchange *x) {
  if (x == NULL) return;
  if (x->running) api.multi_remove_handle(x->loop->multi, x->easy);
  api.easy_reset(x->easy);
  if (x->loop->idle_count < POOL) {
    x->loop->idle[x->loop->idle_count++] = x->easy;
  } else {
    api.easy_cleanup(x->easy);
  }
  api.slist_free_all(x->request_headers);
  free(x->request);
  free(x->headers);
  free(x->body);
  free(x->certificate);
  free(x);
}

cc_transfer cc_exchange_transfer(const cc_exchange *x) {
  cc_transfer t = {.version = "HTTP"};
  char *ip = NULL;
  long port = 0, version = 0;
  curl_off_t connected = 0, secured = 0, answering = 0, whole = 0;
  api.easy_getinfo(x->easy, CURLINFO_NUM_CONNECTS, &t.new_connections);
  api.easy_getinfo(x->easy, CURLINFO_PRIMARY_IP, &ip);
  api.easy_getinfo(x->easy, CURLINFO_PRIMARY_PORT, &port);
  api.easy_getinfo(x->easy, CURLINFO_HTTP_VERSION, &version);
  api.easy_getinfo(x->easy, CURLINFO_CONNECT_TIME_T, &connected);
  api.easy_getinfo(x->easy, CURLINFO_APPCONNECT_TIME_T, &secured);
  api.easy_getinfo(x->easy, CURLINFO_STARTTRANSFER_TIME_T, &answering);
  api.easy_getinfo(x->easy, CURLINFO_TOTAL_TIME_T, &whole);
  snprintf(t.peer, sizeof t.peer, ip != NULL && strchr(ip, ':') != NULL ? "[%s]:%ld" : "%s:%ld", ip == NULL ? "" : ip, port);
  switch (version) {
    case CURL_HTTP_VERSION_1_0: t.version = "HTTP/1.0"; break;
    case CURL_HTTP_VERSION_1_1: t.version = "HTTP/1.1"; break;
    case CURL_HTTP_VERSION_2_0: t.version = "HTTP/2"; break;
    default: break;
  }
  t.connected = connected, t.secured = secured, t.answering = answering, t.whole = whole;
  return t;
}

uint64_t cc_exchange_tag(const cc_exchange *x) { return x->tag; }
cc_doubt cc_exchange_doubt(const cc_exchange *x) { return x->doubt; }
cc_outcome cc_exchange_outcome(const cc_exchange *x) { return x->outcome; }
bool cc_exchange_was_sent(const cc_exchange *x) { return x->sent; }
int cc_exchange_status(const cc_exchange *x) { return (int)x->status; }
const uint8_t *cc_exchange_headers(const cc_exchange *x, size_t *count) {
  *count = x->headers_count;
  return x->headers;
}
const uint8_t *cc_exchange_body(const cc_exchange *x, size_t *count) {
  *count = x->body_count;
  return x->body;
}
const char *cc_exchange_certificate(const cc_exchange *x) { return x->certificate; }
