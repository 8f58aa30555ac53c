// A frame or a picture that waits has a face: it says what it is and who would get data, and takes two presses. One shows
// this element, now, and is no grant; the other one grants what it waits for.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { inEach } from '../drivers/three.mjs'
import {
  asked,
  assertUndecided,
  cookie,
  emitted,
  forget,
  isAsking,
  loaded,
  nothing,
  open,
  parse,
  press,
  refusal,
  ripeFace,
  settle,
  sorted,
  source,
  state,
  storage,
  tag,
  until,
} from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const body = `
<p><iframe id="video" data-smg-src="https://video.example/1" data-smg-purpose="marketing" title="A film"></iframe></p>
<p><iframe id="talk" data-smg-src="https://video.example/2" data-smg-purpose="marketing"></iframe></p>
<p><iframe id="map" data-smg-src="https://map.example/3" data-smg-processor="hotjar" title="The way to us"></iframe></p>
<p><img id="chart" data-smg-src="https://image.example/4.svg" data-smg-purpose="marketing" alt="A chart" width="320" height="200"></p>`
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="20"/>'
const answer = ({ host }) =>
  host === 'image.example' ? { headers: { 'content-type': 'image/svg+xml' }, body: picture } : undefined
const config = { analytics, consent: { company: 'SMG' } }

const visit = async (t, options = {}) => {
  const site = await open(t, { body, answer, config, ...options })
  await asked(site)
  return site
}
const face = (site, id) => site.page.locator(`#${id} + smg-face .face`)
const button = (site, id, name) => face(site, id).locator(`[data-smg=${name}]`)
const faced = (site, ...ids) => Promise.all(ids.map(id => face(site, id).waitFor({ timeout: 15_000 })))
const faces = site =>
  site.page.locator('smg-face').evaluateAll(list => list.map(host => host.previousElementSibling.id).sort())

const pressFace = async (site, id, name) => {
  await ripeFace(button(site, id, name))
  await button(site, id, name).click()
  await face(site, id).waitFor({ state: 'detached', timeout: 15_000 })
}

const asleep = async site => {
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await storage(site), nothing)
}
const wanted = log =>
  sorted(new Set(log.filter(({ host, method }) => /\.example$/.test(host) && method === 'GET').map(({ url }) => url)))
const addresses = site => wanted(site.thirdParty)

// An init function: notes what moves in the page, by the browser's own measure, which tells of it some time later, and
// when it has moved.
function noteShifts() {
  window.__shifts = []
  new PerformanceObserver(list => {
    for (const { value, sources, startTime } of list.getEntries())
      window.__shifts.push({ startTime, value, of: sources.map(({ node }) => node?.id || node?.localName) })
  }).observe({ type: 'layout-shift', buffered: true })
}

// An init function: notes what the policy refuses.
function noteViolations() {
  window.__violations = []
  document.addEventListener('securitypolicyviolation', event =>
    window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`),
  )
}

test('what waits says what it is and who would get data; nothing is requested or stored', async t => {
  const site = await visit(t)
  await faced(site, 'video', 'talk', 'map', 'chart')
  const words = id => face(site, id).locator('p').allTextContents()
  assert.deepEqual(await words('video'), ['A film', 'Showing it sends data about your visit to video.example.'])
  assert.equal((await words('talk'))[0], 'video.example')
  const [what, who] = await words('map')
  assert.equal(what, 'The way to us')
  assert.match(who, /Hotjar \(.+\)/)
  assert.equal((await words('chart'))[0], 'A chart')
  assert.deepEqual(await face(site, 'video').locator('button').allTextContents(), [
    'Show this once',
    'Always allow: Advertising',
  ])
  await settle(site.page)
  await assertUndecided(site)
})

test('"Show this once" shows this one, stores nothing and grants nothing; on the next page it waits again', async t => {
  const site = await visit(t)
  await faced(site, 'video')
  await pressFace(site, 'video', 'once')
  await until('the film is asked for', () => addresses(site).length)
  assert.equal(await site.page.evaluate(() => document.activeElement.id), 'video')
  await until('it is said', async () =>
    /^Shown once\./.test(await site.page.locator('smg-consent [role=status]').textContent()),
  )
  await settle(site.page)
  assert.deepEqual(addresses(site), ['https://video.example/1'])
  assert.deepEqual(site.loads, [])
  assert.deepEqual(await storage(site), nothing)
  assert.equal(await isAsking(site.page), true)
  assert.equal((await state(site.page)).choice, 'undecided')
  assert.deepEqual(await faces(site), ['chart', 'map', 'talk'])
  await site.page.reload()
  await faced(site, 'video')
  assert.deepEqual(await storage(site), nothing)
})

test('a picture is shown once in its place, and has the focus', async t => {
  const site = await visit(t)
  await faced(site, 'chart')
  await pressFace(site, 'chart', 'once')
  await site.page.waitForFunction(() => document.querySelector('#chart').naturalWidth > 0)
  assert.equal(await site.page.evaluate(() => document.activeElement.id), 'chart')
  assert.deepEqual(addresses(site), ['https://image.example/4.svg'])
  assert.deepEqual(await storage(site), nothing)
})

test('"Always allow" grants what it waits for, and nothing else, and shows all of that', async t => {
  const site = await visit(t)
  await faced(site, 'video')
  await pressFace(site, 'video', 'always')
  await emitted(site.page, 'consent')
  await until('all of that purpose is asked for', () => addresses(site).length === 3)
  assert.deepEqual(addresses(site), [
    'https://image.example/4.svg',
    'https://video.example/1',
    'https://video.example/2',
  ])
  assert.equal(await site.page.evaluate(() => document.activeElement.id), 'video')
  const { purposes } = await state(site.page)
  assert.deepEqual(purposes, { necessary: true, analytics: false, replay: false, marketing: true })
  const { method, notice } = parse((await cookie(site)).value)
  assert.deepEqual([method, notice], ['f', ''])
  assert.equal(await isAsking(site.page), false)
  await loaded(site, ['metaPixel'])
  await settle(site.page)
  assert.deepEqual(site.loads, ['metaPixel'])
  assert.deepEqual(await faces(site), ['map'])
  await site.page.reload()
  await faced(site, 'map')
  assert.deepEqual(await faces(site), ['map'])
})

test('after a withdrawal, and after a refusal of what was shown once, it waits again', async t => {
  const site = await visit(t)
  await faced(site, 'video', 'map')
  await pressFace(site, 'video', 'always')
  await emitted(site.page, 'consent')
  await site.page.evaluate(() => void window.SMGConsent.withdraw())
  await faced(site, 'video', 'talk', 'chart')
  await until('the refusal is stored', () => refusal(site.page))
  await pressFace(site, 'map', 'once')
  assert.deepEqual(await faces(site), ['chart', 'talk', 'video'])
  await Promise.all([site.page.waitForEvent('load'), site.page.evaluate(() => window.SMGConsent.rejectAll())])
  await faced(site, 'map')
})

test('what is shown once stays while something else is granted', async t => {
  const site = await visit(t)
  await faced(site, 'video')
  await pressFace(site, 'video', 'once')
  await site.page.evaluate(() => {
    window.__same = true
    window.SMGConsent.acceptPurpose('analytics')
  })
  await emitted(site.page, 'consent')
  await settle(site.page, 800)
  assert.equal(await site.page.evaluate(() => window.__same), true)
  assert.equal(await site.page.locator('#video').getAttribute('src'), 'https://video.example/1')
})

test('by the keyboard alone: reached in its turn, named, pressed, and the focus goes on into what is shown', async t => {
  const site = await visit(t)
  await faced(site, 'video')
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await site.page.locator('#field').focus()
  await site.page.keyboard.press('Tab')
  const at = () =>
    site.page.evaluate(() => {
      const host = document.activeElement
      return `${host.previousElementSibling?.id} ${host.shadowRoot?.activeElement?.dataset.smg}`
    })
  assert.equal(await at(), 'video once')
  const group = site.page.getByRole('group', { name: 'A film' })
  await group.waitFor()
  assert.equal(await group.getByRole('button', { name: 'Show this once', description: 'A film' }).count(), 1)
  await site.page.keyboard.press('Tab')
  assert.equal(await at(), 'video always')
  await site.page.keyboard.press('Shift+Tab')
  await site.page.keyboard.press('Enter')
  await until('the film is asked for', () => addresses(site).length)
  assert.equal(await site.page.evaluate(() => document.activeElement.id), 'video')
})

test('a press that the visitor did not make, or cannot have meant, does nothing', async t => {
  const site = await visit(t)
  await faced(site, 'video')
  await site.page.evaluate(() => {
    const root = document.querySelector('#video + smg-face').shadowRoot
    for (const control of root.querySelectorAll('[data-smg]')) {
      control.click()
      control.dispatchEvent(new PointerEvent('click', { bubbles: true, composed: true, detail: 1 }))
    }
    const own = document.createElement('b')
    document.body.append(own)
    for (const name of ['once', 'always']) {
      own.dataset.smgAction = name
      own.click()
    }
  })
  await settle(site.page)
  await asleep(site)
  // A face that comes into view under the pointer.
  const hide = async () => {
    await site.page.evaluate(() => {
      document.querySelector('main').style.paddingTop = '300vh'
      scrollTo(0, 0)
    })
    await settle(site.page)
  }
  await hide()
  for (let i = 0; i < 20; i++) {
    const { x, y, age } = await site.page.evaluate(async () => {
      const host = document.querySelector('#video + smg-face')
      host.scrollIntoView({ block: 'center' })
      const from = performance.now()
      await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
      const { x, y, width, height } = host.shadowRoot.querySelector('[data-smg=once]').getBoundingClientRect()
      return { x: x + width / 2, y: y + height / 2, age: performance.now() - from }
    })
    const from = Date.now()
    await site.page.mouse.click(x, y)
    if (Date.now() - from + age < 450) {
      await settle(site.page)
      await asleep(site)
      await pressFace(site, 'video', 'once')
      return
    }
    // A busy machine was too slow, and the press may have counted.
    await site.page.reload()
    await faced(site, 'video')
    forget(site)
    await hide()
  }
  assert.fail('no press came in time')
})

const boxes = {
  attributes: '<iframe WAIT width="400" height="200"></iframe>',
  'its own size': '<iframe WAIT></iframe>',
  'a rule of the page':
    '<style>#x { width: 70%; height: 230px; border: 5px solid; margin: 3em }</style><iframe WAIT></iframe>',
  'a ratio': '<style>#x { width: 100%; height: auto; aspect-ratio: 16/9 }</style><iframe WAIT></iframe>',
  'a wrapper with padding': `<style>.box { position: relative; padding-bottom: 40% }
    #x { position: absolute; inset: 0; width: 100%; height: 100% }</style><div class="box"><iframe WAIT></iframe></div>`,
  'a row':
    '<style>.box { display: flex; gap: 30px; justify-content: space-between }</style><div class="box"><b>1</b><iframe WAIT></iframe><b>2</b></div>',
  'a grid':
    '<style>.box { display: grid; gap: 30px; grid-template-columns: 1fr 2fr 1fr }</style><div class="box"><b>1</b><iframe WAIT></iframe><b>2</b></div>',
  'a float': '<style>#x { float: right }</style><iframe WAIT></iframe> Text',
  'a scroller': `<style>.box { height: 260px; overflow: auto } .box p { margin: 90px }</style>
    <div class="box"><p>1</p><iframe WAIT></iframe><p>2</p><p>3</p></div>`,
  'from right to left': '<div dir="rtl">Text <iframe WAIT></iframe> text</div>',
}
for (const [name, html] of Object.entries(boxes))
  test(`it has the size and the place of what it stands for, and nothing moves: ${name}`, async t => {
    const wait = 'id="x" title="A film" data-smg-src="https://video.example/1" data-smg-purpose="marketing"'
    const site = await visit(t, {
      body: `${html.replace('WAIT', wait)}<p id="after">Behind it</p>`,
      init: [noteShifts],
      config: { analytics, consent: { floatingButton: false } },
    })
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    await faced(site, 'x')
    const rects = () =>
      site.page.evaluate(() => {
        const shadow = document.querySelector('#x + smg-face').shadowRoot
        return [document.querySelector('#x'), shadow.querySelector('.face')].map(element => {
          const { x, y, width, height } = element.getBoundingClientRect()
          return [x, y, width, height].map(side => Math.round(side * 10) / 10)
        })
      })
    // It follows in the frame after the change.
    const assertSame = async () => {
      await until('the face has followed', async () => {
        const [there, here] = await rects()
        return String(there) === String(here)
      })
      const [there, here] = await rects()
      assert.deepEqual(here, there)
      assert.ok(there[2] > 100 && there[3] > 100)
    }
    await assertSame()
    await site.page.setViewportSize({ width: 500, height: 700 })
    await assertSame()
    await site.page.evaluate(() => (document.querySelector('h1').style.fontSize = '90px'))
    await assertSame()
    await site.page.evaluate(() => {
      scrollTo(0, 60)
      const box = document.querySelector('.box')
      if (box) box.scrollTop = 40
    })
    await assertSame()
    const place = () =>
      site.page.evaluate(() => JSON.stringify(document.querySelector('#after').getBoundingClientRect()))
    await settle(site.page)
    const before = await place()
    const from = await site.page.evaluate(() => performance.now())
    await pressFace(site, 'x', 'once')
    await settle(site.page)
    assert.equal(await place(), before)
    const shifts = await site.page.evaluate(() => window.__shifts)
    assert.deepEqual(
      shifts.filter(({ startTime }) => startTime >= from),
      [],
    )
  })

test('where it cannot be seen, or the owner wants none, there is none', async t => {
  const wait = 'data-smg-src="https://video.example/1" data-smg-purpose="marketing"'
  const site = await visit(t, {
    body: `<iframe id="hidden" hidden ${wait}></iframe>
      <iframe id="gone" style="display: none" ${wait}></iframe>
      <div style="display: none" class="box"><iframe id="within" ${wait}></iframe></div>
      <div style="visibility: hidden"><iframe id="unseen" ${wait}></iframe></div>
      <iframe id="pixel" width="1" height="1" style="border: 0" ${wait}></iframe>
      <iframe id="refused" data-smg-placeholder="none" ${wait}></iframe>
      <iframe id="code" data-smg-src="javascript:1" data-smg-purpose="marketing"></iframe>
      <iframe id="unknown" data-smg-src="https://video.example/1" data-smg-purpose="marketng"></iframe>
      <template><iframe id="inert" ${wait}></iframe></template>
      <iframe id="usual" ${wait}></iframe>`,
  })
  await faced(site, 'usual')
  const visible = () =>
    site.page.evaluate(() =>
      [...document.querySelectorAll('smg-face')]
        .filter(host => host.shadowRoot.firstElementChild.checkVisibility({ checkVisibilityCSS: true }))
        .map(host => host.previousElementSibling.id),
    )
  assert.deepEqual(await visible(), ['usual'])
  await site.page.evaluate(() => {
    document.querySelector('#hidden').hidden = false
    document.querySelector('.box').style.display = ''
  })
  await faced(site, 'hidden', 'within')
  assert.deepEqual(await visible(), ['hidden', 'within', 'usual'])
  await asleep(site)
  await until('the name is told', () => site.said.length > 0)
  assert.deepEqual(site.said, [
    'SMG Consent: data-smg-purpose: expected a purpose of this site (nearest: marketing), got "marketng"',
  ])
})

test('what comes later has one, what goes leaves none behind, and kept markup brings no dead one', async t => {
  const site = await visit(t)
  await faced(site, 'video', 'chart')
  await site.page.evaluate(() => {
    const main = document.querySelector('main')
    const late = document.querySelector('#video').cloneNode()
    late.id = 'late'
    main.append(late)
    document.querySelector('#talk').remove()
  })
  await faced(site, 'late')
  assert.deepEqual(await faces(site), ['chart', 'late', 'map', 'video'])
  await site.page.evaluate(() => {
    const main = document.querySelector('main')
    main.innerHTML = String(main.innerHTML)
  })
  await faced(site, 'video', 'map', 'late')
  assert.deepEqual(await faces(site), ['chart', 'late', 'map', 'video'])
  await pressFace(site, 'late', 'once')
  await asked(site)
})

test('sixty frames: one face each, and one event for them all', async t => {
  const count = () => {
    window.__added = 0
    const { encode } = TextEncoder.prototype
    TextEncoder.prototype.encode = function (text) {
      if (/^\{"type":"added".*"waiting":\[\[/.test(text)) window.__added++
      return encode.call(this, text)
    }
  }
  const frame = i =>
    `<iframe id="f${i}" data-smg-src="https://video.example/${i}" data-smg-purpose="marketing"></iframe>`
  const site = await visit(t, { body: Array.from({ length: 60 }, (_, i) => frame(i)).join(''), init: [count] })
  await faced(site, 'f0', 'f59')
  assert.equal((await faces(site)).length, 60)
  assert.equal(await site.page.evaluate(() => window.__added), 1)
})

test('another language: the words change, and the focus stays', async t => {
  const site = await visit(t)
  await faced(site, 'video')
  await button(site, 'video', 'always').focus()
  await site.page.evaluate(() => window.SMGConsent.setLanguage('kk'))
  await face(site, 'video').getByText('Әрқашан рұқсат ету: Жарнама').waitFor()
  assert.equal(
    await site.page.evaluate(() => document.querySelector('#video + smg-face').shadowRoot.activeElement.dataset.smg),
    'always',
  )
})

test('by Global Privacy Control nothing changes for what he presses himself', async t => {
  const gpc = () => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })
  const site = await visit(t, { init: [gpc] })
  await faced(site, 'video')
  await pressFace(site, 'video', 'once')
  assert.deepEqual(await storage(site), nothing)
  await pressFace(site, 'talk', 'always')
  await emitted(site.page, 'consent')
  assert.equal((await state(site.page)).purposes.marketing, true)
})

test('under a strict policy and Trusted Types it looks as it should, and nothing is refused', async t => {
  const policy = `default-src 'self'; script-src 'nonce-n0' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'none';
    frame-src https://video.example; require-trusted-types-for 'script'; trusted-types smg`.replace(/\s+/g, ' ')
  const site = await visit(t, {
    nonce: 'n0',
    head: '<script nonce="n0" async src="/smg/smg.js"></script>',
    headers: { 'content-security-policy': policy },
    init: [noteViolations],
  })
  await faced(site, 'video')
  const [display, position] = await face(site, 'video').evaluate(element => {
    const { display, position } = getComputedStyle(element)
    return [display, position]
  })
  assert.deepEqual([display, position], ['grid', 'absolute'])
  await pressFace(site, 'video', 'once')
  await until('the film is asked for', () => addresses(site).length)
  assert.deepEqual(await site.page.evaluate(() => window.__violations), [])
})

test('the page’s rules do not reach it, its custom properties do, and a link around it is not followed', async t => {
  const site = await visit(t, {
    body: `<style>* { color: red !important; display: inline !important; font-size: 40px !important }
      :root { --smg-background: rgb(1, 2, 3); --smg-radius: 0 }</style><a href="/second">${body}</a>`,
  })
  await faced(site, 'video')
  const style = await face(site, 'video').evaluate(element => {
    const { display, backgroundColor } = getComputedStyle(element)
    return [display, backgroundColor, getComputedStyle(element.firstChild).color]
  })
  assert.deepEqual(style.slice(0, 2), ['grid', 'rgb(1, 2, 3)'])
  assert.notEqual(style[2], 'rgb(255, 0, 0)')
  await pressFace(site, 'video', 'once')
  await settle(site.page)
  assert.equal(new URL(site.page.url()).pathname, '/')
})

test('where nothing else of the module is shown, it has its colours, and keeps its place when they change', async t => {
  const site = await visit(t, { config: { analytics, consent: { floatingButton: false } } })
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await site.page.reload()
  await faced(site, 'video')
  assert.equal(await site.page.locator('smg-consent').count(), 0)
  const look = () =>
    face(site, 'video').evaluate(element => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return [getComputedStyle(element).backgroundColor, [x, y, width, height].map(Math.round).join()]
    })
  const [light, place] = await look()
  await site.page.emulateMedia({ colorScheme: 'dark' })
  await until('it is dark', async () => (await look())[0] !== light)
  assert.equal((await look())[1], place)
})

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
for (const lang of ['en', 'ru', 'kk'])
  test(`axe finds nothing, in light and dark, wide and narrow, and no word is cut off: ${lang}`, async t => {
    const site = await visit(t, {
      lang,
      head: `<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">${tag}`,
      body: `<style>iframe, img { max-width: 100% }</style>${body}`,
      config: { analytics, consent: { floatingButton: false } },
    })
    await press(site.page, 'reject')
    await faced(site, 'video', 'talk', 'map', 'chart')
    await site.page.evaluate(axe)
    for (const colorScheme of ['light', 'dark'])
      for (const width of [320, 1280]) {
        await site.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await site.page.setViewportSize({ width, height: 800 })
        await settle(site.page)
        const { found, passed } = await site.page.evaluate(async () => {
          const { violations, passes } = await window.axe.run(
            { include: [['smg-face']] },
            { resultTypes: ['violations'] },
          )
          return { found: violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), passed: passes.length }
        })
        assert.ok(passed > 10, 'axe looked')
        assert.deepEqual(found, [])
        const cut = await site.page.locator('.face').evaluateAll(list =>
          list
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .concat(
              list
                .flatMap(face => [...face.querySelectorAll('span')])
                .filter(span => {
                  const button = span.parentNode
                  return span.offsetWidth > button.clientWidth || span.offsetHeight > button.clientHeight
                }),
            )
            .map(element => element.textContent),
        )
        assert.deepEqual(cut, [], `${colorScheme}, ${width}`)
      }
  })

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script>window.SMG_CONFIG = ${source({ analytics })}</script>${tag}</head>
<body><main><h1>A page</h1>${body}</main></body></html>`

inEach(visitor => {
  const shown = () =>
    [...document.querySelectorAll('smg-face')]
      .filter(host => host.shadowRoot.firstElementChild.getBoundingClientRect().width > 100)
      .map(host => host.previousElementSibling.id)
      .join(' ')

  test('faces are shown, a script’s press does nothing, and after a grant they go and all is asked for', async () => {
    visitor.answer = answer
    await visitor.visit({ '/': html })
    await until('all have a face', async () => (await visitor.evaluate(shown)) === 'video talk map chart')
    await visitor.evaluate(() => {
      for (const host of document.querySelectorAll('smg-face'))
        for (const control of host.shadowRoot.querySelectorAll('button')) control.click()
    })
    await new Promise(resolve => setTimeout(resolve, 500))
    assert.deepEqual(wanted(visitor.log), [])
    assert.equal(await visitor.evaluate(shown), 'video talk map chart')
    await visitor.evaluate(() => void window.SMGConsent.acceptPurpose('marketing'))
    await until('what is granted is asked for', () => wanted(visitor.log).length === 3)
    assert.equal(await visitor.evaluate(shown), 'map')
    await visitor.waitFor('the picture is there', () => document.querySelector('#chart').naturalWidth > 0)
    await visitor.evaluate(() => void window.SMGConsent.withdraw())
    await visitor.waitFor('they wait again', () => document.querySelectorAll('smg-face').length === 4)
  })
})
