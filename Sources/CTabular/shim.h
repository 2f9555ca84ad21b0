#include <csv.h>
#include <uchardet.h>
