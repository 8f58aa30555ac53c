// The files that lie beside the script and are fetched by those pages alone that need them: a definition of the catalogue
// by a page whose configuration names it, a language by a page that is written in it. src/embed.mjs puts their hashes
// into the module, web/build/dist.mjs writes them: here is what they hold, byte for byte.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folders = { catalogue: 'processors', translations: 'languages' }

/** The files of the source folder: { path: 'processors/tiktok.json', folder, id, source, value, text, integrity } each. */
export const filesOf = source =>
  Object.entries(folders).flatMap(([folder, place]) =>
    readdirSync(join(source, folder))
      .filter(file => file.endsWith('.json'))
      .sort()
      .map(file => {
        const path = join(source, folder, file)
        const value = JSON.parse(readFileSync(path, 'utf8'))
        // Where a fact was read, and who has read a translation, is for those who read the sources. The core knows the
        // other names of all languages.
        const { sources, $aliases, $checkedBy, ...shipped } = value
        const text = `${JSON.stringify(shipped)}\n`
        const integrity = `sha256-${createHash('sha256').update(text).digest('base64')}`
        return {
          path: `${place}/${file}`,
          folder,
          id: file.slice(0, -'.json'.length),
          source: path,
          value,
          text,
          integrity,
        }
      }),
  )
