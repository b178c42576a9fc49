import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { drawing } from './images'
import { temporaryDirectory } from './temporary'

const SHAPES = ['circle', 'square', 'triangle'] as const
const COLOURS = ['crimson', 'teal', 'navy', 'orange', 'olive', 'purple', 'black', 'deeppink']

/** A folder of 3 shapes in 8 colours, 24 images, named like `circle-teal.png`, with a labels file beside it. */
export async function folderOfDrawings(
  parent = temporaryDirectory(),
): Promise<{ folder: string; labels: string }> {
  const folder = path.join(parent, 'images')
  mkdirSync(folder)
  const lines = ['file,label,tags,category,author,license,url']
  for (const shape of SHAPES) {
    for (const colour of COLOURS) {
      const name = `${shape}-${colour}`
      writeFileSync(path.join(folder, `${name}.png`), await drawing(shape, colour, 128))
      lines.push(
        `${name}.png,${shape},${colour};flat,Shapes,Euclid,CC0,https://sketchfab.com/3d-models/${name}`,
      )
    }
  }
  const labels = path.join(parent, 'labels.csv')
  writeFileSync(labels, `${lines.join('\n')}\n`)
  return { folder, labels }
}
