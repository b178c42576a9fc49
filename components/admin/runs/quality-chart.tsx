'use client'

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

export type QualityPoint = { run: number; quality: number | null; changed: number | null }

/** Quality and change, run by run. The table beneath has the same figures in words. */
export default function QualityChart({ points, measure }: { points: QualityPoint[]; measure: string }) {
  const hasQuality = points.some(({ quality }) => quality !== null)
  return (
    <div aria-hidden className="h-56 text-sm">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            dataKey="run"
            tickLine={false}
            stroke="var(--color-line)"
            tick={{ fill: 'var(--color-muted)' }}
            tickFormatter={(run: number) => `Run ${run}`}
            minTickGap={40}
            padding={{ left: 24, right: 24 }}
          />
          <YAxis
            domain={[0, 1]}
            tickCount={3}
            width={40}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--color-muted)' }}
          />
          <Tooltip
            labelFormatter={(run) => `Run ${run}`}
            formatter={(value) => (typeof value === 'number' ? value.toFixed(3) : value)}
            contentStyle={{
              background: 'var(--color-raised)',
              borderColor: 'var(--color-line)',
              borderRadius: '0.6rem',
              color: 'var(--color-ink)',
            }}
          />
          {hasQuality && (
            <Line
              dataKey="quality"
              name={measure}
              stroke="var(--color-accent)"
              strokeWidth={2}
              dot={{ r: 3, fill: 'var(--color-accent)' }}
              connectNulls
              isAnimationActive={false}
            />
          )}
          <Line
            dataKey="changed"
            name="Share of neighbours changed"
            stroke="var(--color-muted)"
            strokeDasharray="3 4"
            dot={{ r: 2.5, fill: 'var(--color-muted)' }}
            connectNulls
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}
