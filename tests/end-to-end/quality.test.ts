import { expect, inject, it } from 'vitest'
import { runCommand } from '../setup/commands'

it('look-alikes of the sample catalogue agree with Unicode’s subgroups', async () => {
  const measure = async (...flags: string[]) => {
    const { stdout } = await runCommand('evaluate', ['--json', ...flags], { DATA_DIR: inject('dataDir') })
    return JSON.parse(stdout)
  }
  const whole = await measure()
  expect(whole.queries).toBe(1590)
  expect(whole.precisionAt10).toBeGreaterThan(0.48)
  expect(whole.meanAveragePrecision).toBeGreaterThan(0.38)
  expect(whole.calibration.byLabels.error).toBeLessThan(0.05)
  // What earlier versions had, without signs, hearts and weather.
  const before = await measure('--only', 'selector=no')
  expect(before.queries).toBe(1369)
  expect(before.precisionAt10).toBeGreaterThan(0.52)
  expect(before.meanAveragePrecision).toBeGreaterThan(0.42)
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
