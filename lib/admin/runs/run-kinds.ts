import 'server-only'
import type { RunView } from '../views'
import { crawls } from './crawls'
import { indexRuns } from './index-runs'
import type { RunKind } from './run-kind'

/** The jobs of the dashboard: a further one is a line here. */
export const runKinds: readonly RunKind<RunView>[] = [indexRuns, crawls]
