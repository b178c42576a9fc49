import fc from 'fast-check'
import { expect, it } from 'vitest'
import { columnsOf } from '@/lib/numerics/sparse-matrix'
import { likesInCommon } from '@/lib/recommending/likes-in-common'
import { anyPattern, denseRows } from '../numerics/sparse-fixtures'

it('how many like both is counted for the pairs that are listed, whatever the lists', () => {
  fc.assert(
    fc.property(anyPattern(7, 9), anyPattern(7, 7), (likes, listed) => {
      const lists = { ...listed, rows: likes.rows, columns: likes.rows, values: new Float32Array(0) }
      fc.pre(listed.rows === likes.rows && listed.columns === likes.rows)
      const dense = denseRows(likes)
      const wanted = dense.flatMap((own, model) =>
        [...columnsOf(lists, model)].map((other) =>
          own.reduce((sum, is, user) => sum + is * (dense[other]?.[user] ?? 0), 0),
        ),
      )
      expect([...likesInCommon(likes, lists)]).toEqual(wanted)
    }),
  )
})
