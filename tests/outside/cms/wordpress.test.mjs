// The WordPress plugin in WordPress itself, with MariaDB: its owner turns it on and fills its page, in a browser; then
// visitors come. Other plugins ask the WP Consent API, of which a stand-in by its contract is in wordpress/others.php.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, before, describe } from 'node:test'
import {
  accept,
  chosen,
  loaded,
  open,
  openSettings,
  press,
  settle,
  storage,
  turn,
  until,
} from '../../browser/support/site.mjs'
import { analytics } from '../../browser/support/vendors.mjs'
import { host, lacking, pluginFile, startWordPress } from './wordpress.mjs'

// Each test goes on from where the one before has left the site.
describe('the WordPress plugin', { skip: lacking() || false }, () => {
  let wp
  before(async () => {
    wp = await startWordPress()
  })
  after(() => wp?.close())

  const visit = (t, path = '/', more = {}) => open(t, { host, path, answer: request => wp.answer(request), ...more })
  const asked = site => accept(site.page).first().waitFor({ timeout: 15_000 })
  const page = name => `/?page_id=${wp.ids[name]}`
  const options = '/wp-admin/options-general.php?page=smg-consent'
  const field = (tab, ...path) => tab.locator(`[name="smg_consent[${path.join('][')}]"]`)
  const notice = site => site.page.locator('.notice-error', { hasText: 'SMG' })
  const messages = tab => tab.locator('.settings-error').allInnerTexts()

  async function logIn(t, name = 'admin') {
    const site = await visit(t, '/wp-login.php')
    await site.page.fill('#user_login', name)
    await site.page.fill('#user_pass', 'a password')
    await site.page.click('#wp-submit')
    await site.page.waitForSelector('#wpadminbar')
    return site
  }
  // Fills the settings page with `values`, [path, text or true or false] each, saves, and returns what it then says.
  async function save(site, values, also = () => {}) {
    await site.go(options)
    // Folds are of no interest here.
    await site.page.evaluate(() => document.querySelectorAll('details').forEach(fold => (fold.open = true)))
    for (const [path, value] of values) {
      const input = field(site.page, ...[path].flat())
      if (typeof value === 'boolean') await input.setChecked(value)
      else if (await input.evaluate(element => element.tagName === 'SELECT')) await input.selectOption(value)
      else await input.fill(value)
    }
    await also(site.page)
    await site.page.click('#submit')
    await site.page.waitForSelector('.settings-error')
    // There may be several: all of the page has to be there.
    await site.page.waitForLoadState()
    return (await messages(site.page)).map(text => text.split('\n')[0])
  }
  const saved = ['Settings saved.']
  const configIn = site => site.page.evaluate(() => window.SMG_CONFIG)

  test('its file is good PHP', () => {
    assert.match(execFileSync('php', ['-l', pluginFile]).toString(), /^No syntax errors/)
  })

  test('it is turned on, and says where its files must be while they are missing', async t => {
    const site = await logIn(t)
    await site.go('/wp-admin/plugins.php')
    await site.page.click('#activate-smg-consent')
    await site.page.waitForSelector('#deactivate-smg-consent')
    assert.equal(await notice(site).count(), 0)
    renameSync(join(wp.plugin, 'smg'), join(wp.plugin, 'elsewhere'))
    await site.go('/wp-admin/')
    assert.match(await notice(site).innerText(), /its files are missing.*smg-consent\/smg\//)
    await site.go('/')
    assert.equal(await configIn(site), undefined)
    renameSync(join(wp.plugin, 'elsewhere'), join(wp.plugin, 'smg'))
    await site.go('/wp-admin/plugins.php')
    assert.equal(await notice(site).count(), 0)
    await site.page.click('[data-slug=smg-consent] a:has-text("Settings")')
    await site.page.waitForSelector('h1:has-text("SMG Consent")')
  })

  test('nothing filled in: it asks for content of others alone, in the name of the site, with its privacy page', async t => {
    const site = await visit(t)
    await asked(site)
    assert.deepEqual(await configIn(site), {
      analytics: {},
      consent: {
        company: 'Example & Sons',
        policyUrl: `https://${host}${page('privacy')}`,
        purposes: { functional: {} },
      },
    })
    assert.match(await site.page.locator('.banner').innerText(), /Example & Sons/)
    // First in <head>, and not held up by another script: what comes before it is no script.
    const scripts = await site.page
      .locator('head script')
      .evaluateAll(all => all.map(script => [script.src, script.async]))
    assert.deepEqual(scripts[0], ['', false])
    assert.match(scripts[1][0], /\/smg-consent\/smg\/smg\.js\?ver=\d+$/)
    assert.equal(scripts[1][1], true)
    assert.deepEqual(site.said, [])
  })

  test('the page has a field for each processor, and keeps what fits', async t => {
    const site = await logIn(t)
    await site.go(options)
    assert.equal(await site.page.locator('details').count(), 4)
    const ids = [
      [['analytics', 'ga4'], analytics.ga4],
      [['analytics', 'metrica'], String(analytics.metrica)],
      [['analytics', 'webvisor'], false],
      [['analytics', 'metaPixel'], analytics.metaPixel],
      [['analytics', 'matomo', 'host'], 'stats.example/matomo'],
      [['analytics', 'matomo', 'site'], '7'],
      [['analytics', 'youtube'], true],
    ]
    const others = [
      ['company', 'ТОО «Пример» & Co'],
      ['country', 'kz'],
      ['policy', '/privacy?a=%D0%B0'],
      ['layout', 'bar'],
      ['accent', '#7a1fa2'],
      ['language', 'ru'],
      ['more', '{ "consent": { "floatingButton": false, "purposes": { "analytics": {} } } }'],
    ]
    assert.deepEqual(await save(site, [...ids, ...others]), saved)
    await site.go(options)
    for (const [path, value] of [...ids, ...others]) {
      const input = field(site.page, ...[path].flat())
      if (typeof value === 'boolean') assert.equal(await input.isChecked(), value, `${path}`)
      else assert.equal(await input.inputValue(), value === 'kz' ? 'KZ' : value, `${path}`)
    }
    await site.go('/')
    assert.deepEqual(await configIn(site), {
      analytics: {
        ga4: analytics.ga4,
        matomo: { host: 'stats.example/matomo', site: '7' },
        metaPixel: analytics.metaPixel,
        metrica: String(analytics.metrica),
        webvisor: false,
        youtube: true,
      },
      consent: {
        company: 'ТОО «Пример» & Co',
        country: 'KZ',
        policyUrl: '/privacy?a=%D0%B0',
        layout: 'bar',
        theme: { accent: '#7a1fa2' },
        language: 'ru',
        floatingButton: false,
        purposes: { functional: {}, analytics: {} },
      },
    })
  })

  test('what does not fit is said once for each field, and nothing that was there is lost', async t => {
    const site = await logIn(t)
    await site.go('/')
    const kept = await configIn(site)
    const said = await save(site, [
      [['analytics', 'ga4'], 'UA-1234-5'],
      [['analytics', 'matomo', 'site'], ''],
      [['analytics', 'hotjar'], '<img src=x onerror="window.hacked = 1">'],
      ['country', 'Kazakhstan'],
      ['accent', 'red;}body{display:none'],
      ['policy', 'javascript:alert(1)'],
      ['more', '{ "consent": { "floatingButton": false, } }'],
    ])
    assert.deepEqual(said.sort(), [
      'Accent colour: expected a colour such as #0b5f5b, or nothing, got "red;}body{display:none". It was kept as it was.',
      'Country: expected two letters such as KZ (ISO 3166-1), or nothing, got "Kazakhstan". It was kept as it was.',
      'Google Analytics 4: expected an id such as G-XXXXXXXX (G-[A-Z0-9]{6,12}), got "UA-1234-5". It was kept as it was.',
      'Hotjar: expected an id such as 112345678 ([1-9][0-9]{3,9}), got "<img src=x onerror="window.hacked = 1">". It was kept as it was.',
      'Matomo, site: expected an id such as 12345678 ([0-9]{1,9}), got "". It was kept as it was.',
      'Other options: expected an object in JSON such as { "consent": { "floatingButton": false } } (Syntax error), got "{ "consent": { "floatingButton": false, } }". It was kept as it was.',
      'Policy page: expected an address such as https://example.com/privacy or /privacy, or nothing, got "javascript:alert(1)". It was kept as it was.',
    ])
    assert.equal(await site.page.evaluate(() => window.hacked), undefined)
    await site.go('/')
    assert.deepEqual(await configIn(site), kept)
  })

  test('what looks like markup stays text, in the admin page and on the site', async t => {
    const evil = '</script><script>window.hacked = 1</script><!-- <script>'
    const site = await logIn(t)
    const more = JSON.stringify({ consent: { company: evil, texts: { en: { title: evil } }, language: 'en' } })
    assert.deepEqual(
      await save(site, [
        ['company', '"><script>window.hacked = 2</script>'],
        ['more', `${more}</textarea><script>window.hacked = 3</script>`],
      ]).then(said => said.length),
      1,
    )
    assert.equal(await site.page.evaluate(() => window.hacked), undefined)
    assert.deepEqual(await save(site, [['more', more]]), saved)
    assert.equal(await field(site.page, 'more').inputValue(), more)
    const visitor = await visit(t)
    await asked(visitor)
    assert.equal(await visitor.page.locator('.banner h2').innerText(), evil)
    assert.equal(await visitor.page.evaluate(() => window.hacked), undefined)
    assert.deepEqual(
      await save(site, [
        ['company', ''],
        ['layout', ''],
        ['language', ''],
        ['more', ''],
      ]),
      saved,
    )
  })

  test('nobody saves without a right to, nor a form of another site', async t => {
    const writer = await logIn(t, 'writer')
    const refused = await writer.page.goto(`https://${host}${options}`)
    assert.equal(refused.status(), 403)
    const admin = await logIn(t)
    await admin.go('/')
    const kept = await configIn(admin)
    for (const site of [writer, admin]) {
      const status = await site.page.evaluate(async () => {
        const body = new URLSearchParams({
          option_page: 'smg-consent',
          action: 'update',
          _wpnonce: '0123456789',
          'smg_consent[company]': 'Somebody else',
        })
        return (await fetch('/wp-admin/options.php', { method: 'POST', body })).status
      })
      assert.equal(status, 403)
    }
    await admin.go('/')
    assert.deepEqual(await configIn(admin), kept)
  })

  test('who may not write unfiltered HTML cannot put scripts on the site by JSON', async t => {
    writeFileSync(join(wp.site, 'more.php'), "<?php define( 'DISALLOW_UNFILTERED_HTML', true );")
    const site = await logIn(t)
    await site.go(options)
    assert.equal(await field(site.page, 'more').getAttribute('readonly'), '')
    await field(site.page, 'more').evaluate(element => element.removeAttribute('readonly'))
    await field(site.page, 'more').fill('{ "consent": { "processors": [] } }')
    await site.page.click('#submit')
    await site.page.waitForSelector('.settings-error')
    await site.page.waitForLoadState()
    assert.equal(await field(site.page, 'more').inputValue(), '')
    rmSync(join(wp.site, 'more.php'))
  })

  test('nothing loads before a yes; after it all that is named', async t => {
    const site = await visit(t)
    await asked(site)
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual((await storage(site)).cookies, [])
    await press(site.page, 'accept')
    await loaded(site, ['ga4', 'metrica', 'metaPixel'])
    await until('Matomo', () => site.thirdPartyUrls.includes('GET https://stats.example/matomo/matomo.js'))
    assert.deepEqual(site.said, [])
  })

  test('with a policy the nonce comes by WordPress’s own filters', async t => {
    const site = await visit(t, '/?policy')
    await asked(site)
    await press(site.page, 'accept')
    await loaded(site, ['ga4', 'metrica', 'metaPixel'])
    assert.deepEqual(site.said, [])
  })

  test('embeds wait: of a named processor as its own, of others for content of others', async t => {
    const site = await visit(t, page('embeds'))
    await asked(site)
    await site.page.locator('smg-face [data-smg=once]').nth(1).waitFor()
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual(
      await site.page
        .locator('smg-face')
        .evaluateAll(all => all.map(face => face.shadowRoot.querySelector('.what').innerText)),
      ['A film', 'Another film'],
    )
    assert.equal(await site.page.locator('a[href="https://twitter.com/example/status/1"]').isVisible(), true)
    await press(site.page, 'accept')
    for (const url of [
      'https://www.youtube-nocookie.com/embed/aaaaaaaaaaa',
      'https://player.vimeo.com/video/123456?dnt=1&app_id=1',
      'https://platform.twitter.com/widgets.js',
    ])
      await until(url, () => site.thirdPartyUrls.includes(`GET ${url}`))
    await site.page.locator('a[href="https://twitter.com/example/status/1"]').waitFor({ state: 'hidden' })
  })

  test('after a refusal no embed loads', async t => {
    const site = await visit(t, page('embeds'))
    await asked(site)
    await press(site.page, 'reject')
    await chosen(site.page, 'refused')
    await site.go(page('embeds'))
    await site.page.locator('smg-face [data-smg=once]').nth(1).waitFor()
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
  })

  test('embeds of services that are not named are as WordPress has them where the owner says so', async t => {
    const admin = await logIn(t)
    assert.deepEqual(await save(admin, [['embeds', false]]), saved)
    const site = await visit(t, page('embeds'))
    await asked(site)
    await until('the other film', () =>
      site.thirdPartyUrls.some(url => url.startsWith('GET https://player.vimeo.com/')),
    )
    assert.equal(
      site.thirdPartyUrls.some(url => url.includes('youtube')),
      false,
    )
    assert.deepEqual(await save(admin, [['embeds', true]]), saved)
  })

  test('the short codes: a table, and a button that opens the settings', async t => {
    const site = await visit(t, page('cookies'))
    await asked(site)
    await site.page.locator('[data-smg-table] >> text=Google Analytics 4').first().waitFor()
    await site.page.click('button:has-text("Change <b>it</b>")')
    await site.page.locator('dialog[open]').waitFor()
  })

  describe('with the WP Consent API', () => {
    const folder = () => join(wp.content, 'mu-plugins')
    before(() => cpSync(new URL('wordpress/consent-api.js', import.meta.url), join(folder(), 'consent-api')))
    after(() => existsSync(folder()) && rmSync(join(folder(), 'consent-api')))

    const told = async site =>
      Object.fromEntries(
        (await site.context.cookies())
          .filter(({ name }) => name.startsWith('wp_consent_'))
          .map(({ name, value }) => [name.slice('wp_consent_'.length), value]),
      )
    const may = (site, category) => site.page.evaluate(name => window.wp_has_consent(name), category)
    const server = site => site.page.evaluate(() => window.__told.server)
    const heard = site => site.page.evaluate(() => window.__heard.splice(0))

    test('before a choice, and after a refusal: no, and no cookie', async t => {
      const site = await visit(t)
      await asked(site)
      assert.deepEqual((await heard(site))[0], ['wp_consent_type_defined', {}])
      assert.deepEqual(await server(site), { functional: true, statistics: false, marketing: false })
      assert.equal(await may(site, 'statistics'), false)
      await press(site.page, 'reject')
      await chosen(site.page, 'refused')
      await settle(site.page)
      assert.deepEqual((await storage(site)).cookies, [])
      await site.go('/')
      await chosen(site.page, 'refused')
      await settle(site.page)
      assert.deepEqual((await storage(site)).cookies, [])
      assert.deepEqual(await server(site), { functional: true, statistics: false, marketing: false })
      assert.deepEqual(await heard(site), [['wp_consent_type_defined', {}]])
    })

    test('a grant is told, of what was granted alone; its end too, and then no cookie is left', async t => {
      const site = await visit(t)
      await asked(site)
      await heard(site)
      await openSettings(site.page)
      await turn(site.page, 'analytics')
      await press(site.page, 'save')
      await until('the last is told', async () => /matomo/.test((await told(site)).consented_services))
      await settle(site.page)
      assert.deepEqual(await told(site), {
        functional: 'allow',
        statistics: 'allow',
        'statistics-anonymous': 'allow',
        consented_services: '{"ga4":true,"metrica":true,"matomo":true}',
      })
      assert.deepEqual((await heard(site)).slice(0, 3), [
        ['wp_listen_for_consent_change', { functional: 'allow' }],
        ['wp_listen_for_consent_change', { statistics: 'allow' }],
        ['wp_listen_for_consent_change', { 'statistics-anonymous': 'allow' }],
      ])
      await site.go('/')
      assert.deepEqual(await server(site), { functional: true, statistics: true, marketing: false })
      await asksNothing(site)
      await heard(site)
      await site.page.evaluate(() => {
        window.__heard.push = (...all) => {
          // A withdrawal may load the page anew; what was heard is kept beyond that.
          sessionStorage.heard = JSON.stringify([...JSON.parse(sessionStorage.heard ?? '[]'), ...all])
        }
        window.SMGConsent.withdraw()
      })
      await until('the end', async () => Object.keys(await told(site)).length === 0)
      await settle(site.page, 1000)
      assert.deepEqual(await told(site), {})
      let last
      await until('what was heard', async () => {
        last = await site.page.evaluate(() => JSON.parse(sessionStorage.heard))
        return true
      })
      for (const category of ['functional', 'statistics', 'statistics-anonymous'])
        assert.ok(
          last.some(([, detail]) => detail[category] === 'deny'),
          category,
        )
      for (const service of ['ga4', 'metrica', 'matomo'])
        assert.ok(
          last.some(([, detail]) => detail.service === service && detail.value === false),
          service,
        )
      await site.go('/')
      assert.deepEqual(await server(site), { functional: true, statistics: false, marketing: false })
    })

    const asksNothing = site => chosen(site.page, 'granted')

    test('what it kept of a grant ends with a record that is lost', async t => {
      const site = await visit(t)
      await asked(site)
      await press(site.page, 'accept')
      await until('marketing', async () => (await told(site)).marketing === 'allow')
      await site.context.clearCookies({ name: 'smg_consent' })
      await site.go('/')
      await asked(site)
      await until('the end', async () => Object.keys(await told(site)).length === 0)
    })

    test('a category that only another plugin needs is asked for', async t => {
      const admin = await logIn(t)
      const need = on => tab => tab.locator('[name="smg_consent[purposes][]"][value=marketing]').setChecked(on)
      assert.deepEqual(await save(admin, [[['analytics', 'metaPixel'], '']], need(true)), saved)
      const site = await visit(t)
      await asked(site)
      assert.deepEqual((await configIn(site)).consent.purposes, { marketing: {}, functional: {} })
      await press(site.page, 'accept')
      await until('marketing', async () => (await told(site)).marketing === 'allow')
      assert.deepEqual(await save(admin, [[['analytics', 'metaPixel'], analytics.metaPixel]], need(false)), saved)
    })

    test('it is registered, with the cookies of the processors', async t => {
      const site = await visit(t)
      const { registered, cookies } = await site.page.evaluate(() => window.__told)
      assert.equal(registered, true)
      assert.ok(
        cookies.some(cookie => cookie.join() === '_ga,ga4,statistics,2y'),
        JSON.stringify(cookies),
      )
    })
  })

  test('WordPress has logged nothing about it', () => {
    const log = join(wp.content, 'debug.log')
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []
    assert.deepEqual(
      lines.filter(line => line.includes('smg')),
      [],
    )
  })

  test('uninstalled it leaves nothing in the database, on a network neither', () => {
    // The site becomes the first one of a network, as WordPress's own page for that does it.
    wp.php(`
      define( 'WP_INSTALLING_NETWORK', true );
      foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) { $wpdb->$name = $table; }
      require ABSPATH . 'wp-admin/includes/upgrade.php';
      install_network();
      populate_network( 1, '${host}', 'admin@wordpress.test', 'A network', '/', false );`)
    writeFileSync(
      join(wp.site, 'more.php'),
      `<?php
      define( 'MULTISITE', true );
      define( 'SUBDOMAIN_INSTALL', false );
      define( 'DOMAIN_CURRENT_SITE', '${host}' );
      define( 'PATH_CURRENT_SITE', '/' );
      define( 'SITE_ID_CURRENT_SITE', 1 );
      define( 'BLOG_ID_CURRENT_SITE', 1 );`,
    )
    const second = wp.php(`echo wpmu_create_blog( '${host}', '/two/', 'Two', 1 );`)
    wp.php(`update_blog_option( ${second}, 'smg_consent', array( 'company' => 'Two' ) );`)
    const left = `
      foreach ( array( 1, ${second} ) as $id ) {
        switch_to_blog( $id );
        $names[] = $wpdb->get_col( "select option_name from $wpdb->options where option_name like '%smg%'" );
        restore_current_blog();
      }
      echo wp_json_encode( $names );`
    assert.deepEqual(JSON.parse(wp.php(left)), [['smg_consent'], ['smg_consent']])
    wp.php(`
      require_once ABSPATH . 'wp-admin/includes/plugin.php';
      deactivate_plugins( 'smg-consent/smg-consent.php' );
      uninstall_plugin( 'smg-consent/smg-consent.php' );`)
    assert.deepEqual(JSON.parse(wp.php(left)), [[], []])
  })
})
