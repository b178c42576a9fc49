/** A picture to be written as an uncompressed TIFF, tags that are left out by the format's defaults. */
export type TiffPicture = {
  width: number
  height: number
  /** The bytes of all samples, in the order of the file. */
  samples: Buffer
  channels?: number
  bits?: number
  /** 1 unsigned, 2 signed, 3 floating point, 6 complex. */
  sampleFormat?: number
  /** 0 grey with white at 0, 1 grey, 2 RGB, 3 palette, 5 CMYK, 8 CIELAB. */
  photometric?: number
  compression?: number
  /** One for each channel beyond the colours: 0 unspecified, 1 premultiplied alpha, 2 alpha. */
  extraSamples?: number[]
  /** 1 is a reduced version of another page. */
  subfileType?: number
  /** Channels one after another instead of pixel by pixel. */
  isPlanar?: boolean
  colourMap?: number[]
  /** Further tags of one short each. */
  tags?: Record<number, number>
}

/** Writes pages one after another as a little-endian TIFF. */
export function tiff(...pages: TiffPicture[]): Buffer {
  const header: Buffer = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0])
  const parts: Buffer[] = [header]
  let length = header.length
  let link = { buffer: header, at: 4 }
  for (const page of pages) {
    const { channels = 1, isPlanar = false, samples } = page
    const planes = isPlanar ? channels : 1
    const tags: [number, number[], 3 | 4][] = [
      [254, [page.subfileType ?? 0], 4],
      [256, [page.width], 4],
      [257, [page.height], 4],
      [258, new Array<number>(channels).fill(page.bits ?? 8), 3],
      [259, [page.compression ?? 1], 3],
      [262, [page.photometric ?? 1], 3],
      [273, Array.from({ length: planes }, (_, plane) => length + (plane * samples.length) / planes), 4],
      [277, [channels], 3],
      [278, [page.height], 4],
      [279, new Array<number>(planes).fill(samples.length / planes), 4],
      [284, [isPlanar ? 2 : 1], 3],
      ...(page.colourMap ? [[320, page.colourMap, 3] satisfies [number, number[], 3]] : []),
      ...(page.extraSamples ? [[338, page.extraSamples, 3] satisfies [number, number[], 3]] : []),
      [339, new Array<number>(channels).fill(page.sampleFormat ?? 1), 3],
      ...Object.entries(page.tags ?? {}).map(
        ([tag, value]) => [Number(tag), [value], 3] satisfies [number, number[], 3],
      ),
    ]
    parts.push(samples)
    length += samples.length
    link.buffer.writeUInt32LE(length + (length % 2), link.at)
    if (length % 2) {
      parts.push(Buffer.alloc(1))
      length++
    }
    const directory: Buffer = Buffer.alloc(2 + tags.length * 12 + 4)
    directory.writeUInt16LE(tags.length)
    const beyond: Buffer[] = []
    let place = length + directory.length
    tags
      .sort(([a], [b]) => a - b)
      .forEach(([tag, values, type], index) => {
        const size = type === 3 ? 2 : 4
        const bytes = Buffer.alloc(Math.max(4, values.length * size))
        values.forEach((value, at) =>
          size === 2 ? bytes.writeUInt16LE(value, at * 2) : bytes.writeUInt32LE(value, at * 4),
        )
        const at = 2 + index * 12
        directory.writeUInt16LE(tag, at)
        directory.writeUInt16LE(type, at + 2)
        directory.writeUInt32LE(values.length, at + 4)
        if (bytes.length === 4) bytes.copy(directory, at + 8)
        else {
          directory.writeUInt32LE(place, at + 8)
          beyond.push(bytes)
          place += bytes.length
        }
      })
    parts.push(directory, ...beyond)
    link = { buffer: directory, at: directory.length - 4 }
    length = place
  }
  return Buffer.concat(parts)
}

/** Numbers as the samples of a TIFF. */
export function samplesOf(
  numbers: readonly number[],
  write: (buffer: Buffer, value: number, at: number) => void,
  bytes: number,
) {
  const samples = Buffer.alloc(numbers.length * bytes)
  numbers.forEach((value, index) => write(samples, value, index * bytes))
  return samples
}
