import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { currentRecipe } from '@/lib/indexing/recipe'
import { runCommand } from '../setup/commands'
import { canMakeDisks, smallDisk } from '../setup/small-disk'
import { adminOf, AS_RUN, catalogueOfDrawings, count, publishedTable, undisturbedTable } from './job-fixtures'

const KB = 1024

/** A catalogue on a disk of its own, with a run published. */
async function catalogueOnSmallDisk() {
  const disk = smallDisk(24)
  const place = await catalogueOfDrawings({ dataDir: disk.directory })
  // What the smallest encoder makes would fit nearly everywhere.
  const recipe = currentRecipe('wide', place.dataDir)
  const run: typeof place.run = (changes) => place.run({ recipe, ...changes })
  await run({ neighbours: 3 })
  const table = await publishedTable(place.database)
  return { ...place, recipe, run, disk, table, admin: await adminOf(place) }
}

// It takes a disk of a few megabytes, hence Linux and root.
describe.skipIf(!canMakeDisks())('on a full disk', () => {
  it('a run fails with that reason, and the published one stays; with space again, it is resumed', async () => {
    const { database, connection, dataDir, recipe, resume, disk, table, admin } = await catalogueOnSmallDisk()
    disk.fill(120 * KB)
    expect(
      await runCommand('precompute', [...AS_RUN, '--recipe', 'wide', '--mode', 'all'], { DATA_DIR: dataDir }),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `\nThe disk is full: nothing more can be written to ${dataDir}. What is published stays. Free some space, then resume the run.\n`,
      ),
    })
    expect(await admin.row(2)).toMatchObject({
      status: 'failed',
      active: null,
      error: expect.stringMatching(/^The disk is full: /),
    })
    expect(await publishedTable(database)).toBe(table)
    expect(await connection.findDamage()).toEqual([])

    disk.empty()
    expect(await resume(2)).toMatchObject({ outcome: 'published' })
    expect(await publishedTable(database)).toBe(await undisturbedTable(undefined, recipe))
  })

  it('at whatever byte it becomes full, the failed run says so, and nothing is damaged', async () => {
    const { database, connection, disk, table, admin, run, resume } = await catalogueOnSmallDisk()
    let failed = 0
    for (let free = 40 * KB; free < 900 * KB; free += 40 * KB + 1) {
      // As when the database was closed in between.
      await connection.rows('PRAGMA wal_checkpoint(TRUNCATE)')
      disk.fill(free)
      const end = await run({ mode: 'all', neighbours: 4 }).then(
        () => 'published',
        (error) => String(error),
      )
      disk.empty()
      expect(await connection.findDamage(), `${free} bytes free`).toEqual([])
      if (end === 'published') break
      failed++
      expect(end, `${free} bytes free`).toMatch(/^Error: The disk is full: /)
      const [last] = await admin.database.runs.listRuns({ job: 'precompute', limit: 1 })
      expect(last).toMatchObject({
        status: 'failed',
        active: null,
        error: expect.stringMatching(/^The disk is full: /),
      })
      expect(await publishedTable(database)).toBe(table)
    }
    expect(failed).toBeGreaterThan(2)
    const runs = await admin.database.runs.listRuns({ job: 'precompute', limit: 100 })
    await resume(runs.findLast(({ status }) => status === 'failed')?.id ?? 0)
    expect((await publishedTable(database)).split('\n')).toHaveLength(24 * 4)
  })

  it('from the beginning, no run begins, the reason is said, and the next one with space is published', async () => {
    const { database, connection, dataDir, recipe, disk, table, run } = await catalogueOnSmallDisk()
    await connection.rows('PRAGMA wal_checkpoint(TRUNCATE)')
    disk.fill(0)
    await expect(run({ mode: 'all' })).rejects.toThrow(
      `The disk is full: nothing more can be written to ${dataDir}`,
    )
    expect(await count(connection, 'Run')).toBe(1)
    expect(await publishedTable(database)).toBe(table)
    expect(await connection.findDamage()).toEqual([])
    disk.empty()
    expect(await run({ mode: 'all' })).toMatchObject({ outcome: 'published' })
    expect(await publishedTable(database)).toBe(await undisturbedTable(undefined, recipe))
  })

  it('an encoder that could not be stored is not left there in part', async () => {
    const { database, dataDir, recipe, disk, run, table } = await catalogueOnSmallDisk()
    const folder = path.join(dataDir, 'encoders')
    const compiled = () => readdirSync(folder).filter((file) => file.includes('.onnx'))
    for (const file of compiled()) rmSync(path.join(folder, file))
    disk.fill(100 * KB)
    const anew = { mode: 'all', engine: 'onnxruntime' } as const
    await expect(run(anew)).rejects.toThrow('The disk is full')
    expect(compiled()).toEqual([])
    expect(await publishedTable(database)).toBe(table)
    disk.empty()
    expect(await run(anew)).toMatchObject({ outcome: 'published' })
    expect(await publishedTable(database)).toBe(await undisturbedTable(undefined, recipe))
  })
})
