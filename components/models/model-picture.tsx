import type { CardView } from '@/lib/serving/views'
import { RevealSwitch, Thumbnail } from './thumbnail'

/** How far a small thumbnail is enlarged before it would look soft. */
const MAX_ENLARGEMENT = 1.5

/** The large picture on a model's page. */
export function ModelPicture({ model }: { model: CardView }) {
  const side = Math.max(model.thumbnailWidth, model.thumbnailHeight) * MAX_ENLARGEMENT
  return (
    <div className="tile">
      <div style={{ maxWidth: side, maxHeight: side }}>
        <Thumbnail picture={model} isMain />
      </div>
      <RevealSwitch picture={model} />
    </div>
  )
}
