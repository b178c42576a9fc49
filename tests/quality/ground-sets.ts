import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pMap from 'p-map'
import { type GroundKind, groundKinds, hashOf, paintGround, type Picture, putOn } from './grounds'
import { drawnBy, type Frame, framed, type Render } from './renders'

/** On the one ground; on a ground drawn by hash; on another ground than that. */
export type Version = 'one' | 'mixed' | 'other'

/** The ground of a render in one of its versions. */
export function groundOf(key: string, version: Version): GroundKind {
  const first = hashOf('ground', key) % groundKinds.length
  const step = 1 + (hashOf('other ground', key) % (groundKinds.length - 1))
  const index = { one: 0, mixed: first, other: (first + step) % groundKinds.length }[version]
  return groundKinds[index] ?? 'white'
}

/** The file of a render in one of its versions, below a folder. */
export function pictureFile(key: string, version: Version, frame: Frame): string {
  return `${version}-${frame.width}x${frame.height}/${key.replaceAll(/[^a-zA-Z0-9-]+/g, '_')}.jpg`
}

/**
 * The renders on grounds, as JPEGs in their order, made once and kept below a folder. Scenes are made of the first
 * renders, drawn by hash.
 */
export async function picturesOf(
  renders: readonly Render[],
  version: Version,
  frame: Frame,
  folder: string,
): Promise<Buffer[]> {
  const others = await propsOf(renders)
  return pMap(
    renders,
    async (render) => {
      const file = path.join(folder, pictureFile(render.key, version, frame))
      if (existsSync(file)) return readFileSync(file)
      const bytes = await pictureOf(render, groundOf(render.key, version), frame, others)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, bytes)
      return bytes
    },
    { concurrency: 4 },
  )
}

async function pictureOf(render: Render, kind: GroundKind, frame: Frame, others: readonly Picture[]) {
  const seed = hashOf(render.key, kind)
  const ground = await paintGround(kind, frame, seed, others)
  return putOn(ground, await framed(await render.read(), frame), seed)
}

/** What scenes are made of: objects of some renders, drawn by hash. */
export async function propsOf(renders: readonly Render[], draw = 'prop'): Promise<Picture[]> {
  return pMap(
    drawnBy(draw, renders, 60).flatMap((index) => renders[index] ?? []),
    async (render) => framed(await render.read(), { width: 160, height: 160, share: 0.95 }),
    {
      concurrency: 2,
    },
  )
}
