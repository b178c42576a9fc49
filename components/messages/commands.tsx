/** Commands to type; what follows a `#` in a line is a remark. */
export function Commands({ lines }: { lines: string[] }) {
  return (
    <pre className="commands" tabIndex={0} aria-label="Commands">
      <code>
        {lines.map((line) => {
          const [command, remark] = line.split(/(?=#)/)
          return (
            <span key={line} className="block text-ink!">
              {command}
              {remark && <span>{remark}</span>}
            </span>
          )
        })}
      </code>
    </pre>
  )
}
