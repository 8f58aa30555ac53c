// The second file: the rest of the shell, and the whole module within it. What it has in common with the first file it is
// handed by that (build/dist.mjs): no function of the shell is there twice.

import { arrive } from './core.first.js'
import { prepare } from './files.js'
import { instantiate } from './module.embedded.js'
import './more.js'
import { address, nonce } from './smg.js'

arrive(instantiate(address, nonce).then(prepare))
