import sharp from 'sharp'
import { seededNormal, seededRandom } from '@/lib/numerics/seeded-random'

/** Grounds that renders are put on. Those of one kind differ in colours, places and scale. */
export const groundKinds = [
  'white',
  'black',
  'grey',
  'linear gradient',
  'radial gradient',
  'vignette',
  'floor with a horizon',
  'clouds',
  'blurred scene',
  'texture',
] as const
export type GroundKind = (typeof groundKinds)[number]

/** Pixels of RGB, or of RGBA where said. */
export type Picture = { width: number; height: number; data: Uint8Array }
/** Red, green and blue, 0 to 255. */
type Colour = readonly [number, number, number]
type Random = () => number
/** The colour of a place, both coordinates from 0 to 1. */
type Paint = (x: number, y: number) => Colour

/** A number drawn by hash (FNV-1a), the same for the same words. */
export function hashOf(...words: readonly string[]): number {
  let hash = 0x811c9dc5
  for (const char of words.join('\n')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  // The last characters would reach the low bits alone.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 15)) >>> 0
}

/**
 * Paints a ground, the same for the same seed.
 *
 * @param others cut-out renders that a scene is made of
 */
export async function paintGround(
  kind: GroundKind,
  { width, height }: { width: number; height: number },
  seed: number,
  others: readonly Picture[],
): Promise<Picture> {
  const random = seededRandom(seed)
  const ground = painted({ width, height }, paintOf(kind, random))
  return kind === 'blurred scene' ? blurredScene(ground, random, others) : ground
}

function paintOf(kind: GroundKind, random: Random): Paint {
  switch (kind) {
    case 'white':
      return () => [255, 255, 255]
    case 'black':
      return () => [0, 0, 0]
    case 'grey': {
      const level = between(random, 50, 210)
      return () => [level, level, level]
    }
    case 'linear gradient':
      return linear(random, anyColour(random), anyColour(random))
    case 'radial gradient':
      return radial(random, anyColour(random), anyColour(random))
    case 'vignette': {
      const grey = between(random, 50, 130)
      const tint = between(random, -15, 15)
      const inside: Colour = [grey + tint, grey, grey - tint]
      return radial(random, inside, scaled(inside, between(random, 0.05, 0.3)))
    }
    case 'floor with a horizon':
      return floor(random)
    case 'clouds':
      return clouds(random)
    case 'blurred scene':
      return linear(random, anyColour(random), anyColour(random))
    case 'texture':
      return texture(random)
  }
}

function linear(random: Random, from: Colour, to: Colour): Paint {
  const angle = between(random, 0, 2 * Math.PI)
  const [across, down] = [Math.cos(angle), Math.sin(angle)]
  return (x, y) => mixed(from, to, clamped(0.5 + (across * (x - 0.5) + down * (y - 0.5)) / 1.2))
}

function radial(random: Random, inside: Colour, outside: Colour): Paint {
  const [left, top] = [between(random, 0.35, 0.65), between(random, 0.35, 0.65)]
  const reach = between(random, 0.6, 0.9)
  return (x, y) => mixed(inside, outside, smooth(clamped(Math.hypot(x - left, y - top) / reach)))
}

/** A wall and a floor, each with its own gradient, and a soft shadow where an object in the middle stands. */
function floor(random: Random): Paint {
  const horizon = between(random, 0.35, 0.75)
  const softness = between(random, 0.004, 0.06)
  const wall = anyColour(random)
  const ground = anyColour(random)
  const [fadedWall, fadedGround] = [scaled(wall, 0.6), scaled(ground, 0.65)]
  const shadow = between(random, 0.2, 0.6)
  return (x, y) => {
    const above = mixed(fadedWall, wall, clamped(y / horizon))
    const below = mixed(ground, fadedGround, clamped((y - horizon) / (1 - horizon)))
    const dark = shadow * Math.exp(-(((x - 0.5) / 0.3) ** 2) - ((y - 0.88) / 0.06) ** 2)
    return scaled(mixed(above, below, clamped(0.5 + (y - horizon) / softness)), 1 - dark)
  }
}

/** Noise of several scales between three colours, as foliage, clouds or stone have it. */
function clouds(random: Random): Paint {
  const roughness = between(random, 0.4, 0.75)
  const place = octaves(random, 6, roughness)
  const tone = octaves(random, 4, 0.5)
  const [one, other, third] = [anyColour(random), anyColour(random), anyColour(random)]
  return (x, y) => mixed(mixed(one, other, stretched(place(x, y))), third, 0.6 * stretched(tone(x, y)))
}

/** Boards, bricks, tiles or stripes with a grain. */
function texture(random: Random): Paint {
  const [rows, columns] = [Math.round(between(random, 3, 12)), Math.round(between(random, 2, 9))]
  const shift = random() < 0.5 ? 0.5 : 0
  const seam = between(random, 0.03, 0.12)
  const isStriped = random() < 0.3
  const grain = octaves(random, 7, 0.8)
  const [base, joint] = [anyColour(random), anyColour(random)]
  const tones = Array.from({ length: 256 }, () => between(random, 0.75, 1.15))
  return (x, y) => {
    const row = Math.floor(y * rows)
    const along = x * columns + (row % 2) * shift
    const isJoint = (y * rows) % 1 < seam || (!isStriped && along % 1 < seam)
    const tone = tones[(row * 37 + Math.floor(isStriped ? 0 : along) * 101) % tones.length] ?? 1
    return scaled(isJoint ? joint : scaled(base, tone), 0.8 + 0.4 * grain(x, y))
  }
}

/** Other renders, large and small, out of focus. */
async function blurredScene(ground: Picture, random: Random, others: readonly Picture[]): Promise<Picture> {
  const { width, height } = ground
  const layers = []
  for (let count = 0; count < 9; count++) {
    const other = others[Math.floor(random() * others.length)]
    if (!other) continue
    const side = Math.round(between(random, 0.3, 0.7) * Math.min(width, height))
    const input = await sharp(other.data, { raw: { width: other.width, height: other.height, channels: 4 } })
      .resize(side, side, { fit: 'inside' })
      .png({ compressionLevel: 1 })
      .toBuffer()
    const [left, top] = [Math.round(random() * (width - side)), Math.round(random() * (height - side))]
    layers.push({ input, left, top })
  }
  const scene = await sharp(ground.data, { raw: { width, height, channels: 3 } })
    .composite(layers)
    .removeAlpha()
    .raw()
    .toBuffer()
  const sigma = between(random, 0.008, 0.03) * width
  const data = await sharp(scene, { raw: { width, height, channels: 3 } })
    .blur(sigma)
    .raw()
    .toBuffer()
  return { width, height, data }
}

/**
 * Puts a cut-out picture (RGBA, as large as the ground) on a ground, with the noise of a renderer, as a JPEG of
 * quality 85.
 */
export async function putOn(ground: Picture, object: Picture, seed: number): Promise<Buffer> {
  const { width, height, data } = ground
  const normal = seededNormal(seed)
  const pixels = new Uint8ClampedArray(width * height * 3)
  for (let place = 0; place < width * height; place++) {
    const alpha = (object.data[place * 4 + 3] ?? 0) / 255
    const noise = 1.5 * normal()
    for (let channel = 0; channel < 3; channel++) {
      const behind = data[place * 3 + channel] ?? 0
      pixels[place * 3 + channel] =
        behind + alpha * ((object.data[place * 4 + channel] ?? 0) - behind) + noise
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}

function painted({ width, height }: { width: number; height: number }, paint: Paint): Picture {
  const data = new Uint8ClampedArray(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set(paint((x + 0.5) / width, (y + 0.5) / height), (y * width + x) * 3)
  }
  return { width, height, data: new Uint8Array(data.buffer) }
}

/** Value noise of so many scales, each half as large as the one before and `roughness` as strong; mean one half. */
function octaves(random: Random, count: number, roughness: number): (x: number, y: number) => number {
  const layers = Array.from({ length: count }, (_, octave) => {
    const cells = 2 ** (octave + 1)
    const values = Float32Array.from({ length: (cells + 1) ** 2 }, random)
    const at = (column: number, row: number) => values[row * (cells + 1) + column] ?? 0
    return (x: number, y: number) => {
      const [column, row] = [
        Math.min(cells - 1, Math.floor(x * cells)),
        Math.min(cells - 1, Math.floor(y * cells)),
      ]
      const [across, down] = [smooth(x * cells - column), smooth(y * cells - row)]
      const above = at(column, row) + across * (at(column + 1, row) - at(column, row))
      const below = at(column, row + 1) + across * (at(column + 1, row + 1) - at(column, row + 1))
      return above + down * (below - above)
    }
  })
  const total = layers.reduce((sum, _, octave) => sum + roughness ** octave, 0)
  return (x, y) => layers.reduce((sum, layer, octave) => sum + roughness ** octave * layer(x, y), 0) / total
}

function anyColour(random: Random): Colour {
  const level = between(random, 20, 235)
  const saturation = between(random, 0, 90)
  const hue = between(random, 0, 2 * Math.PI)
  const channel = (turn: number) => Math.min(255, Math.max(0, level + saturation * Math.cos(hue + turn)))
  return [channel(0), channel(2.1), channel(4.2)]
}

function mixed(from: Colour, to: Colour, share: number): Colour {
  const channel = (index: 0 | 1 | 2) => from[index] + share * (to[index] - from[index])
  return [channel(0), channel(1), channel(2)]
}

function scaled([red, green, blue]: Colour, factor: number): Colour {
  return [red * factor, green * factor, blue * factor]
}

function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low)
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share))
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share)
}

/** Noise keeps near its mean: the middle half becomes the whole. */
function stretched(value: number): number {
  return clamped((value - 0.25) * 2)
}
