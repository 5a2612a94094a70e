// A reader for tests: a driver (IFD handler, API 3.0) that pcscd loads. It passes commands on to a virtual card behind a Unix
// socket, in the frames that SocketReader.swift describes, and does what a directory tells it: DEVICENAME is that directory, and
// each file in it is one setting, looked at every time, so that a test can change its mind at any moment.
//
//   card       the socket of the card
//   keys       the reader has keys of its own; the file says what is typed: digits, "cancel" or "timeout"
//   length     dwMaxAPDUDataSize, which the reader tells as a property; without the file it tells none
//   extended   what becomes of extended-length commands: "6700", or "fails"
//   t0         speaks as readers do with T=0: 61xx and 6Cxx, no extended length
//   delay      "MS", or "MS INS LENGTH": milliseconds before each command, or before those with this instruction (in hexadecimal) and
//              of this length in bytes
//   unplugged  nothing answers any more
//
// What is used of pcsc-lite's ifdhandler.h is declared here, so that no header of it is needed.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef unsigned long DWORD;
typedef long CODE;
typedef struct {
  DWORD protocol, length;
} io_header;
enum { SUCCESS = 0, ERROR_TAG = 600, COMMUNICATION_ERROR = 612, NOT_SUPPORTED = 614, PRESENT = 615, NOT_PRESENT = 616 };
enum { NO_SUCH_DEVICE = 617, BUFFER_TOO_SMALL = 618, POWER_UP = 500, POWER_DOWN = 501, RESET = 502 };
enum { TAG_ATR = 0x0303, TAG_SIMULTANEOUS = 0x0FAF, TAG_THREAD_SAFE = 0x0FAD, TAG_SLOTS = 0x0FAE };
// SCARD_CTL_CODE(n) is 0x42000000 + n; 3400 asks for features, the other two are this reader's own.
enum { ASK_FEATURES = 0x42000000 + 3400, VERIFY = 0x42000000 + 3500, PROPERTIES = 0x42000000 + 3501 };
enum { OFF = 0x00, ON = 0x01, WARM_RESET = 0x02, TELL_ATR = 0x04 };

static char directory[256];
static int card = -1;
static bool powered;
// The rest of an answer that waits for GET RESPONSE.
static unsigned char waiting[65538];
static size_t waits;
// Contact, T=0, no historical bytes.
static const unsigned char t0_atr[] = {0x3B, 0x00};

// MARK: settings

static bool setting(const char *name, char *text, size_t room) {
  char path[320];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "r");
  if (!file) return false;
  size_t count = fread(text, 1, room - 1, file);
  text[count] = 0;
  text[strcspn(text, "\n")] = 0;
  fclose(file);
  return true;
}

static bool is_set(const char *name) {
  char text[64];
  return setting(name, text, sizeof text);
}

// MARK: the card's socket

static void hang_up(void) {
  if (card >= 0) close(card);
  card = -1;
}

static bool say(const unsigned char *bytes, size_t count) {
  unsigned char frame[65538 + 2] = {(unsigned char)(count >> 8), (unsigned char)count};
  if (count > 65535) return false;
  memcpy(frame + 2, bytes, count);
  size_t sent = 0;
  while (sent < count + 2) {
    ssize_t done = send(card, frame + sent, count + 2 - sent, MSG_NOSIGNAL);
    if (done <= 0) return false;
    sent += (size_t)done;
  }
  memset(frame, 0, sizeof frame);
  return true;
}

static bool say_byte(unsigned char byte) { return say(&byte, 1); }

static bool hear_all(unsigned char *bytes, size_t count) {
  while (count > 0) {
    ssize_t done = recv(card, bytes, count, 0);
    if (done <= 0) return false;
    bytes += done;
    count -= (size_t)done;
  }
  return true;
}

// The length of the answer, or -1.
static long hear(unsigned char *bytes, size_t room) {
  unsigned char header[2];
  if (!hear_all(header, 2)) return -1;
  size_t count = (size_t)header[0] << 8 | header[1];
  if (count > room || !hear_all(bytes, count)) return -1;
  return (long)count;
}

static bool connected(void) {
  if (card >= 0) return true;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if ((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s/card", directory) >= sizeof address.sun_path)
    return false;
  card = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (card >= 0 && connect(card, (struct sockaddr *)&address, sizeof address) == 0) return true;
  hang_up();
  return false;
}

// The length of the ATR, 0 without a card.
static long ask_atr(unsigned char *atr, size_t room) {
  for (int attempt = 0; attempt < 2; attempt++) {
    bool fresh = card < 0;
    if (!connected()) return 0;
    // A new line has no power yet, and the card behind it remembers nothing.
    if ((!fresh || !powered || say_byte(ON)) && say_byte(TELL_ATR)) {
      long count = hear(atr, room);
      if (count >= 0) return count;
    }
    hang_up();
  }
  return 0;
}

// MARK: commands

static bool is_extended(const unsigned char *command, size_t length) { return length >= 7 && command[4] == 0; }

static CODE ask_card(const unsigned char *command, size_t length, unsigned char *answer, DWORD *room) {
  if (card < 0 || !powered || !say(command, length)) {
    hang_up();
    return COMMUNICATION_ERROR;
  }
  long count = hear(answer, *room);
  if (count < 0) hang_up();
  *room = count < 0 ? 0 : (DWORD)count;
  return count < 0 ? COMMUNICATION_ERROR : SUCCESS;
}

static void only_status(unsigned char *answer, DWORD *length, unsigned status) {
  answer[0] = (unsigned char)(status >> 8);
  answer[1] = (unsigned char)status;
  *length = 2;
}

// ISO/IEC 7816-3, 12.2: how answers come over T=0. Case 2 with a wrong Le is told the right one; case 4 is told how much waits.
static CODE speak_t0(const unsigned char *command, size_t length, unsigned char *answer, DWORD *room) {
  if (is_extended(command, length)) {
    only_status(answer, room, 0x6700);
    return SUCCESS;
  }
  if (length == 5 && command[1] == 0xC0) {
    size_t wanted = command[4] ? command[4] : 256;
    size_t given = wanted < waits ? wanted : waits;
    memcpy(answer, waiting, given);
    memmove(waiting, waiting + given, waits - given);
    waits -= given;
    DWORD tail;
    only_status(answer + given, &tail, waits ? 0x6100 | (waits > 255 ? 0 : waits) : 0x9000);
    *room = given + 2;
    return SUCCESS;
  }
  CODE code = ask_card(command, length, answer, room);
  if (code != SUCCESS || *room <= 2 || memcmp(answer + *room - 2, "\x90\x00", 2) != 0) return code;
  size_t has = *room - 2;
  if (length == 5) {
    size_t wanted = command[4] ? command[4] : 256;
    if (has < wanted) only_status(answer, room, 0x6C00 | has);
  } else {
    memcpy(waiting, answer, has);
    waits = has;
    only_status(answer, room, 0x6100 | (has > 255 ? 0 : has));
  }
  return SUCCESS;
}

static CODE transmit(const unsigned char *command, size_t length, unsigned char *answer, DWORD *room) {
  char text[64];
  unsigned milliseconds = 0, instruction = 0, size = 0;
  int parts = setting("delay", text, sizeof text) ? sscanf(text, "%u %x %u", &milliseconds, &instruction, &size) : 0;
  if (parts == 1 || (parts == 3 && instruction == command[1] && size == length))
    usleep(milliseconds * 1000);
  if (is_set("unplugged")) return COMMUNICATION_ERROR;
  if (is_set("t0")) return speak_t0(command, length, answer, room);
  if (is_extended(command, length) && setting("extended", text, sizeof text)) {
    if (strcmp(text, "6700") != 0) return COMMUNICATION_ERROR;
    only_status(answer, room, 0x6700);
    return SUCCESS;
  }
  return ask_card(command, length, answer, room);
}

// MARK: the reader's own keys

// PIN_VERIFY_STRUCTURE (PC/SC part 10, 2.5.2): ulDataLength at 15, the command at 19. The PIN is put where the command has room.
static CODE verify(const unsigned char *request, size_t length, unsigned char *answer, DWORD *room) {
  char typed[64];
  if (length < 19 + 5 || !setting("keys", typed, sizeof typed)) return NOT_SUPPORTED;
  unsigned char command[64];
  size_t size = request[15] | (size_t)request[16] << 8;
  if (size != length - 19 || size > sizeof command) return COMMUNICATION_ERROR;
  if (strcmp(typed, "cancel") == 0 || strcmp(typed, "timeout") == 0) {
    only_status(answer, room, typed[0] == 'c' ? 0x6401 : 0x6400);
    return SUCCESS;
  }
  size_t digits = strlen(typed);
  // wPINMaxExtraDigit: most, then least.
  if (digits > request[5] || digits < request[6] || digits != size - 5) {
    only_status(answer, room, 0x6403);
    return SUCCESS;
  }
  memcpy(command, request + 19, size);
  memcpy(command + 5, typed, digits);
  CODE code = transmit(command, size, answer, room);
  memset(command, 0, sizeof command);
  memset(typed, 0, sizeof typed);
  return code;
}

// MARK: what pcscd calls

CODE IFDHCreateChannelByName(DWORD lun, char *name) {
  (void)lun;
  snprintf(directory, sizeof directory, "%s", name);
  return is_set("unplugged") ? NO_SUCH_DEVICE : SUCCESS;
}

CODE IFDHCreateChannel(DWORD lun, DWORD channel) {
  (void)lun, (void)channel;
  return NOT_SUPPORTED;
}

CODE IFDHCloseChannel(DWORD lun) {
  (void)lun;
  hang_up();
  powered = false;
  return SUCCESS;
}

CODE IFDHGetCapabilities(DWORD lun, DWORD tag, DWORD *length, unsigned char *value) {
  (void)lun;
  switch (tag) {
  case TAG_SIMULTANEOUS:
  case TAG_SLOTS:
    if (*length < 1) return ERROR_TAG;
    *length = 1;
    value[0] = 1;
    return SUCCESS;
  default: return ERROR_TAG;
  }
}

CODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, unsigned char *value) {
  (void)lun, (void)tag, (void)length, (void)value;
  return NOT_SUPPORTED;
}

CODE IFDHSetProtocolParameters(
    DWORD lun, DWORD protocol, unsigned char flags, unsigned char pts1, unsigned char pts2, unsigned char pts3) {
  (void)lun, (void)protocol, (void)flags, (void)pts1, (void)pts2, (void)pts3;
  return SUCCESS;
}

CODE IFDHICCPresence(DWORD lun) {
  (void)lun;
  unsigned char atr[64];
  if (is_set("unplugged")) return NO_SUCH_DEVICE;
  return ask_atr(atr, sizeof atr) > 0 ? PRESENT : NOT_PRESENT;
}

CODE IFDHPowerICC(DWORD lun, DWORD action, unsigned char *atr, DWORD *length) {
  (void)lun;
  unsigned char found[64];
  DWORD room = *length;
  *length = 0;
  waits = 0;
  if (is_set("unplugged")) return COMMUNICATION_ERROR;
  if (action == POWER_DOWN) {
    powered = false;
    if (card >= 0 && !say_byte(OFF)) hang_up();
    return SUCCESS;
  }
  if (!connected() || !say_byte(powered && action == RESET ? WARM_RESET : ON)) {
    hang_up();
    return COMMUNICATION_ERROR;
  }
  powered = true;
  long count = ask_atr(found, sizeof found);
  if (count <= 0 || (DWORD)count > room) {
    powered = false;
    return COMMUNICATION_ERROR;
  }
  bool t0 = is_set("t0");
  *length = t0 ? sizeof t0_atr : (DWORD)count;
  memcpy(atr, t0 ? t0_atr : found, *length);
  return SUCCESS;
}

CODE IFDHTransmitToICC(
    DWORD lun, io_header send, unsigned char *command, DWORD length, unsigned char *answer, DWORD *room, io_header *got) {
  (void)lun;
  if (got) got->protocol = send.protocol;
  CODE code = length < 4 ? COMMUNICATION_ERROR : transmit(command, length, answer, room);
  if (code != SUCCESS) *room = 0;
  return code;
}

CODE IFDHControl(
    DWORD lun, DWORD code, unsigned char *input, DWORD length, unsigned char *output, DWORD room, DWORD *used) {
  (void)lun;
  *used = 0;
  char text[64];
  unsigned char told[16];
  size_t count = 0;
  if (is_set("unplugged")) return COMMUNICATION_ERROR;
  switch (code) {
  case ASK_FEATURES:
    // Tag, 4, the control code, highest byte first.
    if (is_set("keys")) memcpy(told + count, (unsigned char[]){0x06, 4, 0x42, 0, 0x0D, 0xAC}, 6), count += 6;
    if (is_set("length")) memcpy(told + count, (unsigned char[]){0x12, 4, 0x42, 0, 0x0D, 0xAD}, 6), count += 6;
    break;
  case PROPERTIES: {
    if (!setting("length", text, sizeof text)) return NOT_SUPPORTED;
    uint32_t most = (uint32_t)strtoul(text, NULL, 10);
    told[count++] = 0x0A, told[count++] = 4;
    for (int shift = 0; shift < 32; shift += 8) told[count++] = (unsigned char)(most >> shift);
    break;
  }
  case VERIFY: *used = room; return verify(input, length, output, used);
  default: return NOT_SUPPORTED;
  }
  if (count > room) return BUFFER_TOO_SMALL;
  memcpy(output, told, count);
  *used = count;
  return SUCCESS;
}
