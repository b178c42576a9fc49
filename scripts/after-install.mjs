// npm's postinstall: leaves an install by hand as ready as `npm start` would.
import { chooseSqlite, ensureClientGenerated } from './project.mjs'

chooseSqlite()
await ensureClientGenerated()
