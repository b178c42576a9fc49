import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { runCommand } from '../setup/commands'
import { psvText } from '../setup/psv'
import { temporaryPlace } from '../setup/temporary'

const uid = (place: number) => place.toString(16).padStart(32, '0')

/** As many rows as the original project’s file has, 18 of them of an id that came before. */
function originalModels(): string {
  const rows = Array.from({ length: 28_824 }, (_, place) => [`Model | no. ${place}`, uid(place % 28_806)])
  return psvText([['name', 'mid'], ...rows])
}

it('imports a file as large as the original, and tells its repeated ids', async () => {
  const { dataDir, environment } = await temporaryPlace()
  const file = path.join(dataDir, 'model_urls.psv')
  writeFileSync(file, originalModels())
  const { code, stdout } = await runCommand('catalog-psv', [file], environment)
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/28,824 rows below the header, 18 repeated ids\.\n {2}28,806 added/),
  })
})

it('prints what the thresholds left of the likes, and can be asked for others afterwards', async () => {
  const { dataDir, environment } = await temporaryPlace()
  const [models, likes] = ['models.psv', 'likes.psv'].map((name) => path.join(dataDir, name))
  if (!models || !likes) throw new Error('Both files have a name.')
  writeFileSync(models, psvText([['name', 'mid'], ...[1, 2, 3].map((place) => ['x', uid(place)])]))
  const pairs = [1, 2].flatMap((model) => ['a', 'b', 'c', 'd', 'e'].map((user) => [uid(model), user]))
  writeFileSync(likes, psvText([['mid', 'uid'], ...pairs, [uid(3), 'a']]))

  const first = await runCommand('catalog-psv', [likes, models, '--min-user-likes', '2'], environment)
  expect(first).toMatchObject({ code: 0 })
  expect(first.stdout).toMatch(
    /before +5 +3 +11 +73\.333 %\nafter +5 +2 +10 +100\.000 %\n\n1 model with too few/,
  )

  const lower = await runCommand(
    'catalog-psv',
    ['--min-user-likes', '1', '--min-model-likes', '1'],
    environment,
  )
  expect(lower.stdout).toMatch(/after +5 +3 +11 [^]*\n0 models with too few/)
})

it('names a file that is not there, and exits 1', async () => {
  const { code, stderr } = await runCommand(
    'catalog-psv',
    ['nowhere.psv'],
    (await temporaryPlace()).environment,
  )
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('There is no nowhere.psv') })
})
