'use client'

import type { ReactNode } from 'react'
import { BUTTON } from '@/components/ui/looks'
import { useHeartsSettings, useSetOpinion } from './hearts-settings'
import { useHearts } from './hearts-store'

type Model = { uid: string; name: string }

/** Likes a model, or takes that back. In its tile, in the corner that marks leave free. */
export function HeartButton({ model }: { model: Model }) {
  return (
    <Toggle
      model={model}
      titleOf={(isLiked) => (isLiked ? 'You like this' : 'Like this')}
      className="absolute top-1 left-1 grid size-7 cursor-pointer place-items-center rounded-full bg-ground text-ink opacity-0 transition-opacity duration-150 group-hover:opacity-100 before:absolute before:-inset-0.5 hover:text-accent focus-visible:opacity-100 aria-pressed:opacity-100 pointer-coarse:opacity-100"
    />
  )
}

/** The same on a model's own page, in words. */
export function LikeButton({ model }: { model: Model }) {
  return (
    <Toggle model={model} className={`${BUTTON.quiet} items-center! gap-2`}>
      Like
    </Toggle>
  )
}

type ToggleProps = {
  model: Model
  titleOf?: (isLiked: boolean) => string
  className: string
  children?: ReactNode
}

function Toggle({ model: { uid, name }, titleOf, className, children }: ToggleProps) {
  const isLiked = useHearts()?.liked.includes(uid) ?? false
  const setOpinion = useSetOpinion()
  const { isShown } = useHeartsSettings()
  if (!isShown) return null
  return (
    <button
      type="button"
      aria-pressed={isLiked}
      aria-label={`Like ${name}`}
      title={titleOf?.(isLiked)}
      onClick={() => setOpinion(uid, isLiked ? null : 'liked')}
      className={`${className} group/heart aria-pressed:text-accent noscript:hidden print:hidden`}
    >
      <HeartIcon className="size-4 group-aria-pressed/heart:fill-current" />
      {children}
    </button>
  )
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
