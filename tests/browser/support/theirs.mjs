// For pages that take from vendors' stand-ins and from Playwright's own code what these need: only what the module itself
// throws counts as an error in the page.

export function onlyOurErrors(site) {
  const early = site.errors.splice(0)
  const push = error => (/\/smg\//.test(error) ? Array.prototype.push.call(site.errors, error) : 0)
  // Not seen by a comparison.
  Object.defineProperty(site.errors, 'push', { value: push })
  early.forEach(push)
}
