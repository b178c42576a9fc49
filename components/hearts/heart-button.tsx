'use client'

import { BUTTON } from '@/components/ui/looks'
import { useHeartsSettings, useSetOpinion } from './hearts-settings'
import { useHearts } from './hearts-store'

type Model = { uid: string; name: string }

/** Likes a model, or takes that back. In its tile, in the corner that marks leave free. */
export function HeartButton({ model: { uid, name } }: { model: Model }) {
  const [isLiked, toggle] = useHeart(uid)
  const { isShown } = useHeartsSettings()
  if (!isShown) return null
  return (
    <button
      type="button"
      aria-pressed={isLiked}
      aria-label={`Like ${name}`}
      title={isLiked ? 'You like this' : 'Like this'}
      onClick={toggle}
      className="group/heart absolute top-1 left-1 grid size-7 cursor-pointer place-items-center rounded-full bg-ground text-ink opacity-0 transition-opacity duration-150 group-hover:opacity-100 before:absolute before:-inset-0.5 hover:text-accent focus-visible:opacity-100 aria-pressed:text-accent aria-pressed:opacity-100 noscript:hidden pointer-coarse:opacity-100 print:hidden"
    >
      <HeartIcon className="size-4 group-aria-pressed/heart:fill-current" />
    </button>
  )
}

/** The same on a model's own page, in words. */
export function LikeButton({ model: { uid, name } }: { model: Model }) {
  const [isLiked, toggle] = useHeart(uid)
  const { isShown } = useHeartsSettings()
  if (!isShown) return null
  return (
    <button
      type="button"
      aria-pressed={isLiked}
      aria-label={`Like ${name}`}
      onClick={toggle}
      className={`${BUTTON.quiet} group/heart items-center! gap-2 aria-pressed:text-accent noscript:hidden print:hidden`}
    >
      <HeartIcon className="size-4 group-aria-pressed/heart:fill-current" />
      Like
    </button>
  )
}

function useHeart(uid: string): [boolean, () => void] {
  const isLiked = useHearts()?.liked.includes(uid) ?? false
  const setOpinion = useSetOpinion()
  return [isLiked, () => setOpinion(uid, isLiked ? null : 'liked')]
}

export function HeartIcon({ className }: { className: string }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 16 16"
      className={`${className} fill-none stroke-current stroke-[1.5] [stroke-linejoin:round]`}
    >
      <path d="M8 13.6 2.9 8.4a3.2 3.2 0 0 1 4.5-4.6l.6.6.6-.6a3.2 3.2 0 0 1 4.5 4.6Z" />
    </svg>
  )
}
