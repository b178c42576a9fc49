import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readEncoderDescriptions } from '@/lib/embedding/encoder-descriptions'
import { bringEncoders, shareEncoder } from '@/lib/embedding/shared-encoders'
import { encodersFolder, knownRecipes, sharedRecipe } from '@/lib/indexing/recipe'
import { folderStorage } from '@/lib/storage/files'
import { s3Storage } from '@/lib/storage/s3'
import { refuse, s3Server } from '../setup/s3-server'
import { addSmallEncoders } from '../setup/small-encoder'
import { temporaryDirectory } from '../setup/temporary'
import { addTinyClip } from '../setup/tiny-clip'

const PATIENCE = { tries: 1, backoffMs: 1, silenceMs: 60_000 }

/** Two machines, one with encoders, and a bucket that both have. */
async function twoMachines() {
  const server = await s3Server()
  const storage = s3Storage(server.setting, PATIENCE)
  const [one, other] = [temporaryDirectory(), temporaryDirectory()]
  await addSmallEncoders(one)
  const share = (name: string) => shareEncoder(storage, encodersFolder(one), name)
  const names = async () => (await knownRecipes(other, storage)).map(({ name }) => name)
  return { server, storage, one, other, share, names }
}

it('an encoder that was added on one machine is listed on another, and brought there when it is asked for', async () => {
  const { server, storage, one, other, share, names } = await twoMachines()
  expect(await names()).not.toContain('small')
  await share('small')
  expect([...server.objects.keys()].sort()).toEqual(
    ['encoder.json', 'model.json', 'weights.bin'].map((file) => `one site/encoders/small/${file}`),
  )
  expect(await names()).toContain('small')
  expect(existsSync(encodersFolder(other))).toBe(false)

  const recipe = await sharedRecipe('small', other, storage)
  expect(recipe.id).toBe((await sharedRecipe('small', one, storage)).id)
  expect(readEncoderDescriptions(encodersFolder(other)).map(({ name }) => name)).toEqual(['small'])
  for (const file of ['model.json', 'weights.bin', 'encoder.json']) {
    const at = (dataDir: string) => readFileSync(path.join(encodersFolder(dataDir), 'small', file))
    expect(at(other).equals(at(one))).toBe(true)
  }
  server.requests.splice(0)
  await sharedRecipe('small', other, storage)
  expect(server.requests).toEqual(['GET one site/encoders/', 'GET one site/encoders/small/encoder.json'])
})

it('an encoder goes to another machine with the half that reads words, which is looked at as well', async () => {
  const { server, storage, one, other, share } = await twoMachines()
  await addTinyClip(one)
  await share('tiny-clip')
  const text = 'one site/encoders/tiny-clip/text_model.onnx'
  const bytes = server.objects.get(text)?.bytes ?? Buffer.alloc(0)
  server.objects.set(text, { bytes: Buffer.alloc(bytes.length), modified: new Date() })
  await expect(sharedRecipe('tiny-clip', other, storage)).rejects.toThrow(/tiny-clip in .* is not whole/)
  server.objects.set(text, { bytes, modified: new Date() })
  await sharedRecipe('tiny-clip', other, storage)
  for (const file of ['vision_model.onnx', 'text_model.onnx', 'tokenizer.json', 'encoder.json']) {
    const at = (dataDir: string) => readFileSync(path.join(encodersFolder(dataDir), 'tiny-clip', file))
    expect(at(other).equals(at(one))).toBe(true)
  }
})

it('nothing is asked for a recipe that needs no added encoder', async () => {
  const { server, storage, other } = await twoMachines()
  await bringEncoders(storage, encodersFolder(other), 'default')
  expect(server.requests).toEqual([])
})

it('an encoder that was added anew takes the place of the older one on every machine, with all of its files', async () => {
  const { server, storage, one, other, share } = await twoMachines()
  await share('small')
  const before = await sharedRecipe('small', other, storage)
  server.objects.set('one site/encoders/small/left-over.bin', {
    bytes: Buffer.from('x'),
    modified: new Date(),
  })
  const description = path.join(encodersFolder(one), 'small', 'encoder.json')
  writeFileSync(description, readFileSync(description, 'utf8').replace('"size": 32', '"size": 48'))
  await share('small')
  expect(server.objects.has('one site/encoders/small/left-over.bin')).toBe(false)
  const after = await sharedRecipe('small', other, storage)
  expect(after.picture.size).toBe(48)
  expect(after.id).not.toBe(before.id)
})

it('half an encoder is none: not while it is being shared, and not when what came is something else', async () => {
  const { server, storage, other, share, names } = await twoMachines()
  server.interfere = (request, response, key) => {
    if (request.method !== 'PUT' || !key.endsWith('weights.bin')) return false
    refuse(response, 'InternalError', 500)
    return true
  }
  await expect(share('small')).rejects.toThrow('cannot be reached')
  server.interfere = () => false
  expect(await names()).not.toContain('small')

  await share('small')
  const weights = 'one site/encoders/small/weights.bin'
  server.objects.set(weights, { bytes: Buffer.from('other weights'), modified: new Date() })
  await expect(sharedRecipe('small', other, storage)).rejects.toThrow(
    /The encoder small in s3:\/\/shelf\/one site is not whole \(its SHA-256 is .*add it again\./,
  )
  server.objects.delete(weights)
  await expect(sharedRecipe('small', other, storage)).rejects.toThrow('weights.bin is missing')
  expect(readEncoderDescriptions(encodersFolder(other))).toEqual([])
})

it('no description puts a file elsewhere', async () => {
  const { server, storage, other, share } = await twoMachines()
  await share('small')
  const key = 'one site/encoders/small/encoder.json'
  const text = server.objects.get(key)?.bytes.toString() ?? ''
  for (const file of ['../../up.bin', '/etc/up.bin', 'a/../../up.bin', '..\\\\up.bin']) {
    server.objects.set(key, { bytes: Buffer.from(text.replace('weights.bin', file)), modified: new Date() })
    await expect(sharedRecipe('small', other, storage)).rejects.toThrow(
      /s3:\/\/shelf\/one site\/encoders\/small\/encoder\.json is no description of an encoder .*must be a path below/s,
    )
  }
})

it('a storage that is DATA_DIR itself has what is there already; another folder has it like a bucket', async () => {
  const { one, other } = await twoMachines()
  const own = folderStorage(one)
  await shareEncoder(own, encodersFolder(one), 'small')
  rmSync(path.join(encodersFolder(one), 'other'), { recursive: true })
  expect((await knownRecipes(one, own)).map(({ name }) => name)).not.toContain('other')

  const common = folderStorage(temporaryDirectory())
  await shareEncoder(common, encodersFolder(one), 'small')
  expect((await sharedRecipe('small', other, common)).name).toBe('small')
})
