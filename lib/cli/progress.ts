import { Presets, SingleBar } from 'cli-progress'
import { formatSeconds } from '@/lib/text/format-seconds'

export type Progress = {
  /** `detail` is what else there is to say at the moment. */
  update(done: number, detail?: string): void
  stop(): void
}

/** Shows how far one piece of work after another is; a new label begins a new one. */
export function progressOfPieces(): { show(label: string, done: number, total: number): void; stop(): void } {
  let current: { label: string; progress: Progress } | undefined
  return {
    show(label, done, total) {
      if (current?.label !== label) {
        current?.progress.stop()
        current = { label, progress: startProgress(label, total) }
      }
      current.progress.update(done)
    },
    stop: () => current?.progress.stop(),
  }
}

const PLAIN_INTERVAL_MS = 5_000

/**
 * Shows how far a job is: a bar with rate and time left on a terminal, elsewhere a plain line now and then.
 * Writes to standard error, so that standard output stays the command's own.
 */
export function startProgress(label: string, total: number): Progress {
  return process.stderr.isTTY ? progressBar(label, total) : progressLines(label, total)
}

function progressBar(label: string, total: number): Progress {
  const startedAt = performance.now()
  const bar = new SingleBar(
    {
      format: `${label} {bar} {value}/{total}  {rate}/s  {left} left  {detail}`,
      stopOnComplete: false,
    },
    Presets.shades_classic,
  )
  bar.start(total, 0, { rate: '-', left: '-', detail: '' })
  return {
    update: (done, detail = '') => bar.update(done, { ...describeRate(done, total, startedAt), detail }),
    stop: () => bar.stop(),
  }
}

function progressLines(label: string, total: number): Progress {
  const startedAt = performance.now()
  let lastLineAt = startedAt
  return {
    update(done, detail = '') {
      if (performance.now() - lastLineAt < PLAIN_INTERVAL_MS) return
      lastLineAt = performance.now()
      const { rate, left } = describeRate(done, total, startedAt)
      const more = detail === '' ? '' : `, ${detail}`
      console.error(`${label} ${done}/${total}, ${rate} a second, ${left} left${more}`)
    },
    stop() {},
  }
}

function describeRate(done: number, total: number, startedAt: number): { rate: string; left: string } {
  const seconds = (performance.now() - startedAt) / 1000
  const rate = done / Math.max(seconds, 1e-9)
  return {
    rate: rate < 10 ? rate.toFixed(1) : rate.toFixed(0),
    left: formatSeconds((total - done) / Math.max(rate, 1e-9)),
  }
}
