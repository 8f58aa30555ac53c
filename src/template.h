/*
 * Fills the forms of src/views and the texts of src/languages. Knows what a hole is, and not what stands in any: it
 * asks the caller's function for each.
 *
 * A view is a node as include/smg.h describes it, in which
 *
 *     "$key"    stands for the text of that key in the language of the visitor,
 *     "@hole"   for what the function gives: a text, a value, any number of nodes, or nothing.
 *
 * A text has holes too: {company}. src/embed.mjs turns them all into numbers, and finds misspelt ones.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "language.h"

/* What a view or text is about. What it is not about is NULL or -1; most are about nothing. */
struct scope {
    int item;               /* a purpose or processor of the site */
    const json *definition; /* of a processor, which the site need not use */
    int column;             /* of the processors' table, see words_column */
    enum text said;         /* the text that is being told */
    const char *n, *m;      /* numbers, in digits */
};

#define SCOPE_NONE ((struct scope){.item = -1, .column = -1})

/*
 * What stands in the hole: a text, which the template writes as a JSON string; or NULL, where the function has written
 * JSON itself, or there is nothing: then null is written where a member must have a value.
 */
typedef const char *template_fill(enum hole hole, const struct scope *scope);

/* To be called for each event: the costs of filling, which are bounded for each answer, are counted anew. */
void template_begin(void);

/* Writes the view. */
void template_view_there(enum view_id view, template_fill *fill, const struct scope *scope);
IN_PLACE void template_view(enum view_id view, template_fill *fill, const struct scope *scope) {
    if (view < VIEW_COUNT || !left_out())
        template_view_there(view, fill, scope);
}

/* True for a hole of a view or text that was left out. To be asked by who fills holes, before all else: what only such
 * a hole needs is left out with it. */
IN_PLACE bool template_lacks(enum hole hole) {
    return hole >= HOLE_COUNT && left_out();
}

/* A text of the visitor's language. Where it has no hole it is the language's own; else it is in the arena. */
const char *template_text(enum text text, template_fill *fill, const struct scope *scope);

#endif
