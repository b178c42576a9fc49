import { ChoosePicture } from './choose-picture'
import { CameraDrawing } from './camera-drawing'

/** In the query box: looks for models by a picture. */
export function PictureButton() {
  return (
    <ChoosePicture
      label="Search by picture"
      className="grid size-8 place-items-center rounded-full text-muted hover:text-accent"
    >
      <CameraDrawing className="size-5" />
    </ChoosePicture>
  )
}
