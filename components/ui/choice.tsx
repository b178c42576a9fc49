import type { ComponentProps } from 'react'

type Props = Omit<ComponentProps<'input'>, 'className'> & {
  type: 'radio' | 'checkbox'
  label: string
  /** In a line what it means. */
  note?: string
}

/** One of several, or something to have besides. */
export function Choice({ label, note, ...input }: Props) {
  return (
    <label className="flex cursor-pointer items-baseline gap-3">
      <input {...input} className="accent-accent" />
      <span>
        {label}
        {note !== undefined && <span className="block text-sm text-muted">{note}</span>}
      </span>
    </label>
  )
}
