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
  /** The consent number, 32 hexadecimal digits. Only with a grant. */
  id?: string
  /** How it was given: b(anner), s(ettings), p(age), a(pi); "u" behind it for a press made by a script. Only with a grant. */
  way?: string
  /** Tag of the language that the text was shown in. Only with a grant. */
  language?: string
}

export interface EventDetails {
  /** Once, when the module has started. */
  ready: Consent
  /** On every page view with a decision, after all that it grants was loaded; and after each choice. */
  consent: Consent
  /** After a decision has changed; never on load. */
  change: { old: Consent; new: Consent }
  show: 'banner' | 'settings'
  hide: 'banner' | 'settings'
  /** store: the choice could not be kept. script: a processor's file did not load. stopped: the module gave up. */
  error: { error: 'store' | 'script' | 'stopped'; processor?: string }
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
  /** Grants a purpose, or with `on` false refuses it; the rest of the decision stays. */
  acceptPurpose(id: string, on?: boolean): void
  acceptProcessor(id: string, on?: boolean): void
  acceptedPurpose(id: string): boolean
  acceptedProcessor(id: string): boolean
  getConsent(): Consent
  /** The same as getConsent() for a grant; undefined where nothing was granted. */
  getReceipt(): Consent | undefined
  /** False where there is no such language. */
  setLanguage(tag: string): boolean
  /** Listens to `smg:` + type. For ready and consent, what was already told is told at once. */
  on<T extends keyof EventDetails>(type: T, f: (detail: EventDetails[T]) => void): void
  off<T extends keyof EventDetails>(type: T, f: (detail: EventDetails[T]) => void): void
  /** Calls each function with the API. Before the module is there, SMGConsent may be an array of them. */
  push(...functions: ((api: SMGConsentApi) => void)[]): void
  /** Resolves when the module has started, or has failed to: nothing is accepted then. */
  ready: Promise<SMGConsentApi>
}

/** A text, or one per language tag. */
export type Text = string | Record<string, string>

export interface Config {
  /** Processor id to counter id. Empty, null or absent: the site does not use that processor. */
  analytics?: Record<string, string | number | false | null>
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
    position?: 'start' | 'center' | 'end'
    purposes?: Record<string, { name?: Text; description?: Text; does?: Text }>
    processors?: object[]
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
