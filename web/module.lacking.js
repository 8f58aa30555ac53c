// Where WebAssembly is refused the first file has no module, and lacks all: the second one fetches the whole as
// JavaScript.
export const refused = async () => ({ exports: { lacksAll: true } })
