import type { ComponentProps } from 'react'

type Props = ComponentProps<'input'> & { label: string; note: string }

/** One of several, and in a line what it means. */
export function RadioChoice({ label, note, ...input }: Props) {
  return (
    <label className="flex cursor-pointer items-baseline gap-3">
      <input {...input} type="radio" className="accent-accent" />
      <span>
        {label}
        <span className="block text-[0.875rem] text-muted">{note}</span>
      </span>
    </label>
  )
}
