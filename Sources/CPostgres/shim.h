#ifndef MILLRACE_CPOSTGRES_SHIM_H
#define MILLRACE_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

#endif
