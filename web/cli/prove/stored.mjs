// What is stored in a visitor's browser: by the browser's own account, which a page cannot falsify, and HttpOnly too.

const quiet = promise => promise.catch(() => undefined)

async function storedByFrame(session, { id, securityOrigin, url }) {
  const { storageKey } = (await quiet(session.send('Storage.getStorageKeyForFrame', { frameId: id }))) ?? {}
  if (!storageKey || !/^https?:/.test(url)) return []
  const itemsOf = async isLocalStorage =>
    (await quiet(session.send('DOMStorage.getDOMStorageItems', { storageId: { storageKey, isLocalStorage } })))
      ?.entries ?? []
  const databases = await quiet(session.send('IndexedDB.requestDatabaseNames', { storageKey }))
  const caches = await quiet(session.send('CacheStorage.requestCacheNames', { storageKey }))
  const all = [
    ...(await itemsOf(true)).map(([name]) => ['localStorage', name]),
    ...(await itemsOf(false)).map(([name]) => ['sessionStorage', name]),
    ...(databases?.databaseNames ?? []).map(name => ['IndexedDB', name]),
    ...(caches?.caches ?? []).map(({ cacheName }) => ['Cache', cacheName]),
  ]
  return all.map(([kind, name]) => ({ kind, name, origin: securityOrigin }))
}

const framesIn = ({ frame, childFrames = [] }) => [frame, ...childFrames.flatMap(framesIn)]

async function storedBySession(session) {
  const tree = await quiet(session.send('Page.getFrameTree'))
  const stored = []
  for (const frame of tree ? framesIn(tree.frameTree) : []) stored.push(...(await storedByFrame(session, frame)))
  await quiet(session.detach())
  return stored
}

/** [{ kind, name, origin }] of the page and all of its frames: localStorage, sessionStorage, IndexedDB, Cache. */
export async function storedIn(page) {
  const context = page.context()
  // A frame of another site is in a process of its own, and asked by itself.
  const sessions = await Promise.all([page, ...page.frames().slice(1)].map(each => quiet(context.newCDPSession(each))))
  const stored = (await Promise.all(sessions.filter(Boolean).map(storedBySession))).flat()
  const keys = new Map(stored.map(each => [JSON.stringify(each), each]))
  return [...keys.values()]
}

/** [{ name, domain, path, httpOnly, expires, days }] of all sites; `days` from now on, absent for those of the session. */
export async function cookiesIn(context) {
  return (await context.cookies()).map(({ name, domain, path, httpOnly, expires }) => ({
    name,
    domain: domain.replace(/^\./, ''),
    path,
    httpOnly,
    ...(expires > 0 && { days: (expires - Date.now() / 1000) / 86400 }),
  }))
}

const HINTS = 'link[rel~=preconnect i],link[rel~=dns-prefetch i]'

/** The addresses to which the page has the browser connect ahead, which are no requests. */
export const connectionsOf = page =>
  quiet(
    page.evaluate(
      hints => [...document.querySelectorAll(hints)].map(link => ({ url: link.href, rel: link.rel })),
      HINTS,
    ),
  ).then(found => (found ?? []).filter(({ url }) => /^https?:/.test(url)))
