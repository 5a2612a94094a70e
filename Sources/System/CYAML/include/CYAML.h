// Door to libyaml: YAML 1.1 parser whose marks give line and column.
#ifndef CYAML_H
#define CYAML_H
#include <yaml.h>
#endif
