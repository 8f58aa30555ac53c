#include "first.h"

#ifdef SMG_FIRST
bool first_lacks;
#endif
