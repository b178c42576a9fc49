import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { drawing } from './images'
import { temporaryDirectory } from './temporary'

export const SHAPES = ['circle', 'square', 'triangle'] as const
const COLOURS = ['crimson', 'teal', 'navy', 'orange', 'olive', 'purple', 'black', 'deeppink']
/** Three times as many. */
export const MANY_COLOURS = [
  ...COLOURS,
  'gold',
  'coral',
  'khaki',
  'plum',
  'sienna',
  'salmon',
  'tan',
  'lime',
  'aqua',
  'indigo',
  'maroon',
  'skyblue',
  'tomato',
  'slateblue',
  'seagreen',
  'orchid',
]

/**
 * A folder of 3 shapes in 8 colours, or in those that are given, named like `circle-teal.png`, with a labels file
 * beside it.
 */
export async function folderOfDrawings(
  parent = temporaryDirectory(),
  colours: readonly string[] = COLOURS,
): Promise<{ folder: string; labels: string }> {
  const folder = path.join(parent, 'images')
  mkdirSync(folder)
  const lines = ['file,label,tags,category,author,license,url']
  for (const shape of SHAPES) {
    for (const colour of colours) {
      const name = `${shape}-${colour}`
      writeFileSync(path.join(folder, `${name}.png`), await drawing(shape, colour))
      lines.push(
        `${name}.png,${shape},${colour};flat,Shapes,Euclid,CC0,https://sketchfab.com/3d-models/${name}`,
      )
    }
  }
  const labels = path.join(parent, 'labels.csv')
  writeFileSync(labels, `${lines.join('\n')}\n`)
  return { folder, labels }
}
