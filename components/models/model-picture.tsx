import type { CardView } from '@/lib/serving/views'
import { RevealSwitch, Thumbnail } from './thumbnail'
import { Tile } from './tile'

/** The large picture on a model's page. */
export function ModelPicture({ model }: { model: CardView }) {
  return (
    <Tile picture={model} isWhole>
      <Thumbnail picture={model} isMain />
      <RevealSwitch picture={model} />
    </Tile>
  )
}
