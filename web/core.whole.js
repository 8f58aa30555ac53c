// The whole module, in a file that has all from its start: nothing is ever waited for. core.first.js says what these are.
import { prepare } from './files.js'

export const begin = () => {}
export const follows = () => {}
// The files that the page's configuration asks for come before the start.
export const prepared = async (instance, start) => start(await prepare(instance))
export const holds = () => false
export const lacks = () => false
export const started = () => {}
export const want = () => {}
export const whole = async () => {}
