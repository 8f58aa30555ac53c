/*
 * A decision as the short ASCII text that is stored. Nine fields, joined by dots:
 *
 *     1 . revision . time . id . method . language . notice . purposes . processors
 *
 *     1           the version of this form
 *     revision    decimal, the site's `revision` at that time
 *     time        base 36, seconds since 1970 UTC of the decision; of a refusal, of the day's start. Of a grant that
 *                 has kept an older one for other pages of the site "-" and the time of that, by which its term ends
 *     id          32 hexadecimal digits, the consent id; empty in a refusal
 *     method      how it was given: b(utton that accepts all), s(witches that were saved), f(ace of content that
 *                 waits), p(age), a(pi); u behind it where a script pressed. Empty in a refusal, but "w" in a
 *                 withdrawal that only a reload carries out: the next page tells the visitor that it is, and stores the
 *                 refusal without it
 *
 *     language    tag of the text that was shown; empty in a refusal
 *
 *     notice      SHA-256 of the text that was shown, base64url without padding; empty in a refusal, and where
 *                 no text was shown or the browser gave no hash of it (no https, or the press came too soon)
 *
 *     purposes    each purpose that was asked for, by id: "+" granted, "*" granted by its own switch, "-" refused
 *
 *     processors  each processor that was asked for, by its token (see processor.h), in the same way
 *
 * The pages of a site may ask for different things. A page reads the marks of what it has, and keeps those that it does
 * not know behind its own, as far as there is room: what was answered elsewhere stays answered. It may grant nothing by
 * them, nor make them last longer. Whoever grants nothing here has refused them too. A purpose with processors is
 * granted on each page if all that the page has of it are, whatever is marked; the mark, which is of the last answer,
 * is for pages that have none.
 *
 * A refusal holds nothing that tells two visitors of one day apart who have been asked for the same, and told: with
 * marks that the page does not know it is sorted, so that it does not show which page they came from. The decoder is
 * total: anything odd is no record.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"

#define DAY 86400 /* seconds */
#define RECORD_ID_LENGTH 32
#define RECORD_NOTICE_LENGTH 43
#define RECORD_TEXT_MAX 4000 /* what a browser takes as a cookie is 4096 with its name */
#define RECORD_HEAD_MAX 121  /* of which the seven first fields take at most, with the dots of all */
#define PURPOSE_ID_MAX 20
#define TOKEN_LENGTH 5
#define RECORD_MARKS "+*-"

struct record {
    uint32_t revision, time, since; /* since: of the oldest grant that it has kept, before `time`; 0: of none */
    char id[RECORD_ID_LENGTH + 1], method[3], language[12], notice[RECORD_NOTICE_LENGTH + 1];
    const char *purposes, *processors; /* in the text that was decoded, each up to the next "." or the end */
};

/*
 * Reads a record of `length` bytes with a NUL behind them; `text` must outlive it. A refusal is a record that grants
 * nothing. Returns false, with `record` in no defined state, for anything that record_begin and record_put_mark cannot
 * have written.
 */
bool record_decode(struct record *record, const char *text, size_t length);

/* True if the record grants anything. */
bool record_grants(const struct record *record);

/* The consent id in the five groups that people know, in the arena. Only of a grant. */
const char *record_uuid(const struct record *record);

/* Takes the next entry off one of the record's two lists: moves `*marks` behind it, sets `mark` to one of RECORD_MARKS,
 * and returns its name, in the arena; NULL at the end. */
const char *record_next(const char **marks, char *mark);

/* Writes all fields but the last two, with the dot behind each. */
void record_begin(const struct record *record);

/* Writes one entry of a list; `mark` is one of RECORD_MARKS. */
void record_put_mark(const char *name, char mark);

#endif
