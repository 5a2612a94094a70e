// Door to PC/SC (pcsc-lite). The library is opened when the first context is asked for, so that a machine without readers
// needs no libpcsclite1 and no start pays for it. Every function returns a pcsc-lite status code cut to 32 bits.
#ifndef CPCSC_H
#define CPCSC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// SCARD_E_NO_SERVICE: also what every function says when the library is not installed.
#define CP_NO_SERVICE 0x8010001Du

/// SCARD_STATE_* bits of pcsclite.h.
#define CP_STATE_CHANGED 0x0002u
#define CP_STATE_UNKNOWN 0x0004u
#define CP_STATE_UNAVAILABLE 0x0008u
#define CP_STATE_EMPTY 0x0010u
#define CP_STATE_PRESENT 0x0020u
#define CP_STATE_EXCLUSIVE 0x0080u
#define CP_STATE_INUSE 0x0100u
#define CP_STATE_MUTE 0x0200u

/// What is known of a reader, and what it is now.
typedef struct {
  const char *name;
  uint32_t known;
  uint32_t now;
} cp_reader_state;

uint32_t cp_establish(int64_t *context);
uint32_t cp_release(int64_t context);
/// Names one after the other, each ended by NUL, the last by two. `*size` is the room, then what is used or needed.
uint32_t cp_list_readers(int64_t context, char *names, size_t *size);
/// Waits until a state is another than `known` (the name "\\?PnP?\Notification" stands for "a reader came or went").
/// At most 32 states.
uint32_t cp_wait(int64_t context, uint32_t milliseconds, cp_reader_state *states, size_t count);
/// Shared, T=0 or T=1, whichever the card speaks.
uint32_t cp_connect(int64_t context, const char *reader, int64_t *card, uint32_t *protocol);
/// Waits for as long as another program has the card.
uint32_t cp_begin(int64_t card);
/// Ends the transaction; with `reset` the card is reset before others may use it.
uint32_t cp_end(int64_t card, bool reset);
uint32_t cp_disconnect(int64_t card, bool reset);
/// `*size` is the room in `answer`, then the length of the answer.
uint32_t cp_transmit(int64_t card, uint32_t protocol, const void *command, size_t length, void *answer, size_t *size);
/// Asks the reader itself, not the card. `*size` is the room in `output`, then the length of the answer.
uint32_t cp_control(
  int64_t card, uint32_t code, const void *input, size_t length, void *output, size_t *size);
#endif
