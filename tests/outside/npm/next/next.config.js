// The repository around this folder has lock files of its own.
export default { turbopack: { root: import.meta.dirname } }
