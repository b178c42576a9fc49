type Props = {
  label: string
  /** From 0 to 1. */
  share: number
  isPaused: boolean
}

/** A bar that says how far something is. */
export function Progress({ label, share, isPaused }: Props) {
  const colour = isPaused
    ? '[&::-moz-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-muted'
    : '[&::-moz-progress-bar]:bg-accent [&::-webkit-progress-value]:bg-accent'
  return (
    <progress
      aria-label={label}
      max={1}
      value={share}
      className={`block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:transition-[inline-size] [&::-webkit-progress-value]:duration-500 [&::-webkit-progress-value]:ease-linear ${colour}`}
    />
  )
}
