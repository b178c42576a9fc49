import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { MAX_BYTES, MAX_SIDE, UnusableImageError } from '@/lib/thumbnails/decode'
import { makePageImage } from '@/lib/thumbnails/page-image'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { plain, pngClaiming } from '../setup/images'
import { tiff, type TiffPicture } from '../setup/tiff'

const reasonFor = (bytes: Uint8Array) =>
  makePageImage(bytes).then(
    () => 'accepted',
    (error: unknown) => (error instanceof UnusableImageError ? error.message : `unexpected: ${error}`),
  )

/** An ISO media file that has nothing but its brands. */
const isoMedia = (...brands: string[]) => {
  const body = Buffer.from(`ftyp${brands[0]}\0\0\0\0${brands.join('')}`, 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([length, body, Buffer.alloc(64)])
}
const marked = (start: string, length = 600) =>
  Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(length, 7)])
const text = (content: string) => Buffer.from(content)

const noise = Buffer.from(Array.from({ length: 120 * 120 * 3 }, (_, index) => (index * 7919) % 251))
const noisy = () => sharp(noise, { raw: { width: 120, height: 120, channels: 3 } })

describe('an image that cannot be used is refused with the reason', () => {
  it('empty, or nothing but zeros', async () => {
    expect(await reasonFor(Buffer.alloc(0))).toContain('empty (0 bytes)')
    expect(await reasonFor(Buffer.alloc(5000))).toContain('nothing but 5000 zero bytes')
  })

  it('cut off in the middle, in every format', async () => {
    for (const [name, image] of [
      ['JPEG', noisy().jpeg()],
      ['JPEG', noisy().jpeg({ progressive: true })],
      ['PNG', noisy().png()],
      ['WebP', noisy().webp()],
      ['GIF', noisy().gif()],
      ['TIFF', noisy().tiff({ compression: 'lzw' })],
      ['AVIF', noisy().avif({ effort: 0 })],
    ] as const) {
      const whole = await image.toBuffer()
      expect(await reasonFor(whole.subarray(0, whole.length / 2))).toMatch(/damaged or cut off/)
      expect([name, await reasonFor(whole)]).toEqual([name, 'accepted'])
    }
  })

  it('any random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect(await reasonFor(bytes)).not.toMatch(/^(accepted|unexpected)/)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a sound file of another kind is called by its name, with what helps', () => {
  const pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
  it.each([
    ['HEIC', isoMedia('heic', 'mif1', 'heic'), /HEIC.*AVIF is.*heif-convert/],
    ['a HEIC sequence', isoMedia('hevc', 'msf1'), /HEIC.*AVIF is.*heif-convert/],
    ['JPEG XL', marked('\xff\x0a'), /JPEG XL.*djxl/],
    ['JPEG XL in its container', marked('\0\0\0\x0cJXL \r\n\x87\n'), /JPEG XL.*djxl/],
    ['JPEG 2000', marked('\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 '), /JPEG 2000.*opj_decompress/],
    ['BMP', marked('BM'), /BMP.*magick/],
    ['ICO', marked('\0\0\x01\0'), /icon.*magick/],
    ['PSD', marked('8BPS\0\x01'), /Photoshop.*magick/],
    ['Targa', Buffer.concat([Buffer.alloc(90, 1), text('TRUEVISION-XFILE.\0')]), /Targa.*magick/],
    ['PCX', marked('\x0a\x05\x01\x08'), /PCX.*magick/],
    ['PNM', text('P6\n2 2\n255\n012345678901'), /PNM.*magick/],
    ['QOI', marked('qoif'), /QOI.*magick/],
    ['DDS', marked('DDS '), /texture \(DDS\).*magick/],
    ['KTX', marked('\xabKTX 11\xbb\r\n\x1a\n'), /texture \(KTX\)/],
    ['OpenEXR', marked('\x76\x2f\x31\x01'), /OpenEXR.*black.*view transform/],
    ['Radiance HDR', text('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 2\n'), /Radiance HDR/],
    ['raw of Fujifilm', marked('FUJIFILMCCD-RAW '), /raw photograph.*RAF.*Develop/],
    ['raw of Canon', isoMedia('crx ', 'crx ', 'isom'), /raw photograph.*CR3.*Develop/],
    ['PDF', text('%PDF-1.7\n%\xe2\xe3'), /PDF/],
    ['a film', isoMedia('isom', 'isom', 'mp42'), /film \(MP4\)/],
    ['binary glTF', marked('glTF\x02\0\0\0'), /3D model \(glTF.*Render it/],
    ['glTF', text('{"asset": {"version": "2.0"}, "meshes": []}'), /3D model \(glTF\).*Render it/],
    ['OBJ', text('# Blender\nmtllib cube.mtl\no Cube\nv 1.0 1.0 -1.0\nv 1 -1 -1\n'), /3D model \(OBJ\)/],
    ['Blender', marked('BLENDER-v300'), /3D model \(Blender\)/],
    ['FBX', marked('Kaydara FBX Binary  \0'), /3D model \(FBX\)/],
    ['PLY', text('ply\nformat ascii 1.0\n'), /3D model \(PLY\)/],
    ['STL', text('solid cube\nfacet normal 0 0 0\n'), /3D model \(STL\)/],
    ['USD', text('#usda 1.0\n'), /3D model \(USD\)/],
    ['COLLADA', text('<?xml version="1.0"?>\n<COLLADA xmlns="x"/>'), /3D model \(COLLADA\)/],
    ['SVG', text(pixel), /SVG.*scripts.*PNG/],
    ['SVG after a declaration', text(`\ufeff<?xml version="1.0"?>\n<!-- by <html> -->\n${pixel}`), /SVG/],
    ['SVG with a doctype', text(`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">${pixel}`), /SVG/],
    ['SVG with a prefix', text('<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>'), /SVG/],
    ['HTML with a drawing inside', text(`<!DOCTYPE html><html><body>${pixel}</body></html>`), /HTML page/],
    ['HTML without a doctype', text(`\n<html><body>${pixel}`), /HTML page/],
    ['a piece of HTML', text(`<div class="error">${pixel}</div>`), /HTML page/],
    ['HTML in UTF-16', Buffer.from(`\ufeff<html><body>${pixel}`, 'utf16le'), /HTML page/],
    ['XML', text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), /XML text \(error\)/],
    ['JSON', text('{"error": "not found"}'), /JSON text/],
    ['text', text('404 Not Found'), /text that starts with “404 Not Foun”/],
    [
      'a pointer of Git LFS',
      text('version https://git-lfs.github.com/spec/v1\noid sha256:1'),
      /git lfs pull/,
    ],
    ['a compressed SVG', gzipSync(pixel), /compressed file \(gz\)/],
    ['something unknown', marked('\x01\x02\x03\x9d', 20), /starts with “\.\.\.\./],
  ])('%s', async (_, bytes, expected) => {
    const reason = await reasonFor(bytes)
    expect(reason).toMatch(expected)
    expect(reason).not.toMatch(/damaged/)
  })
})

describe('a TIFF without one appearance is refused, and not stored as black', () => {
  const grey = (bits: number, changes: Partial<TiffPicture> = {}): Buffer =>
    tiff({ width: 8, height: 8, bits, samples: Buffer.alloc((8 * 8 * bits) / 8, 9), ...changes })
  const rgb = (changes: Partial<TiffPicture>) =>
    grey(8, { channels: 3, photometric: 2, samples: Buffer.alloc(8 * 8 * 3, 90), ...changes })

  it.each([
    ['floats of 16 bits', grey(16, { sampleFormat: 3 }), /floating-point numbers of 16 bits.*8 or 16 bits/],
    ['floats of 32 bits', grey(32, { sampleFormat: 3 }), /floating-point numbers of 32 bits/],
    ['floats of 64 bits', grey(64, { sampleFormat: 3 }), /floating-point numbers of 64 bits/],
    ['integers of 32 bits', grey(32), /32 bits a channel, more than the 16/],
    ['signed integers', grey(16, { sampleFormat: 2 }), /signed numbers of 16 bits/],
    ['complex numbers', grey(64, { sampleFormat: 6 }), /complex numbers/],
    ['CIELAB of 8 bits', rgb({ photometric: 8 }), /CIELAB.*Save it as RGB/],
    ['a mask', grey(8, { photometric: 4 }), /transparency mask/],
    ['a colour filter array', grey(8, { photometric: 32803 }), /colour filter array/],
    ['LogLuv', rgb({ photometric: 32845 }), /LogLuv/],
    ['JPEG 2000 inside', rgb({ compression: 34712 }), /compressed by JPEG 2000.*LZW or Deflate/],
    ['JPEG XL inside', rgb({ compression: 50002 }), /compressed by JPEG XL/],
    ['Zstandard inside', rgb({ compression: 50000 }), /compressed by Zstandard/],
    ['the preview of a raw photograph', rgb({ subfileType: 1 }), /raw photograph.*preview.*JPEG or PNG/],
    ['the mark of a DNG', rgb({ tags: { 50706: 1 } }), /raw photograph/],
    [
      'five channels',
      rgb({ channels: 5, extraSamples: [0, 0], samples: Buffer.alloc(8 * 8 * 5, 90) }),
      /5 channels.*Save it as RGB/,
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await reasonFor(bytes)).toMatch(expected)
    await expect(encoderPixels(bytes, { size: 8, fit: 'contain', kernel: 'cubic' })).rejects.toThrow(expected)
  })

  it('nor is a picture stored that is transparent everywhere', async () => {
    const unseen = sharp({ create: { width: 20, height: 20, channels: 4, background: '#ff000000' } })
    for (const bytes of [await unseen.clone().png().toBuffer(), await unseen.clone().webp().toBuffer()]) {
      expect(await reasonFor(bytes)).toContain('transparent everywhere')
    }
    const samples = Buffer.from(Array.from({ length: 64 }, () => [200, 30, 30, 0]).flat())
    expect(await reasonFor(rgb({ channels: 4, extraSamples: [0], samples }))).toContain(
      'transparent everywhere',
    )
    const faint = sharp({ create: { width: 20, height: 20, channels: 4, background: '#ff000002' } })
    expect(await reasonFor(await faint.png().toBuffer())).toBe('accepted')
  })
})

describe('what is decoded has bounds, held against the header', () => {
  it('of bytes', async () => {
    expect(await reasonFor(Buffer.alloc(MAX_BYTES + 1))).toContain(
      `${MAX_BYTES + 1} bytes; the most is ${MAX_BYTES}`,
    )
  })

  it('of pixels: few bytes that claim 30,000 x 30,000, whatever the format', async () => {
    expect(await reasonFor(pngClaiming(30_000, 30_000))).toContain('30000 x 30000 pixels')
    const jpeg = await plain({ width: 16, height: 16, background: 'red' }).jpeg().toBuffer()
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
    jpeg.writeUInt16BE(30_000, frame + 5)
    jpeg.writeUInt16BE(30_001, frame + 7)
    expect(await reasonFor(jpeg)).toContain('30001 x 30000 pixels')
    const claiming = tiff({
      width: 30_000,
      height: 30_000,
      samples: deflateSync(Buffer.alloc(99)),
      compression: 8,
    })
    expect(await reasonFor(claiming)).toContain('30000 x 30000 pixels')
  })

  it('of pixels a side: 1 x 67,108,864 would take a minute', async () => {
    for (const [width, height] of [
      [1, 8192 * 8192],
      [8192 * 8192, 1],
      [MAX_SIDE + 1, 2],
    ] as const) {
      expect(await reasonFor(pngClaiming(width, height))).toContain(
        `${width} x ${height} pixels, more than the ${MAX_SIDE} a side`,
      )
    }
  })

  it('of the memory that decoding takes: an AVIF of 1 KB may claim 8,192 x 8,192 pixels', async () => {
    const avif = await plain({ width: 64, height: 64, background: 'teal' }).avif({ effort: 0 }).toBuffer()
    const extent = avif.indexOf('ispe') + 8
    avif.writeUInt32BE(8192, extent)
    avif.writeUInt32BE(8192, extent + 4)
    expect((await sharp(avif).metadata()).width).toBe(8192)
    expect(await reasonFor(avif)).toMatch(
      /8192 x 8192 pixels, which take about 1280 MB to decode as AVIF, more than the 768 .*save it as JPEG or PNG/,
    )
  })

  it('with room for what people render: panoramas, and a strip of the longest side', async () => {
    for (const [width, height] of [
      [16_000, 2000],
      [MAX_SIDE, 8],
    ] as const) {
      const wide = await plain({ width, height, background: 'teal' }).png({ compressionLevel: 1 }).toBuffer()
      expect(await makePageImage(wide)).toMatchObject({ width: 512 })
      expect(await encoderPixels(wide, { size: 8, fit: 'contain', kernel: 'cubic' })).toHaveLength(8 * 8 * 3)
    }
  })
})

describe('each of several damaged images is told its own fault', () => {
  it('when they are decoded side by side', async () => {
    const whole = {
      JPEG: await noisy().jpeg().toBuffer(),
      PNG: await noisy().png().toBuffer(),
      WebP: await noisy().webp().toBuffer(),
      GIF: await noisy().gif().toBuffer(),
      TIFF: await noisy().tiff({ compression: 'deflate' }).toBuffer(),
      AVIF: await noisy().avif({ effort: 0 }).toBuffer(),
    }
    const damaged = Object.entries(whole).flatMap(([format, bytes]) =>
      [0.4, 0.6, 0.9].map((share) => {
        const copy = Buffer.from(bytes.subarray(0, Math.floor(bytes.length * (share === 0.9 ? 1 : share))))
        if (share === 0.9) copy.fill(0x55, copy.length >> 1, (copy.length >> 1) + 64)
        return { format, bytes: copy }
      }),
    )
    const alone: string[] = []
    for (const { bytes } of damaged) alone.push(await reasonFor(bytes))
    const crowd = Array.from({ length: 4 }, () => damaged).flat()
    const reasons = await Promise.all(crowd.map(({ bytes }) => reasonFor(bytes)))
    reasons.forEach((reason, index) => {
      expect(reason).toBe(alone[index % damaged.length])
      expect(reason).not.toMatch(/unknown error/i)
      const { format } = crowd[index] ?? {}
      for (const [other, mark] of [
        ['JPEG', 'VipsJpeg'],
        ['PNG', /pngload|vipspng|libspng/i],
        ['WebP', /webp2?vips/i],
        ['GIF', /gifload/i],
        ['AVIF', /heif/i],
      ] as const) {
        if (other !== format) expect(reason).not.toMatch(mark)
      }
      if (reason !== 'accepted') expect(reason).toMatch(new RegExp(`^The ${format} image`))
    })
  })

  it('and a sound one beside them is taken', async () => {
    const good = await noisy().png().toBuffer()
    const bad = good.subarray(0, good.length / 2)
    const told = await Promise.all([bad, good, bad, good, bad, good].map(reasonFor))
    expect(told.map((reason) => reason === 'accepted')).toEqual([false, true, false, true, false, true])
  })
})
