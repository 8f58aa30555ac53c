// How much of each kind of proof there is, counted in tests/ at each build.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../lib/sources.mjs'

const count = (folder, ending) => {
  const found = readdirSync(join(root, 'tests', folder), { recursive: true }).filter(name =>
    name.endsWith(ending),
  ).length
  if (!found) throw Error(`tests/${folder}: expected files ${ending}, got none`)
  return found
}

export default {
  worlds: count('model/worlds', '.mjs'),
  handoverWorlds: count('model/handover/worlds', '.mjs'),
  faults: count('model/faults', '.patch'),
  handoverFaults: count('model/handover/faults', '.patch'),
  recorded: count('events', '.jsonl'),
  unit: count('unit', '.c'),
  browser: count('browser', '.test.mjs'),
}
