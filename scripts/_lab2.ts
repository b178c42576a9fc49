import * as ort from 'onnxruntime-node'
import { readFileSync } from 'node:fs'
import { encodeOnnxModel, type OnnxNode, type OnnxConstant } from '@/lib/onnx/model'
import { randomUnitVectors } from '@/lib/benchmark/random-vectors'
const [count, dims] = [25000, 256]
const Q = Number(process.env.Q ?? 1024),
  K = 25,
  C = Number(process.env.C ?? 64)
const padded = Math.ceil(count / C) * C
const base = randomUnitVectors(count, dims)
const db = new Float32Array(padded * dims)
db.set(base)
const i = (value: number) => ({ kind: 'int' as const, value })
const ints = (...value: number[]) => ({ kind: 'ints' as const, value })
const big = (name: string, ...v: number[]): OnnxConstant => ({
  name,
  dims: [v.length],
  data: BigInt64Array.from(v.map(BigInt)),
})
const gemm: OnnxNode = {
  operator: 'Gemm',
  inputs: ['queries', 'database'],
  outputs: ['p'],
  attributes: { transB: i(1) },
}
const gemmBias: OnnxNode = { ...gemm, inputs: ['queries', 'database', 'bias'] }
const corner: OnnxNode = { operator: 'Slice', inputs: ['p', 'zero', 'one'], outputs: ['out'] }
const chunk = (max: OnnxNode[]): OnnxNode[] => [
  { operator: 'Reshape', inputs: ['p', 's3'], outputs: ['p3'] },
  ...max,
  { operator: 'TopK', inputs: ['m', 'k'], outputs: ['mv', 'mi'], attributes: { sorted: i(0) } },
  { operator: 'Unsqueeze', inputs: ['mi', 'two'], outputs: ['mi3'] },
  { operator: 'GatherND', inputs: ['p3', 'mi3'], outputs: ['g'], attributes: { batch_dims: i(1) } },
  { operator: 'Flatten', inputs: ['g'], outputs: ['g2'] },
  { operator: 'TopK', inputs: ['g2', 'k'], outputs: ['out', 'oi'] },
]
const variants: Record<string, OnnxNode[]> = {
  bare: [gemm, corner],
  bias: [gemmBias, corner],
  topk: [gemm, { operator: 'TopK', inputs: ['p', 'k'], outputs: ['out', 'oi'] }],
  reduce: [
    gemm,
    ...chunk([
      { operator: 'ReduceMax', inputs: ['p3', 'two'], outputs: ['m'], attributes: { keepdims: i(0) } },
    ]),
  ],
  gmax: [
    gemm,
    ...chunk([
      { operator: 'GlobalMaxPool', inputs: ['p3'], outputs: ['m3'] },
      { operator: 'Squeeze', inputs: ['m3', 'two'], outputs: ['m'] },
    ]),
  ],
}
const constants = [big('zero', 0, 0), big('one', 1, 1), big('two', 2), big('s3', 0, -1, C), big('k', K)]
const spin = process.env.SPIN === '1' ? '1' : '0'
const sessions: Record<string, () => Promise<number>> = {}
const names = (process.env.V ?? Object.keys(variants).join(',')).split(',')
const prof: [string, ort.InferenceSession][] = []
for (const name of names) {
  const nodes = variants[name]!
  const uses = new Set(nodes.flatMap((n) => n.inputs))
  const all = [
    { name: 'queries', type: 'float32' as const, shape: ['q', dims] },
    { name: 'database', type: 'float32' as const, shape: ['n', dims] },
    { name: 'bias', type: 'float32' as const, shape: [1, 'n'] },
  ]
  const produced = new Set(nodes.flatMap((n) => n.outputs))
  const outs = [
    { name: 'out', type: 'float32' as const, shape: ['q', 'k'] },
    ...['oi', 'mi']
      .filter((n) => produced.has(n))
      .map((name) => ({ name, type: 'int64' as const, shape: ['q', 'x'] })),
  ]
  const s = await ort.InferenceSession.create(
    encodeOnnxModel({
      name: 'x',
      inputs: all.filter((x) => uses.has(x.name)),
      outputs: outs,
      constants: constants.filter((c) => uses.has(c.name)),
      nodes,
    }),
    {
      executionProviders: ['cpu'],
      intraOpNumThreads: 2,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      graphOptimizationLevel: 'all',
      enableProfiling: process.env.PROF === '1',
      profileFilePrefix: '/tmp/topk/' + name,
      extra: { session: { intra_op: { allow_spinning: spin } } },
    },
  )
  prof.push([name, s])
  const bias = new Float32Array(padded).fill(-Infinity, count)
  bias.fill(0, 0, count)
  sessions[name] = async () => {
    const t = performance.now()
    for (let a = 0; a < count; a += Q) {
      const e = Math.min(count, a + Q)
      const feeds: Record<string, ort.Tensor> = {
        queries: new ort.Tensor('float32', db.subarray(a * dims, e * dims), [e - a, dims]),
        database: new ort.Tensor('float32', db, [padded, dims]),
      }
      if (uses.has('bias')) feeds.bias = new ort.Tensor('float32', bias, [1, padded])
      await s.run(feeds)
    }
    return (2 * count * count * dims) / 1e6 / (performance.now() - t)
  }
}
const rates: Record<string, number[]> = {}
for (let r = 0; r < Number(process.env.R ?? 5); r++)
  for (const n of names) (rates[n] ??= []).push(await sessions[n]!())
for (const n of names)
  console.log(
    n.padEnd(10),
    rates[n]!.map((x) => x.toFixed(0)).join(' '),
    'median',
    rates[n]!.sort((a, b) => a - b)[rates[n]!.length >> 1]!.toFixed(1),
  )
if (process.env.PROF === '1') {
  for (const [, s] of prof) s.endProfiling?.()
}
console.log('rss', process.memoryUsage().rss / 1e6)
