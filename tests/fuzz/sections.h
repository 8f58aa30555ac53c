/* Included before each file of the core but arena.c: its variables stand together, so that a run can begin anew. */
#pragma clang section bss = "smg_bss" data = "smg_data"
