import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand, runCommandLines, startCommand } from '../setup/commands'
import { uidOf } from '../setup/sketchfab-models'
import { type SketchfabServer, sketchfabServer, status } from '../setup/sketchfab-server'
import { temporaryDirectory, temporaryPlace } from '../setup/temporary'

const environmentOf = async (server: SketchfabServer) => ({
  ...(await temporaryPlace()).environment,
  SKETCHFAB_API_URL: server.apiUrl,
})

describe('npm run catalog:sketchfab', () => {
  it('says what came of it, goes on where it stopped, and leaves the rest to precompute', async () => {
    const server = await sketchfabServer(40)
    server.likes = { ada: server.models.map(({ uid }) => uid) }
    const surroundings = { ...(await environmentOf(server)), LIKES_SECRET: 'a secret of the tests' }
    const flags = ['--rate', '20', '--limit', '30', '--liked-by', 'ada']

    const first = await runCommand('catalog-sketchfab', [...flags, '--max-requests', '1'], surroundings)
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('1 page: 24 models added') })
    expect(first.stdout).toContain('24 new likes stored.')
    expect(first.stdout).toContain('All requests that were allowed are made. Run it again to go on.')

    const second = await runCommand('catalog-sketchfab', flags, surroundings)
    expect(second.code).toBe(0)
    expect(second.stdout).toMatch(/Goes on with the crawl .* pages read so far: 1, models taken: 24/)
    expect(second.stdout).toContain(
      '1 page: 6 models added, 0 updated, 0 unchanged.\n6 new likes stored.\n27 thumbnails',
    )
    expect(existsSync(path.join(surroundings.DATA_DIR, 'likes.secret'))).toBe(false)
    expect(second.stdout).toContain('Next: npm run precompute')
  })

  it('stopped by Ctrl-C, says so in a sentence, exits 130 at once and can be run again; meanwhile no other may run', async () => {
    const server = await sketchfabServer(30)
    const surroundings = await environmentOf(server)
    server.interfere = (_request, response) => status(response, 429, { 'Retry-After': '60' })
    const child = startCommand('catalog-sketchfab', [], surroundings)
    let said = ''
    child.stderr?.on('data', (chunk) => (said += chunk))
    await expect.poll(() => server.requests.length).toBe(1)

    const other = await runCommand('catalog-sketchfab', [], surroundings)
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('Another crawl is running') })

    child.kill('SIGINT')
    await once(child, 'close')
    expect({ code: child.exitCode, said }).toEqual({
      code: 130,
      said: 'Stopped by SIGINT. What was done is kept.\n',
    })
    server.interfere = () => false
    const again = await runCommand('catalog-sketchfab', ['--rate', '20', '--limit', '5'], surroundings)
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('5 models added') })
  })

  it('exits 1 when not one of the models that were asked for could be had', async () => {
    const server = await sketchfabServer(0)
    server.interfere = (_request, response) => status(response, 403)
    const { code, stdout, stderr } = await runCommand(
      'catalog-sketchfab',
      ['--uid', uidOf(1)],
      await environmentOf(server),
    )
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('Not one model could be read'),
    })
    expect(stdout).toContain(`${uidOf(1)}\n    the server answered 403; it may want another token`)
  })

  it('what does not go together is bad usage: exit code 2', async () => {
    const lines: [args: string[], message: string][] = [
      [['--uid', '../../x'], '--uid, --url “../../x” is neither a uid of Sketchfab'],
      [['--url', 'https://skfb.ly/abc'], '--resolve-short-links must be set'],
      [['--liked-by', 'ada', '--user', 'grace'], '--liked-by cannot be combined with user'],
      [['--since', '1.1.2020'], '--since must be a day'],
      [['--sort', 'size'], 'Allowed choices are likes, views, recent'],
      [['--rate', '100'], 'a whole number from 1 to 20'],
    ]
    const ends = await runCommandLines(
      lines.map(([args]) => ['catalog-sketchfab', args]),
      { DATA_DIR: temporaryDirectory() },
    )
    for (const [place, [args, message]] of lines.entries()) {
      expect({ args, ...ends[place] }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
      expect(ends[place]?.stderr).toContain('Usage: npm run catalog:sketchfab --')
    }
  })
})

it('npm run catalog:remove and catalog:check-links say what they did', async () => {
  const server = await sketchfabServer(2)
  const surroundings = await environmentOf(server)
  await runCommand('catalog-sketchfab', ['--rate', '20'], surroundings)
  const removed = await runCommand('catalog-remove', [uidOf(1), 'unknown'], surroundings)
  expect(removed).toMatchObject({
    code: 0,
    stdout: `${uidOf(1)} is removed, and kept from coming back.\nunknown was not in the catalogue, and kept from coming back.\n`,
  })
  const undone = await runCommand('catalog-remove', ['--undo', uidOf(1)], surroundings)
  expect(undone).toMatchObject({ code: 0, stdout: `${uidOf(1)} may come back.\n` })
  expect(await runCommand('catalog-remove', ['--undo', uidOf(1)], surroundings)).toMatchObject({ code: 1 })

  const checked = await runCommand('catalog-check-links', [], surroundings)
  expect(checked).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('0 links to Sketchfab alive, 0 dead'),
  })
})
