'use client'

import { useRouter } from 'next/navigation'
import { callApi } from '../call-api'
import { Problem } from '../problem'
import { useAction } from '../use-action'

type Props = { retry: 'all' | string[]; label: string; recipe?: string }

/** Starts a run that tries failed models again, and leads to it. */
export function RetryButton({ retry, label, recipe }: Props) {
  const router = useRouter()
  const { run, isRunning, error } = useAction()
  return (
    <div>
      <button
        type="button"
        className="button quiet"
        disabled={isRunning}
        onClick={() =>
          run(async () => {
            const body = { mode: 'missing', retry, recipe }
            const { id } = await callApi<{ id: number }>('/api/index-runs', { method: 'POST', body })
            router.push(`/admin/runs/${id}`)
          })
        }
      >
        {isRunning ? 'Starting …' : label}
      </button>
      <Problem error={error} />
    </div>
  )
}
