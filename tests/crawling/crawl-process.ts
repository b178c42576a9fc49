// Crawls in a process of its own, to be killed: node --import tsx tests/crawling/crawl-process.ts DATABASE_URL DATA_DIR API_URL OPTIONS
import { openDatabase } from '@/lib/database/database'
import { crawlWith } from './crawl-fixtures'

const [databaseUrl = '', dataDir = '', apiUrl = '', options = ''] = process.argv.slice(2)
const database = await openDatabase({ databaseUrl, dataDir })
const { outcome } = await crawlWith({ database, dataDir }, apiUrl, JSON.parse(options))
console.log(outcome)
