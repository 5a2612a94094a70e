#include "CPCSC.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

// The part of pcsc-lite's ABI that is used, as in its winscard.h and pcsclite.h: on Linux LONG is long, DWORD unsigned long,
// contexts and handles are LONG, and structures have natural alignment. Its own headers are not in the compiler's path and
// need -I flags, and libpcsclite1 is only recommended, never needed.
typedef long LONG;
typedef unsigned long DWORD;
enum { MAX_ATR = 33, MAX_STATES = 32 };
enum { SCOPE_SYSTEM = 2, SHARE_SHARED = 2, PROTOCOL_T0 = 1, PROTOCOL_T1 = 2, LEAVE_CARD = 0, RESET_CARD = 1 };
#define INVALID_PARAMETER 0x80100004u

typedef struct {
  const char *reader;
  void *user;
  DWORD current, event, atr_size;
  unsigned char atr[MAX_ATR];
} reader_state;

typedef struct {
  DWORD protocol, size;
} io_request;

static struct {
  LONG (*establish)(DWORD, const void *, const void *, LONG *);
  LONG (*release)(LONG);
  LONG (*list_readers)(LONG, const char *, char *, DWORD *);
  LONG (*status_change)(LONG, DWORD, reader_state *, DWORD);
  LONG (*connect)(LONG, const char *, DWORD, DWORD, LONG *, DWORD *);
  LONG (*begin)(LONG);
  LONG (*end)(LONG, DWORD);
  LONG (*disconnect)(LONG, DWORD);
  LONG (*control)(LONG, DWORD, const void *, DWORD, void *, DWORD, DWORD *);
  LONG (*transmit)(LONG, const io_request *, const unsigned char *, DWORD, io_request *, unsigned char *, DWORD *);
} pcsc;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

static void load(void) {
  void *library = dlopen("libpcsclite.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"SCardEstablishContext", &pcsc.establish}, {"SCardReleaseContext", &pcsc.release},
      {"SCardListReaders", &pcsc.list_readers},   {"SCardGetStatusChange", &pcsc.status_change},
      {"SCardConnect", &pcsc.connect},            {"SCardBeginTransaction", &pcsc.begin},
      {"SCardEndTransaction", &pcsc.end},         {"SCardDisconnect", &pcsc.disconnect},
      {"SCardTransmit", &pcsc.transmit},          {"SCardControl", &pcsc.control},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (!symbol) return;
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  loaded = true;
}

static bool ready(void) {
  pthread_once(&once, load);
  return loaded;
}

uint32_t cp_establish(int64_t *context) {
  if (!ready()) return CP_NO_SERVICE;
  LONG value = 0;
  uint32_t result = (uint32_t)pcsc.establish(SCOPE_SYSTEM, NULL, NULL, &value);
  *context = value;
  return result;
}

uint32_t cp_release(int64_t context) { return ready() ? (uint32_t)pcsc.release((LONG)context) : CP_NO_SERVICE; }

uint32_t cp_list_readers(int64_t context, char *names, size_t *size) {
  if (!ready()) return CP_NO_SERVICE;
  DWORD length = (DWORD)*size;
  uint32_t result = (uint32_t)pcsc.list_readers((LONG)context, NULL, names, &length);
  *size = length;
  return result;
}

uint32_t cp_wait(int64_t context, uint32_t milliseconds, cp_reader_state *states, size_t count) {
  if (!ready()) return CP_NO_SERVICE;
  if (count > MAX_STATES) return INVALID_PARAMETER;
  reader_state theirs[MAX_STATES];
  memset(theirs, 0, sizeof theirs);
  for (size_t i = 0; i < count; i++) {
    theirs[i].reader = states[i].name;
    theirs[i].current = states[i].known;
  }
  uint32_t result = (uint32_t)pcsc.status_change((LONG)context, milliseconds, theirs, (DWORD)count);
  for (size_t i = 0; i < count; i++) states[i].now = (uint32_t)theirs[i].event;
  return result;
}

uint32_t cp_connect(int64_t context, const char *reader, int64_t *card, uint32_t *protocol) {
  if (!ready()) return CP_NO_SERVICE;
  LONG handle = 0;
  DWORD active = 0;
  uint32_t result =
      (uint32_t)pcsc.connect((LONG)context, reader, SHARE_SHARED, PROTOCOL_T0 | PROTOCOL_T1, &handle, &active);
  *card = handle;
  *protocol = (uint32_t)active;
  return result;
}

uint32_t cp_begin(int64_t card) { return ready() ? (uint32_t)pcsc.begin((LONG)card) : CP_NO_SERVICE; }

uint32_t cp_end(int64_t card, bool reset) {
  return ready() ? (uint32_t)pcsc.end((LONG)card, reset ? RESET_CARD : LEAVE_CARD) : CP_NO_SERVICE;
}

uint32_t cp_disconnect(int64_t card, bool reset) {
  return ready() ? (uint32_t)pcsc.disconnect((LONG)card, reset ? RESET_CARD : LEAVE_CARD) : CP_NO_SERVICE;
}

uint32_t cp_transmit(int64_t card, uint32_t protocol, const void *command, size_t length, void *answer, size_t *size) {
  if (!ready()) return CP_NO_SERVICE;
  io_request request = {protocol, sizeof request};
  DWORD room = (DWORD)*size;
  uint32_t result = (uint32_t)pcsc.transmit((LONG)card, &request, command, (DWORD)length, NULL, answer, &room);
  *size = room;
  return result;
}

uint32_t cp_control(
    int64_t card, uint32_t code, const void *input, size_t length, void *output, size_t *size) {
  if (!ready()) return CP_NO_SERVICE;
  DWORD used = 0;
  uint32_t result =
      (uint32_t)pcsc.control((LONG)card, code, input, (DWORD)length, output, (DWORD)*size, &used);
  *size = used;
  return result;
}
