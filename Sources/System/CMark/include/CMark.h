// Door to cmark, the reference parser of CommonMark.
#ifndef CMARK_DOOR_H
#define CMARK_DOOR_H
#include <cmark.h>
#endif
