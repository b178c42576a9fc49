import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Workers } from '@/components/admin/runs/workers'
import type { WorkerView } from '@/lib/admin/views'

const worker: WorkerView = {
  id: 'w',
  host: 'render-1',
  pid: 77,
  version: '0123456789ab',
  engine: 'onnxruntime',
  state: 'index run 5, helping: Looking at thumbnails',
  rate: 93.4,
  startedAt: '2026-11-29T20:00:00.000Z',
  silentSeconds: 2,
  isSilent: false,
}

const textOf = (workers: WorkerView[]) =>
  renderToStaticMarkup(<Workers workers={workers} />)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

it('workers are listed with what they do, and those that are silent are marked', () => {
  expect(textOf([worker])).toContain(
    'render-1 process 77 Index run 5, helping: Looking at thumbnails 93 now 29 Nov 2026, 20:00 UTC onnxruntime 0123456789ab',
  )
  const silent = textOf([{ ...worker, silentSeconds: 95, isSilent: true }])
  expect(silent).toContain('Silent last: index run 5, helping: Looking at thumbnails – 1 min 35 s ago')
})

it('where there is none, how to start one is said', () => {
  expect(textOf([])).toContain('Start one on any machine: npm run worker')
})
