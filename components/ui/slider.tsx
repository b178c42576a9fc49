import type { ComponentProps } from 'react'

type Props = Omit<ComponentProps<'input'>, 'className' | 'type' | 'aria-label'> & { label: string }

/** Says how much of something, on a line. What it is called stands elsewhere, for who sees. */
export function Slider({ label, ...input }: Props) {
  return <input {...input} type="range" aria-label={label} className={LOOK} />
}

/** Each browser has its own names for the line and what is moved along it; this has the focus to be seen. */
const LOOK = [
  'block h-6 w-full cursor-pointer appearance-none rounded-full bg-transparent outline-hidden forced-color-adjust-none pointer-coarse:h-10',
  '[&::-webkit-slider-runnable-track]:h-0.5 [&::-webkit-slider-runnable-track]:rounded-full [&::-webkit-slider-runnable-track]:bg-line',
  '[&::-webkit-slider-thumb]:-mt-[0.4375rem] [&::-webkit-slider-thumb]:size-4 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-ink hover:[&::-webkit-slider-thumb]:bg-accent focus-visible:[&::-webkit-slider-thumb]:outline-2 focus-visible:[&::-webkit-slider-thumb]:outline-offset-3 focus-visible:[&::-webkit-slider-thumb]:outline-accent',
  '[&::-moz-range-track]:h-0.5 [&::-moz-range-track]:rounded-full [&::-moz-range-track]:bg-line',
  '[&::-moz-range-thumb]:size-4 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-ink hover:[&::-moz-range-thumb]:bg-accent focus-visible:[&::-moz-range-thumb]:outline-2 focus-visible:[&::-moz-range-thumb]:outline-offset-3 focus-visible:[&::-moz-range-thumb]:outline-accent',
].join(' ')
