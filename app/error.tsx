'use client'

import { Message } from '@/components/messages/message'
import { BUTTON } from '@/components/ui/looks'

type Props = { error: Error & { digest?: string }; retry: () => void }

export default function ErrorPage({ error, retry }: Props) {
  return (
    <Message title="That did not work">
      <p>
        The page could not be made. The server’s log says why{error.digest && ` (under ${error.digest})`}.
      </p>
      <p>
        <button type="button" onClick={() => retry()} className={`${BUTTON.plain} text-ink`}>
          Try again
        </button>
      </p>
    </Message>
  )
}
