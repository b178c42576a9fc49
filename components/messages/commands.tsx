import { Fragment } from 'react'
import { CopyButton } from './copy-button'

/** Commands to type; what follows a `#` in a line is a remark. */
export function Commands({ lines }: { lines: string[] }) {
  return (
    <ul role="list" aria-label="Commands" className="commands">
      {lines.map((line) => {
        const [command = '', remark] = line.split(/(?=#)/).map((part) => part.trim())
        return (
          <li key={line}>
            <p>
              <code>
                <Words of={command} />
              </code>
              {remark && <span>{remark}</span>}
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
      <span>{word}</span>
    </Fragment>
  ))
}
