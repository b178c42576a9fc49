import { weighsAlike } from './mix'
import { MixLink } from './mix-link'
import { type RowPlace, rowsPath } from './row-place'

/** The usual mix, and whether what is well liked comes first, whatever the mix. */
export function MixLinks({ place }: { place: RowPlace }) {
  const { mix, usual } = place
  const { popularity } = mix
  const isLikedFirst = popularity > usual.popularity
  const likedFirst = { ...mix, popularity: isLikedFirst ? usual.popularity : 1 }
  return (
    <nav aria-label="Mix" className="flex flex-wrap gap-x-5">
      <MixLink
        href={rowsPath({ ...place, mix: { ...usual, popularity } })}
        isCurrent={weighsAlike(mix, usual)}
      >
        Balanced
      </MixLink>
      <MixLink href={rowsPath({ ...place, mix: likedFirst })} isCurrent={isLikedFirst}>
        Well-liked first
      </MixLink>
    </nav>
  )
}
