// The whole module, in a file that has all from its start: nothing is ever waited for. core.first.js says what these are.
export const begin = () => {}
export const holds = () => false
export const lacks = () => false
export const started = () => {}
export const want = () => {}
export const whole = async () => {}
