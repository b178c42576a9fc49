import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { addEncoder } from '@/lib/embedding/add-encoder'
import { wordsTreatment } from '@/lib/embedding/treatments'
import { encodersFolder } from '@/lib/indexing/recipe'
import { scaledTo } from '@/lib/networks/network'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { encodeOnnxModel, type OnnxNode, type OnnxValue } from '@/lib/numerics/onnx-model'

/** What a picture, or a text, becomes: how much red, green and blue it has, and what no picture has. */
export const CLIP_WIDTH = 4

/** Where the words are that the tiny CLIP knows. All others are spelt, and are where no picture is. One is put together before another. */
export const CLIP_WORDS: Readonly<Record<string, readonly number[]>> = {
  green: [-1, 1, -1, 0],
  red: [1, -1, -1, 0],
  blue: [-1, -1, 1, 0],
}

/** How far each token that begins, ends or fills up a text is where no picture is. */
export const CLIP_SPECIAL = 0.01

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
const START = '<|startoftext|>'
const END = '<|endoftext|>'

/** The tokens of a vocabulary like CLIP's: letters, letters that end a word, pieces of the words that it knows, and two that are special. */
function vocabularyOf(words: readonly string[]) {
  const merges = words.flatMap((word) => {
    const parts = [...word.slice(0, -1), `${word.slice(-1)}</w>`]
    return parts.slice(1).map((part, at): [string, string] => [parts.slice(0, at + 1).join(''), part])
  })
  const tokens = [
    ...LETTERS,
    ...LETTERS.map((letter) => `${letter}</w>`),
    ...merges.map((pair) => pair.join('')),
  ]
  return { merges, tokens: [...new Set(tokens), START, END] }
}

/** A `tokenizer.json` as CLIP's is, and its ids by token. */
export function clipTokenizer(words: readonly string[] = Object.keys(CLIP_WORDS)) {
  const { merges, tokens } = vocabularyOf(words)
  const ids = Object.fromEntries(tokens.map((token, id) => [token, id]))
  const id = (token: string) => ids[token] ?? -1
  const special = (content: string) => ({
    id: id(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(START), special(END)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, id(END)],
      cls: [START, id(START)],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: ids,
      merges: merges.map((pair) => pair.join(' ')),
    },
  }
  return { json, ids }
}

export const CLIP_TOKENIZER_CONFIG = {
  tokenizer_class: 'CLIPTokenizer',
  model_max_length: 77,
  pad_token: END,
}

/** The half that sees pictures: their mean colour, which tells no more than that. @param output its name */
export function clipVision(output = 'image_embeds'): Uint8Array {
  const mixed = new Float32Array(3 * CLIP_WIDTH)
  for (let channel = 0; channel < 3; channel++) mixed[channel * CLIP_WIDTH + channel] = 1
  return encodeOnnxModel({
    name: 'vision',
    inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch', 3, 'height', 'width'] }],
    outputs: [{ name: output, type: 'float32', shape: ['batch', CLIP_WIDTH] }],
    constants: [{ name: 'mix', dims: [3, CLIP_WIDTH], data: mixed }],
    nodes: [
      { operator: 'GlobalAveragePool', inputs: ['pixel_values'], outputs: ['means'] },
      { operator: 'Flatten', inputs: ['means'], outputs: ['colours'] },
      { operator: 'MatMul', inputs: ['colours', 'mix'], outputs: [output] },
    ],
  })
}

type TextShape = {
  output?: string
  /** Numbers a token; others than the first `CLIP_WIDTH` are 0. */
  width?: number
  /** What is stated of the width. */
  stated?: number | string
  /** Tokens, where always as many. */
  length?: number
  inputs?: readonly OnnxValue[]
  /** Whether all tokens are at one place for it, and so all texts in one direction. */
  isDeaf?: boolean
  /** Weights in a file of their own, which `clipTextWeights` has. */
  external?: string
}

/** The half that reads words: the sum over a text's tokens of where each is. */
export function clipText({
  output = 'text_embeds',
  width = CLIP_WIDTH,
  stated = width,
  length,
  inputs = [{ name: 'input_ids', type: 'int64', shape: ['batch', length ?? 'length'] }],
  isDeaf = false,
  external,
}: TextShape = {}): Uint8Array {
  const rows = isDeaf ? clipTextWeights(width).fill(CLIP_SPECIAL) : clipTextWeights(width)
  const dims = [rows.length / width, width]
  const table = external ?? 'table'
  const nodes: OnnxNode[] = [
    { operator: 'Gather', inputs: [table, inputs[0]?.name ?? ''], outputs: ['each'] },
    {
      operator: 'ReduceSum',
      inputs: ['each', 'along'],
      outputs: [output],
      attributes: { keepdims: { kind: 'int', value: 0 } },
    },
  ]
  return encodeOnnxModel({
    name: 'text',
    inputs,
    outputs: [{ name: output, type: 'float32', shape: ['batch', stated] }],
    constants: [
      ...(external === undefined ? [{ name: table, dims, data: rows }] : []),
      { name: 'along', dims: [1], data: BigInt64Array.of(1n) },
    ],
    externals: external === undefined ? [] : [{ name: external, dims }],
    nodes,
  })
}

/** Where each token is, `[tokens, width]`: a word at its place, a letter where no picture is, the farther the later it comes. */
export function clipTextWeights(width = CLIP_WIDTH): Float32Array<ArrayBuffer> {
  const { tokens } = vocabularyOf(Object.keys(CLIP_WORDS))
  const rows = new Float32Array(tokens.length * width)
  tokens.forEach((token, id) => {
    const place = CLIP_WORDS[token.replace('</w>', '')]
    if (place) rows.set(place, id * width)
    else rows[id * width + CLIP_WIDTH - 1] = /^[a-z](?:<\/w>)?$/.test(token) ? 0.1 + id / 100 : CLIP_SPECIAL
  })
  return rows
}

/** What a repository of a CLIP has, by path. */
export function clipFiles(): Record<string, Uint8Array | string> {
  const { json } = clipTokenizer()
  return {
    'config.json': JSON.stringify({ model_type: 'clip', vision_config: { model_type: 'clip_vision_model' } }),
    'preprocessor_config.json': JSON.stringify({
      size: { shortest_edge: 16 },
      crop_size: { height: 16, width: 16 },
      image_mean: [0, 0, 0],
      image_std: [1, 1, 1],
    }),
    'tokenizer.json': JSON.stringify(json),
    'tokenizer_config.json': JSON.stringify(CLIP_TOKENIZER_CONFIG),
    'vision_model.onnx': clipVision(),
    'text_model.onnx': clipText(),
  }
}

/** Writes these files to a folder, but for those that are null; others may be said. Returns where the half for pictures is. */
export function writeClip(
  folder: string,
  changes: Readonly<Record<string, Uint8Array | string | null>> = {},
): string {
  for (const [name, content] of Object.entries({ ...clipFiles(), ...changes })) {
    if (content !== null) writeFileSync(path.join(folder, name), content)
  }
  return path.join(folder, 'vision_model.onnx')
}

/** Adds it, with both halves, to an installation; its recipe is `tiny-clip`. */
export async function addTinyClip(dataDir: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-clip-'))
  try {
    const detected = await detectEncoder(writeClip(folder))
    const half = detected.textHalf
    if (!half || 'why' in half) throw new Error(`The tiny CLIP cannot be used: ${half?.why}`)
    await addEncoder(encodersFolder(dataDir), detected, {
      name: 'tiny-clip',
      picture: { size: 16, fit: 'contain', kernel: 'cubic' },
      scaling: scaledTo(0, 1),
      output: { layer: 'image_embeds', pooling: 'mean' },
      treatment: wordsTreatment,
      text: half.text,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
