import { expect, inject, it } from 'vitest'
import { runCommand } from '../setup/commands'

it('look-alikes of the sample catalogue agree with Unicode’s subgroups', async () => {
  const { stdout } = await runCommand('evaluate', ['--json'], { DATA_DIR: inject('dataDir') })
  const quality = JSON.parse(stdout)
  expect(quality.queries).toBe(1590)
  expect(quality.precisionAt10).toBeGreaterThan(0.5)
  expect(quality.meanAveragePrecision).toBeGreaterThan(0.4)
})

it('the dragon looks like the other reptiles', async () => {
  const answer = await fetch(`${inject('origin')}/api/models/dragon/similar?limit=5`)
  const { similar } = await answer.json()
  const uids = similar.map(({ model }: { model: { uid: string } }) => model.uid)
  expect(uids).toContain('snake')
  expect(
    uids.filter((uid: string) => ['snake', 'dragon-face', 'lizard', 'sauropod', 'crocodile'].includes(uid))
      .length,
  ).toBeGreaterThan(2)
})
