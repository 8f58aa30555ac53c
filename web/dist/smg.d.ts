/** What a visitor has decided, as `getConsent()` returns it and `smg:consent` carries it. */
export interface Consent {
  choice: 'undecided' | 'refused' | 'granted'
  /** Granted or not, by purpose id. `necessary` is always true. */
  purposes: Record<string, boolean>
  /** Granted or not, by processor id. */
  processors: Record<string, boolean>
  /** Milliseconds since 1970 UTC. Of a refusal only the day is kept. Absent while undecided. */
  time?: number
  /** The site's `revision` at that time. Absent while undecided. */
  revision?: number
  /** The consent id, 32 hexadecimal digits. Only with a grant. */
  id?: string
  /** How it was given: b(utton that accepts all), s(witches, saved), f(ace of content that waits), p(age), a(pi); "u" behind it for a press made by a script. Only with a grant. */
  method?: string
  /** Tag of the language that the text was shown in. Only with a grant. */
  language?: string
  /** SHA-256 of the text that was shown, base64url; "" where none was, or the page is not on https. Only with a grant. */
  notice?: string
}

/** A consent record in the fields of ISO/IEC TS 27560, as far as a browser knows them. */
export interface Receipt {
  schema_version: string
  /** The consent id, as a UUID. */
  record_id: string
  pii_principal_id: string
  pii_controllers: {
    party_type: string
    party_name: string
    party_id: string | null
    party_contact: string | null
    party_url: string
  }[]
  privacy_notice: string | null
  /** Of the layer that was answered: SHA-256 of its text content in UTF-8, base64url without padding. */
  notice: { sha256: string | null; language: string }
  revision: number
  event: {
    event_type: 'explicit'
    event_state: 'given'
    /** Milliseconds since 1970 UTC. */
    event_time: number
    /** ISO 8601 */
    validity_duration: string
    /** As `method` in Consent. */
    collection_method: string
  }
  purposes: {
    purpose: string
    purpose_name: string
    purpose_description: string
    lawful_basis: 'consent'
    granted: boolean
    recipient_third_parties: {
      processor: string
      service: string
      party_name: string
      /** ISO 3166 codes */
      jurisdiction: string[] | null
      pii_type: string[] | null
      /** Name to lifetime: 2y, 30min, session. */
      cookies: Record<string, string>
      privacy_policy: string
      granted: boolean
    }[]
  }[]
  withdrawal_method: string
}

export interface EventDetails {
  /** Once, when the module has started. A listener that comes later is told the state of then. */
  ready: Consent
  /** On every page view with a decision, after all that it grants was loaded; and after each choice. */
  consent: Consent
  /** After a decision has changed; never on load, nor when the same is chosen again. */
  change: { old: Consent; new: Consent }
  show: 'banner' | 'settings'
  /** The layer that was closed; "settings" where both were. */
  hide: 'banner' | 'settings'
  /** Once per processor: a request to its hosts while it is refused, or was stopped some seconds ago. */
  leak: { processor: string; url: string }
  /**
   * store: the choice could not be kept. script: a processor's file did not load. start: it was not added, since the
   * processor could not be prepared. stop, update: a processor could not be told. event: what was asked for was not
   * done, or not shown; the console says what. stopped: the module gave up.
   */
  error: { error: 'store' | 'script' | 'start' | 'stop' | 'update' | 'event' | 'stopped'; processor?: string }
}

export interface SMGConsentApi {
  /** Opens the banner, whatever was decided. */
  show(): void
  /** Opens the settings dialog. */
  showPreferences(): void
  /** Closes both without a choice. */
  hide(): void
  acceptAll(): void
  rejectAll(): void
  /** Takes back whatever was granted: like rejectAll(). */
  withdraw(): void
  /** Forgets the decision and asks anew. */
  reset(): void
  /**
   * Grants a purpose, or with `on` false refuses it; the rest of the decision stays. Anything else for `on` than true,
   * false or undefined is reported, and changes nothing.
   */
  acceptPurpose(id: string, on?: boolean): void
  acceptProcessor(id: string, on?: boolean): void
  /** True or false; like all that answers, undefined until `ready`, and after the module has given up. */
  acceptedPurpose(id: string): boolean
  acceptedProcessor(id: string): boolean
  getConsent(): Consent
  /**
   * The record of a grant, which the visitor can download from the settings; undefined where nothing was granted, and,
   * with smg.js, before whole() has resolved.
   */
  getReceipt(): Receipt | undefined
  /** False where there is no such language. */
  setLanguage(tag: string): boolean
  /**
   * Listens to `smg:` + type. For ready, and for consent where a decision has been carried out, the state as it is now
   * is told at once.
   */
  on<T extends keyof EventDetails>(type: T, f: (detail: EventDetails[T]) => void): void
  off<T extends keyof EventDetails>(type: T, f: (detail: EventDetails[T]) => void): void
  /**
   * Calls each function with the API, once the module has started or has failed to. Before it is there, SMGConsent may
   * be an array of them.
   */
  push(...functions: ((api: SMGConsentApi) => void)[]): void
  /** Fetches the second file, where it is not there; resolves when it has come or has failed to. At once with smg.all.js. */
  whole(): Promise<void>
  /** Resolves when the module has started, or has failed to: nothing is accepted then. */
  ready: Promise<SMGConsentApi>
}

// Made from src/*.schema.json:
/** A text, or one per language tag. */
export type Text = string | Record<string, string>

export interface Purpose {
  /** What the visitor calls it. */
  name?: Text
  /** What it is for, beside its switch. */
  description?: Text
  /** The same in a few words, in the request. */
  does?: Text
}

export interface Source {
  facts: string[]
  from: string
  date: string
  certainty?: string
}

/** Names, each with how long it is kept: 2y, 30min, session, none. */
export type Kept = Record<string, string>

/**
 * Steps in the form of include/smg.h, each a verb and what it is about. {id} in a text is the counter id, {name} the
 * parameter of that name, "{number}" the same as a number, "{on:x}" whether x is granted, "{granted:x}" the same as
 * granted or denied, "{now}" the time in milliseconds, "{date}" that of the call. The first name of a path is the
 * vendor's own, and none of the browser's.
 */
export type Steps = (
  | ['stub', string, string, string?]
  | ['list', string]
  | ['methods', string, string, string, ...unknown[]]
  | ['set', string, unknown]
  | ['alias', string, string]
  | ['call', string, ...unknown[]]
  | ['new', string, string, ...unknown[]]
  | ['reply', string, unknown]
  | ['none', string, string, ...unknown[]]
  | ['script', string, unknown?]
)[]

/**
 * One file of src/processors, or one entry of SMG_CONFIG.consent.processors. The build checks the files by this schema;
 * src/embed.mjs makes of it the table by which src/config.c checks a page's own definitions, and knows only the
 * keywords that stand here. `expected` is what a message says of a value of another form.
 */
export interface Processor {
  /** The name of the processor in SMG_CONFIG.analytics, the API and data-smg-processor; the file's name. */
  id: string
  /**
   * The processor that this one is a part of: it has a switch of its own, and starts and stops by the steps of the
   * whole.
   */
  partOf?: string
  /** What the visitor calls it. */
  name: Text
  /** Who gets the data: a column of the table, the recipient in the receipt. */
  company: Text
  /** Where the data goes: codes of ISO 3166-1. A change of these asks every visitor again. */
  countries: string[]
  /** What it is for: a purpose of src/languages/en.json, or one of SMG_CONFIG.consent.purposes. */
  purpose: string
  /**
   * What else it is for: it stands under each of these purposes too, with a switch for each, and runs while any of them
   * is on. "{granted:x}" in its steps is then its own switch under x.
   */
  otherPurposes?: string[]
  /** "thin": the facts stand on little, so that its end is always a reload of the page. */
  certainty?: string
  /** What it does there, in a sentence or two: a column of the table. */
  description: Text
  /** What it learns: kinds of data that the languages name (data_…), or words of your own. */
  data: string[]
  /** The address of its own privacy policy, or one for each language. */
  policy?: string | Record<string, string>
  /**
   * The form of its id: letters, sets such as [A-Z0-9], {count} or {min,max} behind them, "|" between alternatives.
   * With it, the processor is used where SMG_CONFIG.analytics has such an id.
   */
  idPattern?: string
  /**
   * Where the site has more than one value to give: the form of each, by its name, which stands for it in texts of
   * steps. SMG_CONFIG.analytics then has an object of these.
   */
  parameters?: Record<string, string>
  /** The cookies that it sets on this site, each with how long it stays. "*" stands for any run of characters. */
  cookies?: Kept
  /** What it keeps in localStorage; "none": it stays until it is deleted. */
  localStorage?: Kept
  /** What it keeps in sessionStorage. */
  sessionStorage?: Kept
  /** What it keeps only while another purpose, or processor, is granted too, by the id of that. */
  storesFor?: Record<
    string,
    {
      cookies?: Kept
      localStorage?: Kept
      sessionStorage?: Kept
    }
  >
  /** What else is to be deleted when it ends: older names, and those of its probes. */
  eraseToo?: {
    cookies?: string[]
    localStorage?: string[]
    sessionStorage?: string[]
  }
  /** The cookies that no page can delete, by their domain; "" stands for this site's own that are HttpOnly. */
  unreachable?: Record<string, string[]>
  /**
   * What a Content-Security-Policy must allow, by the directive without its "-src". Only for people who read the file.
   */
  hosts?: Record<string, string[]>
  /**
   * The name of a script that several processors share. Where another one of that name runs already, this one starts by
   * `join`: no consent default comes after an update, and no script twice.
   */
  loader?: string
  /** How it starts, after a grant. */
  start?: Steps
  /** What is done once its script has come, if it is still granted then. */
  loaded?: Steps
  /** How it starts where another processor of the same `loader` runs. */
  join?: Steps
  /** How it ends, after a withdrawal. */
  stop?: Steps
  /** How it starts once more in the page where it was stopped. Without it only a reload starts it again. */
  restart?: Steps
  /** How it is told that other grants have changed, while it runs on. */
  update?: Steps
  /** True where only a reload of the page stops it. */
  reload?: boolean
  /** True where its own code does nothing while the browser's Global Privacy Control is on, whatever is granted. */
  obeysGpc?: boolean
  /** The attribute, and its value, by which its recorder leaves a form field unread. */
  mask?: [string, string]
  /** The hosts by which its requests are recognised, none that others use too; "*." stands for any below. */
  recognisedBy?: string[]
  /**
   * The frame that data-smg-embed="id:ID" stands for. `pattern` is the form of what stands behind the colon, {embed} in
   * the address `frame`; `allow`, `width` and `height` are attributes of the frame.
   */
  embed?: {
    pattern: string
    frame: string
    allow?: string
    width?: string
    height?: string
  }
  /**
   * Who gets the data, and where, for operators in these countries (SMG_CONFIG.consent.country), in the place of
   * `company`, `countries` and `policy`.
   */
  regions?: {
    of: string[]
    company: Text
    countries: string[]
    policy?: string | Record<string, string>
  }[]
  /**
   * Where each fact was read, and when: the members that it is about, and a page, a package or a source with its
   * version; "measured" is what was tried. Each member that says something of the vendor has one. Only for people who
   * read the file.
   */
  sources?: Source[]
}

/** window.SMG_CONFIG, all of it optional. */
export interface Config {
  /**
   * Processor id → counter id; for one that needs none, true; for one of several values, an object of them. Empty, null
   * or false: not used; absent: only those are. What is not built in is fetched from `processors/`, beside the script.
   */
  analytics?: Record<string, string | number | boolean | null | object>
  /** How consent is asked for and kept. */
  consent?: {
    /** Text: who asks */
    company?: Text
    /**
     * where the operator is, a code of ISO 3166-1 such as `"KZ"`: it decides which law's sentences stand under "Legal
     * information" in the settings. `src/countries` has those of Kazakhstan, Russia, the European Economic Area and the
     * United Kingdom; all others, and a site without the option, have neutral ones
     */
    country?: string
    /** 12 digits: the operator's number in Kazakhstan, which the law asks for there */
    bin?: string | number
    /** contact for deletion */
    email?: string
    /** Text: web address of the policy */
    policyUrl?: string | Record<string, string>
    /**
     * an address on this site, or one that begins with `https://`: each decision is posted there once it is stored, for
     * your proof, without address or anything else that tells who it was (`include/proof.schema.json`). Another host
     * needs to be in `connect-src`. [examples/receipts](examples/receipts/README.md) is what takes them
     */
    receiptUrl?: string
    /**
     * a language tag, in any case, of which the first part will do (`ru-RU`); or `"auto"`: `html[lang]`, then the
     * browser's languages, then English. `en` `kk` `ru` are in the module. `ar` `az` `be` `bg` `cs` `da` `de` `el` `es`
     * `et` `fi` `fr` `ga` `he` `hr` `hu` `hy` `it` `ka` `ky` `lt` `lv` `mt` `nl` `pl` `pt` `ro` `sk` `sl` `sv` `tg`
     * `tk` `tr` `uk` `uz` `zh` are a file each in `languages/`, which a page in one of them fetches; until it has come,
     * and where it does not come, it is English
     */
    language?: string
    /**
     * `{ tag: { key: text } }`: overrides, or a language of your own: a copy of `languages/en.json`, which lies beside
     * `smg.js`, translated
     */
    texts?: Record<string, Record<string, string>>
    /** 0..999999999: raise it to ask everybody again */
    revision?: number
    /**
     * `{ name, domain, path, sameSite, secure, expiresAfterDays }`. `domain` is this host or one above it. With it a
     * grant, and its withdrawal, holds on all hosts of it; a refusal is known only to the host where it was given. Two
     * sites under one host, `/one/` and `/two/`, need a `name` each, and a `path` each: the name is that of the refusal
     * too
     */
    cookie?: {
      /** The name of the cookie, and of the item in localStorage that a refusal is. */
      name?: string
      /** This host or one above it. */
      domain?: string
      /** The path below which the cookie is seen. */
      path?: string
      /** "None" is sent with Secure. */
      sameSite?: 'Lax' | 'Strict' | 'None'
      /** Only over https. */
      secure?: boolean
      /** How long a grant holds. */
      expiresAfterDays?: number
    }
    /** 1..400, after the day of the refusal */
    refusalExpiresAfterDays?: number
    /**
     * `"box"`, `"bar"`, `"dialog"`. The last stands in the middle of the screen where `modal` is `true`. Else it would
     * hide what visitors are about to use, and stands in the middle of the lower or upper edge
     */
    layout?: 'box' | 'bar' | 'dialog'
    /** `"start"`, `"center"`, `"end"`; at the upper edge `"top-start"`, `"top-center"`, `"top-end"` */
    position?: 'start' | 'center' | 'end' | 'top-start' | 'top-center' | 'top-end'
    /**
     * `true`: the page lies behind a backdrop, and nothing of it can be used before an answer; Esc is none. Else the
     * banner stands at an edge, and goes to the other one where it would hide what has the focus
     */
    modal?: boolean
    /**
     * `"auto"`, `"light"`, `"dark"`; or `{ mode, accent, background, text, radius, font }`: `mode` is one of the three,
     * the others are CSS values. `accent`, one brand colour, is enough
     */
    theme?:
      | 'auto'
      | 'light'
      | 'dark'
      | {
          /** "auto" is as the visitor has it. A background decides by itself. */
          mode?: 'auto' | 'light' | 'dark'
          /** The brand's colour: links, the words on buttons, switches, focus; buttons have a tint of it. */
          accent?: string
          /** A colour; light or dark, all others follow. */
          background?: string
          /** A colour; quieter texts, lines and edges lie between it and the background. */
          text?: string
          /** A length: of the layers' corners; those of buttons are smaller. */
          radius?: string
          /** A list of font families. */
          font?: string
        }
    /** `false` leaves out the small button that opens the settings again */
    floatingButton?: boolean
    /** `false` ignores the browser's Global Privacy Control */
    respectGpc?: boolean
    /** `true` asks in a page within another one too */
    inFrames?: boolean
    /**
     * paths of pages on which the banner does not open by itself, such as `["/privacy", "/legal/*"]`; "*" at the end
     * stands for all that begins so. Nothing loads there either without a grant
     */
    quietOn?: string[]
    /**
     * countries, codes of ISO 3166-1, in which the banner does not open by itself; where the visitor is is told by
     * `region`. Nothing loads there without a grant either: the settings are open to everybody
     */
    quietIn?: string[]
    /**
     * where the visitor is, a code of ISO 3166-1, as your own server has written it into the page: see
     * [examples/regions](examples/regions/README.md)
     */
    region?: string
    /**
     * `true` lets `data-smg-action="accept"` on an element of the page grant. Not where visitors write what others see:
     * such an element would grant all with one click
     */
    pageAccept?: boolean
    /**
     * `true` writes every event and its effects to the console, and shows them on the page with why a thing was or was
     * not loaded, as `?smg-debug` in its address does; `false` forbids the latter
     */
    debug?: boolean
    /**
     * `{ id: { name, description, does } }`: purposes of your own, or other words for the built-in ones. `{ marketing:
     * {} }` asks for a purpose that none of your processors has, for content that waits for it
     */
    purposes?: Record<string, Purpose>
    /**
     * definitions of your own, in the form of `src/processor.schema.json`; each must bring `id name company countries
     * purpose description data`, which the table and the receipt show
     */
    processors?: Processor[]
    /**
     * `"auto"`: the page reloads only where something cannot be stopped otherwise; `"reload"`: whenever something ran;
     * `"none"`: never, and the settings say what runs on
     */
    onWithdraw?: 'auto' | 'reload' | 'none'
    /**
     * CSS selector of form fields that session recorders may read. All others are marked for them as not to be read,
     * those added later too, but not within shadow roots
     */
    recordable?: string
    /** for the scripts that are added, where the policy asks for one */
    nonce?: string
  }
}
// End of what is made.

declare global {
  interface Window {
    SMG_CONFIG?: Config
    SMGConsent?: SMGConsentApi | ((api: SMGConsentApi) => void)[]
  }
}
