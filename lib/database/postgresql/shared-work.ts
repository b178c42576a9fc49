import type { ClientBase, Pool } from 'pg'
import { type Perform, workMethods } from '../methods'
import { type AnsweredWork, statement, type Work } from '../statement'
import { type Access, tableGroups } from '../tables/table-groups'
import type { PerformUnit, WorkUnits } from '../work-units'
import { clientConfig, signOfLifeMsOf, withClient } from './pool'
import { enterCatalogue, runInTransaction, runWork } from './run-work'
import { takeHeartTurns, takeLoginTurn } from './paces'
import { appendRunLog, readRunLogLines, removeRunLogLines } from './run-logs'
import {
  addUnits,
  clearUnits,
  countUnits,
  findStageWithUnits,
  hasUnits,
  readUnitData,
  readUnitReports,
  settleUnit,
  takeUnit,
} from './work-units'
import { forgetWorker, listWorkers, reportWorker } from './workers'

const CHANNEL = 'rec_a_sketch_work'

const notify = statement(`NOTIFY ${CHANNEL}`)

function* announceWork(): Work<void> {
  yield* notify.run()
}

/** How long until whoever has lost the connection that news come by tries to get another one. */
const LISTEN_AGAIN_MS = 1_000

/** Where work is shared: how its connections are had, and how work is carried out. */
export type SharedPlace = {
  databaseUrl: string
  pool: () => Promise<Pool>
  read: Perform
  /** Carries out work in one transaction, whoever writes to the catalogue meanwhile. */
  alone: Perform
}

/** Work of runs in units, which whoever has this database shares. */
export function sharedWork({ databaseUrl, pool, read, alone }: SharedPlace): WorkUnits {
  const signOfLifeMs = signOfLifeMsOf(databaseUrl)
  return {
    isShared: true,
    ...workMethods(read, {
      has: hasUnits,
      count: countUnits,
      findStage: findStageWithUnits,
      readReports: readUnitReports,
      readData: readUnitData,
      announce: announceWork,
    }),
    ...workMethods(alone, { add: addUnits, clear: clearUnits, takeLoginTurn, takeHeartTurns }),
    // Not tried again by itself: another may have the unit by then.
    perform: async (runId, stage, perform) =>
      withClient(await pool(), (client) =>
        runInTransaction(client, () => performUnit(client, { runId, stage, perform, signOfLifeMs })),
      ),
    listen: (onNews) => listen(databaseUrl, onNews),
    logs: {
      ...workMethods(read, { read: readRunLogLines }),
      ...workMethods(alone, { append: appendRunLog, remove: removeRunLogLines }),
    },
    workers: {
      ...workMethods(read, { list: listWorkers }),
      ...workMethods(alone, { report: reportWorker, forget: forgetWorker }),
    },
  }
}

/** The row is locked from being taken to the end of the transaction: `FOR UPDATE SKIP LOCKED` passes others by. */
async function performUnit(
  client: ClientBase,
  {
    runId,
    stage,
    perform,
    signOfLifeMs,
  }: { runId: number; stage: string; perform: PerformUnit; signOfLifeMs: number },
): Promise<boolean> {
  const unit = await runWork(client, takeUnit(runId, stage))
  if (!unit) return false
  let inHand = 0
  const carryOut: CarryOut = async (work) => {
    inHand++
    try {
      return await runWork(client, work)
    } finally {
      inHand--
    }
  }
  // Who works for longer than the database bears silence is not dead. While it is asked for something it hears that.
  const alive = setInterval(() => {
    if (inHand === 0) void client.query('SELECT 1').catch(() => {})
  }, signOfLifeMs)
  try {
    const result = await perform(unit, groupsWithin(client, carryOut))
    await carryOut(settleUnit(runId, stage, unit.number, result))
    return true
  } finally {
    clearInterval(alive)
  }
}

type CarryOut = <Result>(work: AnsweredWork<Result>) => Promise<Result>

/** The groups over tables within a transaction that has begun. @param carryOut does so within it */
function groupsWithin(client: ClientBase, carryOut: CarryOut) {
  let entered: Promise<void> | undefined
  const read: Perform = (begin) => carryOut(begin())
  const append: Perform = async (begin) => {
    // Only now: who writes to the catalogue need not wait for what is being computed.
    await (entered ??= enterCatalogue(client, 'beside'))
    return carryOut(begin())
  }
  const access: Access = {
    read,
    append,
    write: append,
    snapshot: (blocks) => blocks(carryOut),
    orm: () => Promise.reject(new Error('Prisma is not within the transaction of a unit.')),
  }
  return tableGroups(access)
}

async function listen(databaseUrl: string, onNews: () => void): Promise<() => Promise<void>> {
  const { default: pg } = await import('pg')
  const config = await clientConfig(databaseUrl)
  let ended = false
  let current: InstanceType<typeof pg.Client> | undefined
  let again: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const client = new pg.Client(config)
    current = client
    const lose = () => {
      if (current !== client) return
      current = undefined
      void client.end().catch(() => {})
      if (!ended) again = setTimeout(() => void connect(), LISTEN_AGAIN_MS)
    }
    client.on('error', lose)
    client.on('end', lose)
    client.on('notification', onNews)
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANNEL}`)
      // What was said while nobody listened.
      onNews()
    } catch {
      lose()
    }
  }

  await connect()
  return async () => {
    ended = true
    clearTimeout(again)
    await current?.end().catch(() => {})
  }
}
