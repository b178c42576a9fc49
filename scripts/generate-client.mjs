// npm's postinstall: leaves an install by hand as ready as `npm start` would.
import { ensureClientGenerated } from './project.mjs'

await ensureClientGenerated()
