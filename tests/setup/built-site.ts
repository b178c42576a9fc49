import { ensureBuilt } from '../../scripts/build'

/** Builds the pages, for the tests that serve them. */
export default async function setup(): Promise<void> {
  await ensureBuilt()
}
