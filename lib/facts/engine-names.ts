/** What can run networks, in the order in which `auto` takes them: the fastest first (docs/decisions/0028). */
export const engineNames = ['onnxruntime', 'tensorflow', 'wasm'] as const
export type EngineName = (typeof engineNames)[number]
