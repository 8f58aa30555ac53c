#include "template.h"

#include <string.h>

/* A page's own texts may have any number of holes, and holes within holes. These keep them from blocking the page. */
#define EXPANDED_MAX 8000  /* bytes of a text, beyond which none of its further holes is filled */
#define DEPTH_MAX 3        /* how deep a text stands within others: a number in the partners in the request */
#define FILLED_MAX 2000000 /* of an answer: the bytes in its holes and these costs; beyond, holes stay unfilled */
#define HOLE_COST 64       /* for each, since a hole that holds nothing takes time too; a large site has thousands */
#define INNER_COST 4096    /* for each within another hole's text: few are needed, and they multiply */

static struct {
    size_t filled; /* of FILLED_MAX, in this answer */
    int depth;     /* of the text at hand */
} self;

void template_begin(void) {
    self.filled = 0;
}

static void put_filling(const char *text) {
    if (text)
        json_string(text);
    else if (text_last() == ':')
        json_null();
}

void template_view_there(enum view_id view, template_fill *fill, const struct scope *scope) {
    const char *at = list_at(embedded_views, (int)view);
    while (*at) {
        size_t plain = text_until(at, MARKS);
        if (plain && *at != ']' && *at != '}')
            json_comma();
        text_put_slice(at, plain);
        at += plain;
        if (!*at)
            break;
        int number = at[1] - MARK_FIRST;
        put_filling(*at == MARK_HOLE ? fill((enum hole)number, scope) : template_text((enum text)number, fill, scope));
        at += 2;
    }
}

const char *template_text(enum text text, template_fill *fill, const struct scope *scope) {
    const char *at = language_text(text);
    /* Most texts have no hole, and are used where they are. */
    if (!at[text_until(at, "{")])
        return at;
    text_begin();
    while (*at && text_length() < EXPANDED_MAX) {
        size_t plain = text_until(at, "{");
        text_put_slice(at, plain);
        at += plain;
        if (!*at)
            break;
        plain = text_until(at, "}");
        text_begin();
        text_put_slice(at + 1, plain - 1);
        /* In a page's own text braces around a word that is no hole stay as they are. So does a hole beyond the bounds
         * above, such as one whose text has itself in it. */
        int hole = list_find(embedded_holes, text_end());
        if (hole < HOLE_TEXTS && self.depth < DEPTH_MAX && self.filled < FILLED_MAX) {
            self.depth++;
            const char *filling = fill((enum hole)hole, scope);
            self.depth--;
            text_put(filling ? filling : "");
            self.filled += (self.depth ? INNER_COST : HOLE_COST) + (filling ? strlen(filling) : 0);
            at += plain + 1;
        } else
            text_put_char(*at++);
    }
    return text_end();
}
