'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'

/**
 * Does something that may fail and changes what the page shows: says whether it is under way, and what went wrong.
 * Afterwards the page is made anew.
 */
export function useAction(): {
  run: (work: () => Promise<unknown>) => void
  isRunning: boolean
  error: string | null
} {
  const router = useRouter()
  const [isRunning, startTransition] = useTransition()
  const [error, setError] = useState<string | null>(null)
  return {
    isRunning,
    error,
    run(work) {
      startTransition(async () => {
        setError(null)
        try {
          await work()
          router.refresh()
        } catch (cause) {
          setError(cause instanceof Error ? cause.message : String(cause))
        }
      })
    },
  }
}
