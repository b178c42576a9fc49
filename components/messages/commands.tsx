import { Fragment } from 'react'
import { CopyButton } from './copy-button'

/** Commands to type; what follows a `#` in a line is a remark. */
export function Commands({ lines }: { lines: string[] }) {
  return (
    <ul
      role="list"
      aria-label="Commands"
      className="rounded-xl border border-line bg-raised py-2 pr-3 pl-5 font-mono text-sm/relaxed"
    >
      {lines.map((line) => {
        const [command = '', remark] = line.split(/(?=#)/).map((part) => part.trim())
        return (
          <li key={line} className="flex items-center gap-2 py-1">
            <p className="min-w-0 flex-1 wrap-anywhere">
              {/* One click takes the whole command, with a script or without. */}
              <code className="block text-ink select-all">
                <Words of={command} />
              </code>
              {remark && <span className="block">{remark}</span>}
            </p>
            <CopyButton text={command} />
          </li>
        )
      })}
    </ul>
  )
}

/** A line breaks between words only, never within `--`. */
function Words({ of: command }: { of: string }) {
  return command.split(' ').map((word, place) => (
    <Fragment key={place}>
      {place > 0 && ' '}
      <span className="whitespace-nowrap">{word}</span>
    </Fragment>
  ))
}
