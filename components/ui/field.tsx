import type { ReactNode } from 'react'

/** What an input, a select or a text area looks like. */
export const FIELD =
  'w-full rounded-xl border border-line bg-raised px-4 py-2.5 outline-offset-0 placeholder:text-muted hover:border-muted aria-invalid:border-accent'

/** A select, with an arrow that keeps away from its edge. */
export const SELECT = `${FIELD} appearance-none bg-[image:linear-gradient(45deg,transparent_50%,var(--color-muted)_50%),linear-gradient(-45deg,transparent_50%,var(--color-muted)_50%)] bg-size-[0.3rem_0.3rem] bg-position-[right_1.3rem_center,right_1rem_center] bg-no-repeat pr-9`

type Props = {
  label: string
  /** What is wrong with what was filled in, under the id that the input names in `aria-describedby`. */
  wrong?: { id: string; text: string }
  /** The input. */
  children: ReactNode
}

/** An input with its name above and, where it was filled in wrongly, what is wrong below. */
export function Field({ label, wrong, children }: Props) {
  return (
    <div>
      <label className="block space-y-1.5">
        <span className="block text-sm text-muted">{label}</span>
        {children}
      </label>
      {wrong && (
        <p id={wrong.id} className="mt-1.5 text-sm wrap-anywhere text-accent first-letter:uppercase">
          {wrong.text}
        </p>
      )}
    </div>
  )
}
