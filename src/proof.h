/*
 * What the site is sent of a decision, for its proof: posted to the option `receiptUrl`, in the form of
 * include/proof.schema.json, once the choice is stored and carried out. The first module only knows that one is due,
 * and answers "due": the whole is then fetched, is told all events, and posts.
 */
#ifndef PROOF_H
#define PROOF_H

#include "state.h"

/* A choice is made, as this record says. To be called before it is decided. */
void proof_note(const struct record *record);

/* What is decided has been stored, and is to be posted as it is now; each choice once. The event is the one by which
 * that is known; its random digits become the key by which the site knows a record that comes twice. */
void proof_take(const struct event *event);

/* Writes "post" for each that was taken and is not posted yet. */
void proof_post(void);

#endif
