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
  /** How it was given: b(utton that accepts all), s(witches, saved), p(age), a(pi); "u" behind it for a press made by a script. Only with a grant. */
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
  /** The record of a grant, which the visitor can download from the settings; undefined where nothing was granted. */
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
  /** Resolves when the module has started, or has failed to: nothing is accepted then. */
  ready: Promise<SMGConsentApi>
}

/** A text, or one per language tag. */
export type Text = string | Record<string, string>

export interface Config {
  /** Processor id to counter id; for one that needs none, true. Empty, null or false: not used; absent: only those are. */
  analytics?: Record<string, string | number | boolean | null>
  consent?: {
    company?: Text
    email?: string
    bin?: string
    policyUrl?: Text
    language?: string
    texts?: Record<string, Record<string, string>>
    revision?: number
    cookie?: {
      name?: string
      domain?: string
      path?: string
      sameSite?: 'Lax' | 'Strict' | 'None'
      secure?: boolean
      expiresAfterDays?: number
    }
    refusalExpiresAfterDays?: number
    theme?: 'auto' | 'light' | 'dark'
    layout?: 'box' | 'bar' | 'dialog'
    position?: 'start' | 'center' | 'end' | 'top-start' | 'top-center' | 'top-end'
    floatingButton?: boolean
    respectGpc?: boolean
    inFrames?: boolean
    pageAccept?: boolean
    purposes?: Record<string, { name?: Text; description?: Text; does?: Text }>
    processors?: object[]
    onWithdraw?: 'auto' | 'reload' | 'none'
    recordable?: string
    nonce?: string
    debug?: boolean
  }
}

declare global {
  interface Window {
    SMG_CONFIG?: Config
    SMGConsent?: SMGConsentApi | ((api: SMGConsentApi) => void)[]
  }
}
