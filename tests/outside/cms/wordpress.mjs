// A WordPress of the distribution's own package, which setup.sh unpacks, with a database of its own, both in a temporary folder, as the owner of
// this process and without any service of the machine: MariaDB on a socket, PHP's server on a free loopback port.

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dist } from '../../browser/support/paths.mjs'

export const host = 'www.wordpress.test'
const unpacked = fileURLToPath(new URL('../../../build/deps/wordpress/usr/share/wordpress', import.meta.url))
const packaged = existsSync(unpacked) ? unpacked : '/usr/share/wordpress'
const theme = 'twentytwentythree'
const beside = name => fileURLToPath(new URL(name, import.meta.url))
export const pluginFile = beside('../../../examples/wordpress/smg-consent.php')

// Services are installed where not everybody's PATH leads.
const path = `${process.env.PATH}:/usr/sbin:/sbin`
const run = (command, args, more) =>
  execFileSync(command, args, { stdio: 'pipe', ...more, env: { ...process.env, PATH: path, ...more?.env } }).toString()

const works = (command, ...args) => {
  try {
    return run(command, args)
  } catch {
    return ''
  }
}

/** Why there can be no WordPress here; '' where there can. */
export function lacking() {
  const php = works('php', '-m')
  if (!php) return 'no php (Debian: php-cli)'
  if (!/^mysqli$/m.test(php)) return 'no mysqli in php (Debian: php-mysql)'
  if (!works('mariadbd', '--version')) return 'no mariadbd (Debian: mariadb-server)'
  if (!existsSync(join(packaged, 'wp-load.php'))) return 'no WordPress (Debian: wordpress)'
  if (!existsSync(join(packaged, 'wp-content/themes', theme))) return `no theme (Debian: wordpress-theme-${theme})`
  return ''
}

async function until(what, test) {
  for (const end = Date.now() + 60_000; !(await test()); await new Promise(resolve => setTimeout(resolve, 50)))
    if (Date.now() > end) throw Error(`waited in vain: ${what}`)
}

const config = socket => `<?php
$_SERVER['HTTPS'] = 'on';
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:${socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'WP_HOME', 'https://${host}' );
define( 'WP_SITEURL', 'https://${host}' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_LOG', true );
define( 'WP_DEBUG_DISPLAY', false );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( $name . '_KEY', $name . ' key of a test' );
	define( $name . '_SALT', $name . ' salt of a test' );
}
$table_prefix = 'wp_';
if ( file_exists( __DIR__ . '/more.php' ) ) {
	require __DIR__ . '/more.php';
}
define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
`

/**
 * Starts it, with the plugin's file and the build's files in place, and not yet activated. `answer` is the lab's: what
 * a browser asks of `host`. `ids` are those of the pages of wordpress/install.php; `php(code)` runs code within
 * WordPress; `folder` is where it lies, `plugin` the plugin's folder. Ends with close().
 */
export async function startWordPress() {
  const folder = mkdtempSync(join(tmpdir(), 'smg-wp-'))
  const processes = []
  async function close() {
    for (const { stdin, ended } of processes) {
      stdin.end()
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  // Ends, with all that it has started, when its input does: with close(), and also with a test that is killed.
  function start(command, args, more) {
    const child = spawn('sh', ['-c', '"$@" & cat >/dev/null; kill -KILL 0', 'sh', command, ...args], {
      detached: true, // a process group of its own
      env: { ...process.env, PATH: path, ...more },
      stdio: 'pipe',
    })
    child.ended = new Promise(resolve => child.on('exit', resolve))
    child.said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', text => {
        child.said += text
      })
    }
    processes.push(child)
    return child
  }

  try {
    const [data, socket, site] = ['data', 'db.sock', 'site'].map(name => join(folder, name))
    const database = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`]
    run('mariadb-install-db', [...database, '--auth-root-authentication-method=normal', '--skip-test-db'])
    start('mariadbd', [
      ...database,
      `--socket=${socket}`,
      `--pid-file=${join(folder, 'db.pid')}`,
      '--skip-networking',
      '--innodb-flush-log-at-trx-commit=0',
    ])

    // The files find themselves by where they really lie, but for wp-includes, which nothing looks for from within.
    mkdirSync(site)
    cpSync(packaged, site, {
      recursive: true,
      filter: name => !/\/(wp-includes|wp-content|wp-config\.php)$/.test(name),
      verbatimSymlinks: true,
    })
    symlinkSync(join(packaged, 'wp-includes'), join(site, 'wp-includes'))
    const content = join(site, 'wp-content')
    const plugin = join(content, 'plugins/smg-consent')
    cpSync(join(packaged, 'wp-content/themes', theme), join(content, 'themes', theme), {
      recursive: true,
      dereference: true,
    })
    mkdirSync(plugin, { recursive: true })
    cpSync(pluginFile, join(plugin, 'smg-consent.php'))
    cpSync(dist, join(plugin, 'smg'), { recursive: true })
    mkdirSync(join(content, 'mu-plugins'))
    cpSync(beside('wordpress/others.php'), join(content, 'mu-plugins/others.php'))
    writeFileSync(join(site, 'wp-config.php'), config(socket))

    await until('the database', () =>
      works('mariadb', '--no-defaults', `--socket=${socket}`, '-uroot', '-e', 'select 1'),
    )
    run('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', 'create database wordpress'])
    const ids = JSON.parse(run('php', [beside('wordpress/install.php')], { cwd: site }).replace(/^[^{]*/, ''))

    const server = start('php', ['-S', '127.0.0.1:0', '-t', site], { PHP_CLI_SERVER_WORKERS: '3' })
    await until('the server', () => /127\.0\.0\.1:[1-9]\d*\) started/.test(server.said))
    const port = Number(server.said.match(/127\.0\.0\.1:(\d+)\) started/)[1])

    function answer(request) {
      if (request.host !== host) return
      const { pathname, search } = new URL(request.url)
      return new Promise(resolve => {
        const headers = { ...request.headers, connection: 'close' }
        const options = { host: '127.0.0.1', port, method: request.method, path: pathname + search, headers }
        http
          .request(options, response => {
            const chunks = []
            response.on('data', chunk => chunks.push(chunk))
            response.on('end', () => {
              const { connection, 'transfer-encoding': coding, ...own } = response.headers
              resolve({ status: response.statusCode, headers: own, body: Buffer.concat(chunks) })
            })
          })
          // It has ended, with the tests: a page may ask it still.
          .on('error', () => resolve('drop'))
          .end(request.bytes)
      })
    }
    const php = code =>
      run('php', ['-r', `$_SERVER['HTTP_HOST'] = '${host}'; require 'wp-load.php'; global $wpdb; ${code}`], {
        cwd: site,
      })
    return { folder, site, plugin, content, ids, answer, php, close }
  } catch (error) {
    await close()
    throw error
  }
}
