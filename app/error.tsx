'use client'

import { Message } from '@/components/messages/message'

type Props = { error: Error & { digest?: string }; reset: () => void }

export default function ErrorPage({ error, reset }: Props) {
  return (
    <Message title="That did not work">
      <p>
        The page could not be made. The server’s log says why{error.digest && ` (under ${error.digest})`}.
      </p>
      <p>
        <button type="button" onClick={reset} className="button cursor-pointer text-ink">
          Try again
        </button>
      </p>
    </Message>
  )
}
