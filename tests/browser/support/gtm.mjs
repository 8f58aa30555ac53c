// A stand-in of Tag Manager, as far as examples/gtm/template.tpl needs one: reads the sections of a template, and runs its
// code with those APIs that its permissions allow. Anything else that the code asks for is a fault.

import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'

/** The sections of a template by their names, as text. */
export function sectionsOf(text) {
  const [before, ...rest] = text.split(/^___([A-Z_]+)___$/m)
  assert.equal(before, '', 'a template begins with a section')
  return Object.fromEntries(rest.flatMap((name, i) => (i % 2 ? [] : [[name, rest[i + 1].trim()]])))
}

// { type, string | boolean | listItem | mapKey and mapValue } as permissions write a value.
function plain({ type, string, boolean, listItem, mapKey, mapValue }) {
  if (type === 1) return string
  if (type === 8) return boolean
  if (type === 2) return listItem.map(plain)
  assert.equal(type, 3, 'a text, a list, a map or a boolean')
  return Object.fromEntries(mapKey.map((key, i) => [plain(key), plain(mapValue[i])]))
}

/** The permissions by their names, each as an object of plain values. */
export const permissionsOf = sections =>
  Object.fromEntries(
    JSON.parse(sections.WEB_PERMISSIONS).map(({ instance: { key, param = [] } }) => [
      key.publicId,
      Object.fromEntries(param.map(({ key: name, value }) => [name, plain(value)])),
    ]),
  )

/** [name, code] of each of the template's own tests. Only the form in which the file has them. */
export function scenariosOf(sections) {
  const [, ...rest] = sections.TESTS.split(/^- name: (.*)\n {2}code: \|-\n/m)
  return rest.flatMap((name, i) => (i % 2 ? [] : [[name, rest[i + 1].replace(/^ {4}/gm, '')]]))
}

const values = value => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

/**
 * What runs a template. `world.window` is what callInWindow finds, `world.model` the data layer by keys. `calls` notes
 * [name, ...arguments] of each API that does something.
 */
export function templateOf(text) {
  const sections = sectionsOf(text)
  const { access_consent, access_globals, read_data_layer, write_data_layer } = permissionsOf(sections)
  const mayWrite = state => {
    for (const type of Object.keys(state).filter(name => !['wait_for_update', 'region'].includes(name))) {
      const found = access_consent.consentTypes.find(({ consentType }) => consentType === type)
      assert.ok(found?.write, `may write ${type}`)
      assert.match(state[type], /^(granted|denied)$/)
    }
  }

  /** Runs the code with these fields. `mocks` stand for APIs, as mock() in a template's tests has them. */
  function run(fields, world, mocks = {}) {
    const calls = []
    const apis = {
      callInWindow(path, ...args) {
        const found = access_globals.keys.find(({ key }) => key === path)
        assert.ok(found?.execute, `may call ${path}`)
        const names = path.split('.')
        let owner
        let value = world.window
        for (const name of names) [owner, value] = [value, value?.[name]]
        // What comes out of the page is copied.
        return typeof value === 'function' ? values(owner[names.at(-1)](...args)) : undefined
      },
      copyFromDataLayer(key) {
        const pattern = read_data_layer.keyPatterns.some(name => name === key)
        assert.ok(pattern, `may read ${key}`)
        return values(key.split('.').reduce((value, name) => value?.[name], world.model))
      },
      gtagSet(key) {
        assert.ok(write_data_layer.keyPatterns.includes(key), `may set ${key}`)
      },
      makeNumber: Number,
      setDefaultConsentState: mayWrite,
      updateConsentState: mayWrite,
    }
    const noted = ['gtagSet', 'setDefaultConsentState', 'updateConsentState']
    const require = name => {
      assert.ok(name in apis, `an API that there is: ${name}`)
      return (...args) => {
        if (noted.includes(name)) calls.push([name, ...values(args)])
        const real = apis[name](...args)
        return name in mocks ? mocks[name](...args) : real
      }
    }
    const data = {
      ...fields,
      gtmOnSuccess: () => calls.push(['gtmOnSuccess']),
      gtmOnFailure: () => calls.push(['gtmOnFailure']),
    }
    runInNewContext(`(function (require, data) {${sections.SANDBOXED_JS_FOR_WEB_TEMPLATE}\n})`)(require, data)
    return calls
  }

  /** Runs one of the template's own tests, in which an API that is not mocked answers nothing. */
  function runScenario(code) {
    const mocks = {}
    let calls = []
    const same = (is, should) => assert.deepEqual(values(is), values(should))
    const words = {
      mock: (name, f) => void (mocks[name] = f),
      runCode: fields => void (calls = run(fields, { window: {}, model: {} }, mocks)),
      assertThat: is => ({ isEqualTo: should => same(is, should) }),
      assertApi(name) {
        const found = () => calls.filter(([called]) => called === name).map(([, ...args]) => args)
        return {
          wasCalled: () => assert.ok(found().length, `${name} was called`),
          wasNotCalled: () => same(found(), []),
          wasCalledWith: (...args) =>
            assert.ok(
              found().some(each => {
                try {
                  return same(each, args) ?? true
                } catch {
                  return false
                }
              }),
              `${name} was called with ${JSON.stringify(args)}, not ${JSON.stringify(found())}`,
            ),
        }
      },
    }
    runInNewContext(`(function (${Object.keys(words)}) {${code}\n})`)(...Object.values(words))
  }

  return { sections, run, runScenario }
}

/**
 * A container that has one tag of the template, with the two triggers that examples/gtm/README.md names. `consent` is what
 * Google's tags would go by.
 */
export function containerOf(template, window, fields = { waitForUpdate: '500' }) {
  const model = {}
  const container = { calls: [], consent: {} }
  const fire = () => {
    for (const [name, ...args] of template.run(fields, { window, model })) {
      container.calls.push([name, ...args])
      // A default that comes after an update changes nothing of what that has said.
      if (name === 'setDefaultConsentState') container.consent = { ...args[0], ...container.updated }
      if (name === 'updateConsentState') container.consent = container.updated = { ...container.consent, ...args[0] }
    }
  }
  const merge = (into, from) => {
    for (const [key, value] of Object.entries(from))
      if (Object(value) === value && !Array.isArray(value)) merge((into[key] = Object(into[key])), value)
      else into[key] = value
  }
  /** An entry of the data layer: objects are merged into what is there, as Tag Manager's model does. */
  container.push = entry => {
    merge(model, entry)
    if (/^smg:(consent|change)$/.test(entry.event)) fire()
  }
  model.event = 'gtm.init_consent'
  fire()
  return container
}
