import { describe, expect, it } from 'vitest'
import { bundledEncoders } from '@/lib/embedding/encoders'
import { recipeNamed, recipeNames } from '@/lib/embedding/recipes'

describe('recipeNamed', () => {
  it('gives every recipe an id of its own that starts with its name', () => {
    const ids = recipeNames.map((name) => recipeNamed(name, 1).id)
    expect(new Set(ids).size).toBe(recipeNames.length)
    ids.forEach((id, index) => expect(id).toMatch(new RegExp(`^${recipeNames[index]}-[0-9a-f]{10}$`)))
  })

  it('gives the same id each time, and another for other pixels', () => {
    expect(recipeNamed('default', 1)).toEqual(recipeNamed('default', 1))
    expect(recipeNamed('default', 1).id).not.toBe(recipeNamed('default', 2).id)
  })

  it('has a recipe for each bundled encoder', () => {
    const used = recipeNames.flatMap((name) => recipeNamed(name, 1).layers.map(({ encoder }) => encoder))
    expect([...new Set(used)].sort()).toEqual(Object.keys(bundledEncoders).sort())
  })

  it.each(['nothing', 'toString', ''])('refuses the name "%s" and lists those that exist', (name) => {
    expect(() => recipeNamed(name, 1)).toThrow(
      `There is no recipe ${name}; known are ${recipeNames.join(', ')}.`,
    )
  })
})
