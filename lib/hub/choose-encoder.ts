import path from 'node:path'
import type { HubFile, HubRepository } from './repository'

/** Exporters' names of the half of a network that sees pictures, and of a network that has no halves. */
const preferred = ['vision_model.onnx', 'model.onnx']
/** Other weights of the same network, rounded, and parts of one that see no pictures. */
const rounded =
  /(?:^|[_.-])(?:fp16|f16|bf16|bnb4|u?int8|q4|q4f16|q8|quantized|quint8|qint8|quant|O4)(?:[_.-]|$)/i
const otherPart = /(?:^|[_/])(?:text|decoder|audio|prompt|embed_tokens|tokenizer)(?:_|\.|$)/i

/**
 * The .onnx file of a repository that sees pictures: the one that was asked for, else the only one, else of those whose
 * weights are whole and that are not named for words the one called vision_model.onnx or model.onnx.
 *
 * @param asked a path in the repository
 * @throws Error that lists what there is when there is none, or which is meant cannot be told
 */
export function chooseEncoder({ name, files }: HubRepository, asked?: string): HubFile {
  const candidates = files.filter(({ path: file }) => file.endsWith('.onnx'))
  const listed = () => candidates.map(({ path: file, size }) => `  ${file} (${megabytes(size)})`).join('\n')
  if (asked !== undefined) {
    const file = files.find((candidate) => candidate.path === asked)
    if (file?.path.endsWith('.onnx')) return file
    if (file) throw new Error(`${asked} in ${name} is no .onnx file.`)
    throw new Error(
      `The repository ${name} has no file ${asked}.` +
        (candidates.length > 0 ? ` It has these networks:\n${listed()}` : ' It has no .onnx file at all.'),
    )
  }
  const [first] = candidates
  if (!first) {
    throw new Error(
      `The repository ${name} has no .onnx file. Look for one that has, or export it to ONNX and add that: npm run encoder:add -- --file PATH`,
    )
  }
  if (candidates.length === 1) return first
  const whole = candidates.filter(({ path: file }) => !rounded.test(stem(file)) && !otherPart.test(file))
  if (whole.length === 1 && whole[0]) return whole[0]
  for (const wanted of preferred) {
    const [only, ...more] = whole.filter(({ path: file }) => path.posix.basename(file) === wanted)
    if (only && more.length === 0) return only
  }
  throw new Error(
    `The repository ${name} has several networks, and which of them sees pictures cannot be told. Say it with --file PATH:\n${listed()}`,
  )
}

/** The configuration of that name nearest to a file: in its folder, or in those above. */
export function nearest({ files }: HubRepository, name: string, file: string): HubFile | undefined {
  for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
    const found = files.find((candidate) => candidate.path === path.posix.join(folder, name))
    if (found || folder === '.') return found
  }
}

function stem(file: string): string {
  return path.posix.basename(file, '.onnx')
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.round(bytes / 1e6)} MB`
}
