// The rest of the shell: what the first file leaves out of the effects and the layers, since few visits need it. Put in
// place as it is imported; smg.all.js has it from the start, smg.more.js brings it later.

import { d, json } from './browser.js'
import { leaf } from './dates.js'
import { embed, embeds, hasInstead, showInstead } from './embeds.js'
import { dropFaces, look, showFace, waits } from './faces.js'
import { bring } from './files.js'
import { late, render, wear } from './layers.js'
import { post } from './posting.js'
import { isWoken } from './scripts.js'
import { switches, switchesOn } from './settings.js'
import { act, added, dispatch, effects, numberOf } from './smg.js'
import { hasTable, showTable } from './table.js'
import { standInAll, stopAll } from './verbs.js'
import { unlock, wakeOnce } from './waking.js'

wear(__CSS__)
Object.assign(late, {
  __proto__: null,
  leaf,
  switchesOn,
  seen: () => ({ table: hasTable(), instead: hasInstead() }),
  isWoken,
  dropFaces,
  added: () => dispatch({ type: 'added', ...waits(), embeds: embeds() }),
})
Object.assign(effects, {
  __proto__: null,
  render: (place, node) => (place == 'table' ? showTable(node) : render(place, node)),
  switches,
  'stand-in': standInAll,
  stop: stopAll,
  embed,
  refused: showInstead,
  fetch: (path, integrity) => bring(path, integrity, dispatch),
  save(name, value) {
    const link = d.createElement('a')
    link.download = name
    link.href = 'data:application/json,' + encodeURIComponent(json(value, 2))
    link.click()
  },
  unlock(...granted) {
    const number = numberOf()
    unlock(...granted, () => number == numberOf() || added(), added)
  },
  post,
  once: wakeOnce,
  face: (...face) => showFace(act, ...face),
  look() {
    look()
    added()
  },
})
