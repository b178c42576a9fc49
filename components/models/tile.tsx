import type { ReactNode } from 'react'
import type { CardView } from '@/lib/serving/views'

declare module 'react' {
  interface CSSProperties {
    /** What app/globals.css makes the tint of a tile from. */
    '--tint'?: string
  }
}

/** How far one side is beyond the other before a picture that nobody has looked at counts as one that fills its frame. */
const OBLONG = 1.15

type Look = Pick<CardView, 'thumbnailWidth' | 'thumbnailHeight' | 'thumbnailTint' | 'thumbnailFocus'>

type Props = {
  picture: Look
  /** Whether all of a picture that fills its frame is shown, in its own proportions, unless it is upright. */
  isWhole?: boolean
  /** Whether the picture is blurred, as one that is age-restricted where nobody can ask for it. */
  isCovered?: boolean
  children: ReactNode
}

/** What a picture stands on. Its look says how: see app/globals.css. */
export function Tile({ picture, isWhole = false, isCovered = false, children }: Props) {
  const { thumbnailWidth: width, thumbnailHeight: height, thumbnailTint: tint } = picture
  const look = lookOf(picture)
  return (
    <div
      className={isWhole ? 'tile whole max-h-[40svh] lg:max-h-[45svh]' : 'tile'}
      data-look={look}
      data-covered={isCovered || undefined}
      style={{
        '--tint': tint ?? undefined,
        aspectRatio: isWhole && look === 'filled' ? Math.max(width / height, 4 / 3) : undefined,
      }}
    >
      {children}
    </div>
  )
}

function lookOf({ thumbnailWidth: width, thumbnailHeight: height, thumbnailTint, thumbnailFocus }: Look) {
  if (thumbnailTint !== null) return 'cut-out'
  const isOblong = Math.max(width, height) > OBLONG * Math.min(width, height)
  return thumbnailFocus !== null || isOblong ? 'filled' : 'flat'
}
