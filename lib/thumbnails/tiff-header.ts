/** What the first directory of a TIFF says about its picture, tags that are absent by the format's defaults. */
type TiffHeader = {
  /** The first page is a reduced version of another one in the file. */
  isReduced: boolean
  isRaw: boolean
  bitsPerSample: number
  sampleFormat: number
  compression: number
  photometric: number | null
}

const SAMPLE_FORMATS: Record<number, string> = {
  2: 'signed numbers',
  3: 'floating-point numbers',
  5: 'complex integers',
  6: 'complex numbers',
}

/** Those that libtiff is not built with here, or does not know. */
const COMPRESSIONS: Record<number, string> = {
  34661: 'JBIG',
  34712: 'JPEG 2000',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG of DNG',
  34925: 'LZMA',
  34926: 'Zstandard',
  34933: 'PNG',
  34934: 'JPEG XR',
  22610: 'JPEG XR',
  50000: 'Zstandard',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
}

const [GREY_INVERTED, GREY, RGB, PALETTE, SEPARATED, YCBCR, LAB] = [0, 1, 2, 3, 5, 6, 8]
const PHOTOMETRICS: Record<number, string> = {
  4: 'a transparency mask',
  [LAB]: 'CIELAB colours of 8 bits',
  9: 'ICC Lab colours',
  10: 'ITU Lab colours',
  32803: 'a camera’s colour filter array',
  32844: 'LogL brightness',
  32845: 'LogLuv colours',
  34892: 'a camera’s linear raw values',
}

/**
 * Why a TIFF would not be decoded as a person sees it in other programs, as the end of a sentence that begins with
 * “The TIFF”; null when nothing speaks against it, or it is no TIFF.
 */
export function tiffObjection(bytes: Uint8Array): string | null {
  const header = readTiffHeader(bytes)
  if (!header) return null
  const { isReduced, isRaw, bitsPerSample, sampleFormat, compression, photometric } = header
  if (isRaw || isReduced) {
    return 'is a raw photograph of a camera (such as DNG, NEF, CR2 or ARW), whose first picture is a preview. Develop it, and export it as JPEG or PNG.'
  }
  const numbers = SAMPLE_FORMATS[sampleFormat]
  // Lab has signed numbers by its definition.
  if (numbers && !(sampleFormat === 2 && photometric === LAB)) {
    return `holds ${numbers} of ${bitsPerSample} bits, which do not say what is black and what is white. ${SAVE_AS_RGB}`
  }
  if (bitsPerSample > 16) {
    return `holds numbers of ${bitsPerSample} bits a channel, more than the 16 that are read. ${SAVE_AS_RGB}`
  }
  const compressed = COMPRESSIONS[compression]
  if (compressed) {
    return `is compressed by ${compressed}, which is not supported. Save it with LZW or Deflate, or as PNG.`
  }
  const isLabOf16 = photometric === LAB && bitsPerSample === 16
  const known = [null, GREY_INVERTED, GREY, RGB, PALETTE, SEPARATED, YCBCR].includes(photometric) || isLabOf16
  if (!known) {
    const colours = PHOTOMETRICS[photometric ?? 0] ?? `colours of an unknown kind (${photometric})`
    return `holds ${colours}, and that is not supported. ${SAVE_AS_RGB}`
  }
  return null
}

const SAVE_AS_RGB = 'Save it as RGB with 8 or 16 bits a channel.'

const TAGS = {
  subfileType: 254,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  sampleFormat: 339,
  dngVersion: 50706,
}

/** Reads the first directory of a TIFF or BigTIFF; null for anything else, or when the file ends before it. */
function readTiffHeader(bytes: Uint8Array): TiffHeader | null {
  const order = Buffer.from(bytes.subarray(0, 2)).toString('latin1')
  if ((order !== 'II' && order !== 'MM') || bytes.length < 16) return null
  const little = order === 'II'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const short = (at: number) => view.getUint16(at, little)
  const long = (at: number) => view.getUint32(at, little)
  const longlong = (at: number) => Number(view.getBigUint64(at, little))

  const version = short(2)
  if (version !== 42 && version !== 43) return null
  const isBig = version === 43
  const [countBytes, entryBytes, inlineBytes] = isBig ? [8, 20, 8] : [2, 12, 4]
  const directory = isBig ? longlong(8) : long(4)
  if (directory + countBytes > bytes.length) return null
  const count = isBig ? longlong(directory) : short(directory)

  const values = new Map<number, number>()
  for (let entry = 0; entry < Math.min(count, 4096); entry++) {
    const at = directory + countBytes + entry * entryBytes
    if (at + entryBytes > bytes.length) return null
    const [tag, type] = [short(at), short(at + 2)]
    const items = isBig ? longlong(at + 4) : long(at + 4)
    const size = type === 3 ? 2 : type === 4 ? 4 : 1
    const inline = at + entryBytes - inlineBytes
    const place = items * size <= inlineBytes ? inline : isBig ? longlong(inline) : long(inline)
    if (place + size > bytes.length) continue
    values.set(tag, size === 2 ? short(place) : size === 4 ? long(place) : (bytes[place] ?? 0))
  }
  const isCr2 = Buffer.from(bytes.subarray(8, 10)).toString('latin1') === 'CR' && directory >= 10
  return {
    isReduced: ((values.get(TAGS.subfileType) ?? 0) & 1) === 1,
    isRaw: values.has(TAGS.dngVersion) || (isCr2 && !isBig),
    bitsPerSample: values.get(TAGS.bitsPerSample) ?? 1,
    sampleFormat: values.get(TAGS.sampleFormat) ?? 1,
    compression: values.get(TAGS.compression) ?? 1,
    photometric: values.get(TAGS.photometric) ?? null,
  }
}
