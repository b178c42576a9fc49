'use client'

import './globals.css'
import ErrorPage from './error'

/** Stands in for the whole document when the layout itself fails. */
export default function GlobalError(props: React.ComponentProps<typeof ErrorPage>) {
  return (
    <html lang="en">
      <body className="px-5">
        <title>That did not work · Rec-a-Sketch</title>
        <main>
          <ErrorPage {...props} />
        </main>
      </body>
    </html>
  )
}
