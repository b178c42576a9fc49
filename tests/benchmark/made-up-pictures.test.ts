import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { writeMadeUpPictures } from '@/lib/benchmark/made-up-pictures'
import { sampleEntries } from '@/lib/catalogue/sample'
import { hashOf } from '@/lib/thumbnails/store'
import { temporaryDirectory } from '../setup/temporary'

it('made-up pictures are JPEGs of 256 x 144, each another one, and the same at every call', async () => {
  const entries = (await sampleEntries()).slice(0, 6)
  const hashes: string[][] = []
  for (const folder of [temporaryDirectory(), temporaryDirectory()]) {
    await writeMadeUpPictures(path.join(folder, 'pictures'), 40, entries)
    const files = readdirSync(path.join(folder, 'pictures')).sort()
    const pictures = files.map((name) => readFileSync(path.join(folder, 'pictures', name)))
    for (const picture of pictures)
      expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 256, height: 144 })
    hashes.push(pictures.map(hashOf))
  }
  expect(new Set(hashes[0]).size).toBe(40)
  expect(hashes[1]).toEqual(hashes[0])
})
