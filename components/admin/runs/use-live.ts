'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'

const REOPEN_AFTER_MS = 2_000

export type Connection = 'open' | 'lost'

/**
 * Follows server-sent events, each the whole state as JSON, beginning with what the page was made with. The connection
 * is opened again whenever it breaks, and closed while the page is out of sight. When the server says that there is
 * nothing more to come, the page is made anew.
 *
 * @param address null follows nothing
 */
export function useLive<View>(address: string | null, initial: View): { view: View; connection: Connection } {
  const router = useRouter()
  const [view, setView] = useState(initial)
  const [connection, setConnection] = useState<Connection>('open')

  // What the server has just made is newer than what came before.
  const [made, setMade] = useState(initial)
  if (made !== initial) {
    setMade(initial)
    setView(initial)
  }

  useEffect(() => {
    if (address === null) return
    let source: EventSource | null = null
    let timer: ReturnType<typeof setTimeout> | undefined

    const close = () => {
      clearTimeout(timer)
      source?.close()
      source = null
    }
    const open = () => {
      close()
      const current = new EventSource(address)
      source = current
      current.onopen = () => setConnection('open')
      current.onmessage = ({ data }) => setView(JSON.parse(data))
      current.addEventListener('end', () => {
        close()
        router.refresh()
      })
      current.onerror = () => {
        setConnection('lost')
        // After an answer that is an error the browser does not try again by itself.
        if (current.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_AFTER_MS)
      }
    }
    const follow = () => (document.hidden ? close() : open())
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      close()
    }
  }, [address, router])

  return { view, connection }
}
