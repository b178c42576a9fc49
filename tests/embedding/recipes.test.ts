import { describe, expect, it } from 'vitest'
import type { AddedEncoder } from '@/lib/embedding/added-encoders'
import { bundledNetwork } from '@/lib/networks/bundled-networks'
import { bundledNames } from '@/lib/networks/bundled-weights'
import { defaultProjection, recipeNames } from '@/lib/embedding/recipe-definitions'
import { recipeNamed } from '@/lib/embedding/recipes'

const vgg16: AddedEncoder = {
  name: 'vgg16',
  network: { ...bundledNetwork('mobilenet_v2'), name: 'vgg16' },
  recipe: null,
}
const chairs: AddedEncoder = {
  name: 'chairs',
  network: { ...bundledNetwork('mobilenet_v2'), name: 'chairs' },
  recipe: {
    picture: { size: 96, fit: 'cover', kernel: 'linear' },
    mirrored: true,
    layers: [{ network: 'chairs', layer: 'legs', pooling: 'mean', weight: 1 }],
    projection: defaultProjection,
  },
}
const added = [chairs, vgg16]
const names = recipeNames(added)

describe('recipeNamed', () => {
  it('gives every recipe an id of its own that starts with its name', () => {
    const ids = names.map((name) => recipeNamed(name, 1, added).id)
    expect(new Set(ids).size).toBe(names.length)
    ids.forEach((id, index) => expect(id).toMatch(new RegExp(`^${names[index]}-[0-9a-f]{10}$`)))
  })

  it('gives the same id each time, and another for other pixels, weights or resizing', () => {
    const id = (name: string, version = 1, encoders = added) => recipeNamed(name, version, encoders).id
    expect(id('default')).toBe(id('default', 1, []))
    expect(id('default')).not.toBe(id('default', 2))
    const retrained = { ...chairs, network: { ...chairs.network, digest: 'other' } }
    expect(id('chairs')).not.toBe(id('chairs', 1, [retrained]))
    expect(id('vgg16').split('-').at(-1)).not.toBe(id('vgg16-bilinear').split('-').at(-1))
  })

  it('has the default without what is behind objects, and the same with it under another name', () => {
    const [left, whole] = [recipeNamed('default', 1), recipeNamed('whole-picture', 1)]
    expect(left.picture).toEqual({ ...whole.picture, ground: 'left out' })
    expect(left.layers.map(({ layer }) => layer)).toEqual(whole.layers.map(({ layer }) => layer))
    expect(left.id.split('-').at(-1)).not.toBe(whole.id.split('-').at(-1))
  })

  it('gives recipes that look at whole pictures the ids that they had before there were others', () => {
    expect(recipeNamed('thorough', 1).id).toBe('thorough-247fe5e29f')
  })

  it('has a recipe for each bundled network, and for each encoder that was added', () => {
    const used = names.flatMap((name) =>
      recipeNamed(name, 1, added).layers.map(({ network }) => network.name),
    )
    expect([...new Set(used)].sort()).toEqual([...bundledNames, 'chairs', 'vgg16'].sort())
  })

  it('has the article’s own: VGG16 flattened, 224 pixels stretched by nearest, compared by plain cosine', () => {
    expect(recipeNamed('vgg16', 1, added)).toMatchObject({
      picture: { size: 224, fit: 'fill', kernel: 'nearest' },
      mirrored: false,
      layers: [{ layer: 'block5_pool', pooling: 'flat' }],
      projection: null,
    })
  })

  it.each(['nothing', 'toString', ''])('refuses the name "%s" and lists those that exist', (name) => {
    expect(() => recipeNamed(name, 1, added)).toThrow(
      `There is no recipe ${name}; known are ${names.join(', ')}.`,
    )
  })

  it('says how the weights are had that a recipe needs', () => {
    expect(() => recipeNamed('vgg16-pooled', 1, [])).toThrow(
      'The recipe vgg16-pooled needs the weights of vgg16, which are not here yet. npm run encoder:vgg16 downloads them',
    )
  })
})
