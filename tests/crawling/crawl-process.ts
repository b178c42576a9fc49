// Crawls in a process of its own, to be killed: node --import tsx tests/crawling/crawl-process.ts DATA_DIR API_URL LIMIT
import path from 'node:path'
import { openDatabase } from '@/lib/database/migrations'
import { crawlWith } from './crawl-fixtures'

const [dataDir = '', apiUrl = '', limit = ''] = process.argv.slice(2)
const connection = openDatabase(path.join(dataDir, 'rec-a-sketch.db'))
const { outcome } = await crawlWith({ connection, dataDir }, apiUrl, { limit: Number(limit), concurrency: 8 })
console.log(outcome)
