/*
 * The boundary of the module: two exports, no imports. The host writes one JSON event, the core answers with one
 * JSON list of effects. The core sees neither the page, the clock, the network nor any storage: all that it knows
 * is in the events, so that every run can be replayed.
 *
 *     size_t n = strlen(event);
 *     memcpy(smg_buffer(n), event, n);
 *     const char *effects = smg_dispatch(n);
 *
 * There are two modules of this boundary, made of the same sources. The first one lacks what few visits ask for. What
 * it has not it answers with one effect, ["more"], alone, and so it answers from then on: the host then puts all events
 * of the page so far to the whole module, drops what that answers to those that the first one has answered, and goes
 * on with it. All other answers of the first are those of the whole, byte for byte.
 *
 * EVENTS. One JSON object. Every event carries
 *
 *     type      string, one of those below; any other is answered with one "log" effect
 *     now       integer, seconds since 1970-01-01 UTC by the device's clock
 *     random    string, 32 hexadecimal digits, fresh for each event; becomes the consent id of a grant
 *     cookies   string, document.cookie as it is now ("" where it cannot be read)
 *     refusal   string or null, the localStorage item that has the cookie's name (SMG_CONFIG.consent.cookie.name, or
 *               "smg_consent") as it is now
 *     table     boolean, false for the first module, which has no table; true where the page has an element
 *                           [data-smg-table], once its HTML is there whole; "all" where one is
 *                           [data-smg-table=all]: the table then has the unused too
 *     instead   boolean, absent for the first module: true where the page has content that stands in for refused
 *                           content, [data-smg-purpose^="!"]
 *     pending   array of the ids of processors whose script was added and is still on its way
 *     woken     array of the ids of purposes and processors for which content of the page was woken
 *     shown     string, SHA-256 of the text of the open layer in base64url without padding; "" where there is none
 *
 * and, by type:
 *
 *     wants     config      as in start
 *               languages   as in start
 *               Comes before the start, where it comes: answered with a "fetch" for each file beside the script that
 *               the page needs, definitions that its configuration names and its language. Of what every event carries
 *               it has but type and now, and so have the "fetched" that answer it.
 *     fetched   path        of a "fetch" effect
 *               content     what the file holds, as JSON; null where it could not be had, or has not the right hash
 *               plural      string, of a language: for each number from 0 on the first letter of its category there, as
 *                           Intl.PluralRules calls it, and "-" for "other"; absent, or "", where that is not known
 *               Once for each "fetch"; before the start for those of "wants". A definition counts from the start on.
 *     start     config      window.SMG_CONFIG as JSON; any type, absent where there is none
 *               languages   array of language tags: html[lang] first, then those of the browser, best first
 *               host        string, the page's host name, without port
 *               path        string, the path of its address, from the first "/" on
 *               secure      boolean, true where "Secure" cookies can be set
 *               gpc         boolean, navigator.globalPrivacyControl
 *               framed      boolean, true for a page within another one
 *               Comes once, before all others but those two.
 *     action    name        accept reject save settings partners close withdraw receipt toggle once always
 *               inside      boolean: pressed inside the module's own element (else: data-smg-action on the page,
 *                           where accept and save need the option pageAccept)
 *               trusted     boolean, Event.isTrusted: false for a press made by a script
 *               pointer     boolean: by a mouse, a finger or a pen; false for a key
 *               age         integer, milliseconds since the layer that was pressed had first been painted, by the time
 *                           of the press; 0 where it had not been. "accept" of a trusted pointer grants from 500 on; of
 *                           anything else at once. So do "once" and "always", which only a trusted press inside may
 *                           ask for: since the face's buttons came into view
 *               repeated    boolean: not the first press of a double click, UIEvent.detail
 *               on          array of the names of all switches that are on; only where a settings dialog is open
 *               target      with "toggle": the name of the switch that was just turned; with "once" and "always":
 *                           the key of the element whose face was pressed
 *               purpose, processor      with "once" and "always": what that element waits for, as in "waiting"
 *     call      name, args  a function of the API and its arguments, see web/smg.d.ts; or "state" and the type of an
 *                           event: answered with what a listener to that has missed, or nothing
 *     language  languages   as in start: html[lang] has changed
 *     sync                  something may have changed elsewhere: another tab, a restored page
 *     added                 the page has been given a place for the table, or content that waits for a grant; or the
 *                           answer to a "look" effect
 *               purposes, processors    arrays of the ids that content waits for, each told once
 *               waiting     array of [key, purpose, processor, name, host] of frames and pictures that are to have a
 *                           face: a number as text, which is the element's own; the ids that it waits for, or null;
 *                           its title or alternative text, or null; and the host name of its address
 *               embeds      array of [key, what, name] of elements [data-smg-embed], each told once: a number as text,
 *                           which is the element's own among these; the attribute's value, "youtube:ID"; its title,
 *                           or null
 *     next                  the answer to a "next" effect
 *     eraseAgain            the answer to a "later" effect, once for each delay; or a processor's script has come
 *               id          of that processor: what is to be done then is answered with "update"; absent with "later"
 *     requests  requests    array of [host, address] of requests that the page made to other hosts
 *     failed    id          what was ordered of this processor was not done:
 *               step      "start", "stop" or "update", by the effect of which a step has failed; absent where its
 *                         script could not be loaded
 *               reason    string: what was thrown
 *     alone                 the first module has answered "more" to a press, and the whole one cannot be had: the
 *                           visitor is to be told. Put to a new first module that has had all events but those that it
 *                           lacks something for
 *     explain   content     array of [purpose, processor] for which content of the page waits: as the page has written
 *                           them, null where it has not
 *               Asked by who looks for a fault, of the whole module only: why is all as it is? Answered with "return",
 *               the reasons of src/explain.h; changes nothing, so that a run is the same with these and without
 *     still     id          asked before each step of a "load" that newer events have overtaken: may it go on? Answered
 *                           with "return"; after false nothing more of it is done, which the core takes note of
 *
 * EFFECTS. A JSON array of arrays [kind, ...], to be performed in the order given:
 *
 *     ["log", level, text]            level "warn" or "error"; one line for the console
 *     ["store", cookie, refusal, name, domain]    assign cookie (string) to document.cookie; unless domain is null,
 *                                     delete what is left of that name then, on every path that the page can have:
 *                                     without a domain and with this one, or, where it is "", with any that the page
 *                                     is within; set the localStorage item `name` to refusal (string), or remove it
 *                                     (null). The only effect that stores. Whether it worked is seen by the records in
 *                                     the next event.
 *     ["render", place, node]         place "banner", "settings", "float", "status" or "table"; node null removes it
 *                                     at once. A node is [tag, {attribute: string}, child ...]; true stands for an
 *                                     attribute without a value, false for none; a child is a node, a string, which
 *                                     is only ever text, a number: a time in milliseconds since 1970 UTC, shown as
 *                                     its date, or {"country": code of ISO 3166-1}, shown as its name. What has a
 *                                     class has it as its part too. "table" goes into every [data-smg-table].
 *     ["theme", accent, background, text, radius, font]    what the site has said of the look: strings, of which the
 *                                     host says which are no CSS, since it alone knows; null: nothing. Before the first
 *                                     "render", and only where the site has said any
 *     ["switches", [[name, on, text] ...]]  set the open dialog's switches, and the text beside each; a fourth
 *                                     entry, where there is one, is the new aria-describedby
 *     ["save", name, value]           offer the value to the visitor as a JSON file of that name
 *     ["stand-in", [function ...], [[path, queue, method ...] ...]]    make each of these global functions, unless
 *                                     there is one: it drops what it is told until a "load" has a "stub" of that name,
 *                                     and again after the "stop" of all whose stub it is. The second list, absent where
 *                                     it would be empty, is of the objects of the step "methods", which are to be made
 *                                     in the same way
 *     ["stop", id, steps]             the processor is to end; steps as below. One that fails does not end the others
 *     ["update", id, steps]           the processor runs on, and is to be told of other grants; or its script has come,
 *                                     and this is what waited for it
 *     ["mask", except, marks]         [[attribute, value] ...]: put these marks on every form field, now and from now
 *                                     on, but not on those within the selector `except` ("": none); of a class the
 *                                     names are added
 *     ["erase", cookies, local, session]    three arrays of names to delete; a "*" stands for any run of characters
 *     ["load", id, steps, nonce]      the processor is to start; nonce: for its scripts, absent: that of the module's
 *                                     own tag. The only effect that loads. One that was stopped may come again, without
 *                                     its script. All or nothing: where a step fails, no script is added and what was
 *                                     queued is taken back. A path's first name must not be one of the browser's own
 *                                     globals. Steps, in order:
 *                                       ["stub", function, queue, member]  make the global function unless there is
 *                                           one that does the same, or the vendor's own, which has that member: it
 *                                           hands its arguments to its member where that is a function, else pushes its
 *                                           `arguments` object to the queue (a path from window), which must be a list
 *                                       ["list", path]             make the array, unless there is something
 *                                       ["methods", path, queue, method ...]  make the object at path, an array where
 *                                           queue is the same path, unless there is something, and give it each of
 *                                           these methods that it has not: it pushes [method, argument ...] to the
 *                                           queue, which is made an array unless there is something
 *                                       ["set", path, value]       assign, path from window, parts joined by "."
 *                                       ["alias", path, function]  assign the global function, unless path has a value
 *                                       ["call", function, argument ...]  the argument "{date}" stands for new Date().
 *                                           In a "load" the call of a stub must reach its queue; what a call pushes to
 *                                           an array counts as queued
 *                                       ["new", path, constructor, argument ...]  assign what the constructor makes of
 *                                           the arguments; "{global:x}", also as a member of an object among them,
 *                                           stands for the value of the path x
 *                                       ["reply", path, value]  make path, of two names, a function that answers value,
 *                                           unless it is one already that is not of this kind
 *                                       ["none", path, beginning ...]  fail where the object at path has a member whose
 *                                           name begins so: something that the other steps do not end
 *                                       ["script", url, attributes]  add <script async src=url>, when all others are
 *                                           done; with these attributes, an object of strings, where there is one
 *     ["unlock", purposes, processors]      arrays of granted ids: wake what the page has set aside for them
 *     ["refused", purposes]           array of the ids of the purposes that are not granted: of what stands in for
 *                                     refused content, [data-smg-purpose="!id"], show that of these, hide the rest
 *     ["once", key]                   wake this one element, which the visitor has asked for without a grant
 *     ["face", key, node]             show the node in the place of this element until it wakes
 *     ["embed", key, processor, address, title, allow, width, height]    put a frame of this address into the element
 *                                     of this key of "embeds", which waits for the processor as other content does;
 *                                     the last three are attributes of it, texts or null
 *     ["look"]                        send an "added" event with all that waits, also what was told before
 *     ["emit", type, detail]          CustomEvent "smg:" + type on window
 *     ["next", when]                  send a "next" event: when "paint", after the next frame was shown; "task", in a
 *                                     task of its own, but the first of a start before that task ends
 *     ["due"]                         a decision is to be posted: send an "added" event, once the whole module is
 *                                     there, which is fetched for it; nothing waits for that
 *     ["post", url, proof]            post this object as JSON (proof.schema.json), without referrer, and past the end
 *                                     of the page; where that fails, again a few times while the page is there
 *     ["fetch", path, integrity]      get the file beside the script, refuse it where it has another hash (as <script
 *                                     integrity> says it), and send a "fetched" event in any case
 *     ["later", delay ...]            send an "eraseAgain" event after each of these, in milliseconds
 *     ["reload"]                      load the page anew, by GET
 *     ["return", value]               the API call's result
 *     ["more"]                        of the first module only, see above
 *
 * A refusal that "next" does not find stored is stored once more, and only then taken for one that cannot be. A grant
 * that it does not find is taken back, by a "store" before all else.
 * The order after a choice is fixed: store, render (the status first), next(paint), stop, erase, [later], update, mask,
 * load (one per task), unlock, [refused], [look], emit, [due], [reload]. What the page may listen to never stands
 * before a load in one answer. Each "load" is decided by the records that came with the very event it answers, and so
 * is an "update" that answers the coming of a script. A "post" answers an "added" event, and is of a choice that an
 * event before it has found stored.
 */
#ifndef SMG_H
#define SMG_H

#include <stddef.h>

/*
 * Where to write the next event: at least `length` bytes, valid until smg_dispatch. Text that an earlier
 * smg_dispatch returned is void from here on. NULL when memory has run out: nothing may be written then.
 */
char *smg_buffer(size_t length);

/*
 * Handles the event of `length` bytes of UTF-8 that was written to smg_buffer(length).
 * Returns NUL-terminated JSON, owned by the module, valid until the next smg_buffer. Never NULL: whatever is wrong
 * with the event, the answer is a list of effects, if need be of one "log" alone.
 */
const char *smg_dispatch(size_t length);

#endif
