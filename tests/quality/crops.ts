import sharp from 'sharp'
import { trimmed } from './renders'

/** Grounds of the pictures that are cut to their object, in turn. */
const colours = ['#ffffff', '#000000', '#808080', '#3060a0', '#d8c8a0']

/** How a picture is cut: to the box of its object, or to the middle of that, where little but object is left. */
export const cuts = ['box', 'middle'] as const
export type Cut = (typeof cuts)[number]
const kept: Record<Cut, number> = { box: 1, middle: 0.6 }

/** An object that touches all four borders of its picture, on a ground of one colour, as a JPEG of quality 85. */
export async function cutToObject(render: Buffer, cut: Cut, index: number): Promise<Buffer> {
  const { data, info } = await trimmed(render)
  const [width, height] = [info.width, info.height].map((length) =>
    Math.max(1, Math.round(length * kept[cut])),
  )
  if (!width || !height) throw new Error(`An object of ${info.width} x ${info.height} pixels cannot be cut.`)
  const left = Math.floor((info.width - width) / 2)
  const top = Math.floor((info.height - height) / 2)
  return sharp(data)
    .extract({ left, top, width, height })
    .flatten({ background: colours[index % colours.length] })
    .jpeg({ quality: 85 })
    .toBuffer()
}
