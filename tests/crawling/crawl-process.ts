// Crawls in a process of its own, to be killed: node --import tsx tests/crawling/crawl-process.ts DATABASE_URL DATA_DIR API_URL LIMIT
import { openDatabase } from '@/lib/database/database'
import { crawlWith } from './crawl-fixtures'

const [databaseUrl = '', dataDir = '', apiUrl = '', limit = ''] = process.argv.slice(2)
const database = await openDatabase({ databaseUrl, dataDir })
const { outcome } = await crawlWith({ database, dataDir }, apiUrl, { limit: Number(limit), concurrency: 8 })
console.log(outcome)
