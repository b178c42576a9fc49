import { fileTypeFromBuffer } from 'file-type'

/** What a file is that is no picture that can be read: what it is called, and what helps. */
type FileKind = { name: string; remedy: string }

const READABLE: Record<string, string> = {
  jpg: 'JPEG',
  png: 'PNG',
  apng: 'PNG',
  gif: 'GIF',
  webp: 'WebP',
  tif: 'TIFF',
  avif: 'AVIF',
}

/** The formats that can be read, as they are listed in messages. */
export const READABLE_FORMATS = 'JPEG, PNG, WebP, GIF, TIFF or AVIF'

const converted = (name: string, command: string): FileKind => ({
  name,
  remedy: `It is not supported. Convert it to ${READABLE_FORMATS}, for instance: ${command}`,
})
const magick = (name: string, extension: string) => converted(name, `magick picture.${extension} picture.png`)
const raw = (name: string): FileKind => ({
  name: `a raw photograph of a camera (${name})`,
  remedy: 'It is not supported. Develop it, and export it as JPEG or PNG.',
})
const scene = (name: string): FileKind => ({
  name: `a 3D model (${name}), not a picture of one`,
  remedy: `Render it, and save the picture as ${READABLE_FORMATS}.`,
})
const page = (name: string): FileKind => ({
  name,
  remedy: `Save what it shows as ${READABLE_FORMATS}.`,
})

const HEIC: FileKind = {
  name: 'a HEIC picture (HEVC)',
  remedy:
    'It is not supported (AVIF is). Convert it to JPEG, PNG or AVIF, for instance: heif-convert picture.heic picture.jpg',
}
const SVG: FileKind = {
  name: 'an SVG drawing',
  remedy: 'SVG is a document that may carry scripts and links, not a picture. Export it as PNG.',
}
const HTML: FileKind = {
  name: 'an HTML page',
  remedy:
    'It was perhaps saved in place of the picture (a login or an error page). Download the picture itself.',
}
const EXR: FileKind = {
  name: 'an OpenEXR picture',
  remedy:
    'Its numbers do not say what is black and what is white. Save the render as PNG, with the view transform applied.',
}

/** By the extension that file-type gives. */
const BY_EXTENSION: Record<string, FileKind> = {
  heic: HEIC,
  jxl: converted('a JPEG XL picture', 'djxl picture.jxl picture.png'),
  ...Object.fromEntries(
    ['jp2', 'jpx', 'jpm', 'j2c'].map((extension) => [
      extension,
      converted('a JPEG 2000 picture', `opj_decompress -i picture.${extension} -o picture.png`),
    ]),
  ),
  mj2: page('a film (Motion JPEG 2000)'),
  jls: magick('a JPEG-LS picture', 'jls'),
  jxr: converted('a JPEG XR picture', 'JxrDecApp -i picture.jxr -o picture.tif'),
  bmp: magick('a BMP picture', 'bmp'),
  ico: magick('an icon (ICO)', 'ico'),
  cur: magick('a mouse pointer (CUR)', 'cur'),
  icns: magick('an icon (ICNS)', 'icns'),
  psd: converted('a Photoshop document (PSD)', 'magick "picture.psd[0]" picture.png'),
  xcf: page('a GIMP document (XCF)'),
  flif: converted('a FLIF picture', 'flif -d picture.flif picture.png'),
  bpg: converted('a BPG picture', 'bpgdec -o picture.png picture.bpg'),
  ktx: converted('a texture (KTX)', 'ktx extract texture.ktx picture.png'),
  dcm: page('a DICOM picture'),
  dwg: scene('DWG'),
  cr3: raw('CR3'),
  orf: raw('ORF'),
  raf: raw('RAF'),
  rw2: raw('RW2'),
  glb: scene('glTF binary'),
  fbx: scene('FBX'),
  stl: scene('STL'),
  '3mf': scene('3MF'),
  blend: scene('Blender'),
  skp: scene('SketchUp'),
  drc: scene('Draco'),
  pdf: page('a PDF document'),
  ps: page('a PostScript document'),
  eps: page('a PostScript document (EPS)'),
}

/** Marks at the start of files that file-type does not know. */
const BY_START: readonly { start: string; kind: FileKind }[] = [
  { start: '\x76\x2f\x31\x01', kind: EXR },
  { start: '#?RADIANCE', kind: { ...EXR, name: 'a Radiance HDR picture' } },
  { start: '#?RGBE', kind: { ...EXR, name: 'a Radiance HDR picture' } },
  { start: 'DDS ', kind: magick('a texture (DDS)', 'dds') },
  { start: 'qoif', kind: magick('a QOI picture', 'qoi') },
  { start: 'farbfeld', kind: magick('a farbfeld picture', 'ff') },
  { start: 'SIMPLE  =', kind: page('a FITS picture of an instrument') },
  { start: 'AT&TFORM', kind: page('a DjVu document') },
  { start: '\x01\xda', kind: magick('an SGI picture', 'sgi') },
  ...['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7'].flatMap((mark) =>
    ['\n', ' ', '\r'].map((space) => ({ start: mark + space, kind: magick('a PNM picture', 'ppm') })),
  ),
  ...['PF\n', 'Pf\n'].map((start) => ({ start, kind: { ...EXR, name: 'a PFM picture' } })),
  { start: 'BLENDER', kind: scene('Blender') },
  { start: 'PXR-USDC', kind: scene('USD') },
  { start: '#usda', kind: scene('USD') },
  { start: 'ply\n', kind: scene('PLY') },
  { start: 'ply\r', kind: scene('PLY') },
  { start: 'solid ', kind: scene('STL') },
  { start: 'Kaydara FBX', kind: scene('FBX') },
  { start: '; FBX', kind: scene('FBX') },
  {
    start: 'version https://git-lfs.github.com/spec/',
    kind: {
      name: 'a pointer of Git LFS, not the file itself',
      remedy: 'Fetch the files first: git lfs pull',
    },
  },
]

const TIFF_STARTS = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+']

/** How much of a file is looked at. */
const START_BYTES = 4096

/** A format that can be read, by the name that messages call it; or why a file is none, as sentences for a person. */
export type FirstLook = { format: string; objection: null } | { format: null; objection: string }

/** What the bytes of a file begin like. */
export async function lookAtStart(bytes: Uint8Array): Promise<FirstLook> {
  const start = Buffer.from(bytes.subarray(0, START_BYTES))
  const marked = kindByMark(bytes, start.toString('latin1')) ?? kindByText(textOf(start))
  const kind = marked ?? (await kindByType(bytes, start))
  if (typeof kind === 'string') return { format: kind, objection: null }
  return { format: null, objection: `The file is ${kind.name}. ${kind.remedy}` }
}

function kindByMark(bytes: Uint8Array, start: string): FileKind | null {
  const marked = BY_START.find((mark) => start.startsWith(mark.start))
  if (marked) return marked.kind
  // Two formats of old programs: one is marked at its end, one by the value ranges of its first three bytes.
  const end = Buffer.from(bytes.subarray(-18)).toString('latin1')
  if (end.startsWith('TRUEVISION-XFILE')) return magick('a Targa picture (TGA)', 'tga')
  if (/^\x0a[\0\x02-\x05]\x01[\x01\x02\x04\x08]/.test(start)) return magick('a PCX picture', 'pcx')
  return null
}

/** The name of the format, where it can be read. */
async function kindByType(bytes: Uint8Array, start: Buffer): Promise<FileKind | string> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined)
  // Not told as a TIFF when it is cut off before its directory.
  if (!type) return TIFF_STARTS.includes(start.toString('latin1', 0, 4)) ? 'TIFF' : unknownKind(bytes, start)
  const { ext, mime } = type
  const readable = READABLE[ext]
  if (readable) return readable
  // AVIF may be written under the marks of its family, and other programs' TIFF under those of cameras.
  if (ext === 'heic' && mime.startsWith('image/heif')) return 'HEIF'
  if (['nef', 'arw', 'dng', 'cr2'].includes(ext)) return 'TIFF'
  const known = BY_EXTENSION[ext]
  if (known) return known
  if (ext === 'gz' || ext === 'zst') return page(`a compressed file (${ext})`)
  if (mime.startsWith('video/')) {
    return page(`a film (${ext.toUpperCase()})`)
  }
  if (mime.startsWith('audio/')) return { name: `a sound (${ext.toUpperCase()})`, remedy: NOT_A_PICTURE }
  if (mime.startsWith('image/')) return magick(`a picture in the format ${ext.toUpperCase()}`, ext)
  return { name: `no picture but ${mime}`, remedy: NOT_A_PICTURE }
}

const NOT_A_PICTURE = `Use ${READABLE_FORMATS}.`

/** Bytes that nothing is known of. */
function unknownKind(bytes: Uint8Array, start: Buffer): FileKind {
  if (bytes.every((byte) => byte === 0)) {
    return {
      name: `nothing but ${bytes.length} zero bytes`,
      remedy: 'It was perhaps lost while it was copied or downloaded. Fetch it again.',
    }
  }
  const shown = start.toString('latin1', 0, 12).replaceAll(/[^\x20-\x7e]/g, '.')
  return { name: `not an image that can be read: it starts with “${shown}”`, remedy: NOT_A_PICTURE }
}

/** The start of a file as text; null when it is none. */
function textOf(start: Buffer): string | null {
  const [first, second] = start
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return new TextDecoder(first === 0xff ? 'utf-16le' : 'utf-16be').decode(start)
  }
  // Older pages are in other encodings, whose letters are above 0x7f, too; no text has control characters.
  const hasControls = start.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte))
  return hasControls ? null : new TextDecoder().decode(start)
}

function kindByText(whole: string | null): FileKind | null {
  if (whole === null) return null
  const text = whole.replace(/^\ufeff/, '').trimStart()
  if (text === '') return { name: 'empty but for spaces', remedy: NOT_A_PICTURE }
  if (text.startsWith('<')) return kindByElement(text)
  if (/^[{[]/.test(text)) {
    return /"asset"\s*:/.test(text) || /"(meshes|accessors|bufferViews)"\s*:/.test(text)
      ? scene('glTF')
      : { name: 'a JSON text', remedy: NOT_A_PICTURE }
  }
  if (/^(#.*\s+)*(mtllib|o|g|v|vn|vt|usemtl) \S/.test(text) && /^v\s+-?[\d.]/m.test(text)) return scene('OBJ')
  if (/^%!PS/.test(text)) return page('a PostScript document')
  if (/^%PDF/.test(text)) return page('a PDF document')
  if (/^GIF8|^RIFF/.test(text)) return null
  const shown = [...text].slice(0, 12).join('').replaceAll(/\s/g, ' ')
  return { name: `a text that starts with “${shown}”`, remedy: NOT_A_PICTURE }
}

const HTML_ELEMENTS = new Set(
  'html head body title meta link script style div p span a img table center h1 h2 h3 br form main section'.split(
    ' ',
  ),
)

/** What a markup is by its first element, whatever is inside of it: an HTML page may have drawings. */
function kindByElement(text: string): FileKind {
  let rest = text
  for (let before = ''; rest !== before;) {
    before = rest
    rest = rest.replace(/^\s*(<\?[^]*?\?>|<!--[^]*?-->)/, '')
  }
  const doctype = /^\s*<!doctype\s+([\w:]+)[^>[]*(\[[^]*?\])?\s*>?/i.exec(rest)
  const opened = /^\s*<([\w:.-]+)/.exec(doctype ? rest.slice(doctype[0].length) : rest)?.[1]
  const name = (doctype?.[1] ?? opened ?? '').toLowerCase().replace(/^.*:/, '')
  if (name === 'svg') return SVG
  if (HTML_ELEMENTS.has(name)) return HTML
  if (name === 'collada') return scene('COLLADA')
  if (name === 'x3d') return scene('X3D')
  return { name: `an XML text${name ? ` (${name})` : ''}`, remedy: NOT_A_PICTURE }
}
