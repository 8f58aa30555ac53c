// The second file: the rest of the shell, and the whole module within it. What it has in common with the first file it is
// handed by that (build/dist.mjs): no function of the shell is there twice.

import { arrive, place } from './core.first.js'
import { instantiate } from './module.embedded.js'
import './more.js'

arrive(instantiate(place.script, place.nonce))
