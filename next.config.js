import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { FILTER_NAMES } from './lib/facts/filter-names.mjs'
import { MIX_NAMES } from './lib/facts/mix-names.mjs'
import { securityHeaders } from './lib/http/security-headers.mjs'

const root = path.dirname(fileURLToPath(import.meta.url))
const isDevelopment = process.env.NODE_ENV === 'development'

const everywhere = Object.entries(securityHeaders({ isDevelopment })).map(([key, value]) => ({ key, value }))

// A page may change with the next published run: browsers and proxies ask again each time, and are told
// by the ETag when nothing has.
const pageHeaders = [{ key: 'Cache-Control', value: 'public, max-age=0, must-revalidate' }]
// What is behind the password is for no cache at all.
const adminHeaders = [{ key: 'Cache-Control', value: 'no-store' }]

// A model's page is kept, and cannot read what stands behind the “?” of its address: with filters, or rows of one's choice, it is
// another one.
const narrowedPages = ['/models/:uid', '/at/:site/models/:uid'].flatMap((source) =>
  [...FILTER_NAMES, ...MIX_NAMES, 'kind'].map((key) => ({
    source,
    has: [{ type: 'query', key }],
    destination: '/narrowed/:uid',
  })),
)

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  // `npm test` checks the types, of the scripts and tests too; a first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['better-sqlite3', 'pg', 'sharp'],
  cacheHandler: path.join(root, 'lib/serving/page-cache.mjs'),
  cacheMaxMemorySize: 0,
  // The optimizer would be open to anybody, and go on serving what was taken down.
  images: { unoptimized: true },
  // Metadata in the head for everyone, not streamed into the body behind it.
  htmlLimitedBots: /.*/,
  // How long a browser may show again a page that it already has, in seconds; 30 is the least Next allows.
  experimental: { staleTimes: { static: 30, dynamic: 0 } },
  rewrites: async () => ({ beforeFiles: narrowedPages }),
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/', headers: pageHeaders },
    { source: '/about', headers: pageHeaders },
    { source: '/for-you', headers: pageHeaders },
    { source: '/similar', headers: pageHeaders },
    { source: '/models/:path*', headers: pageHeaders },
    { source: '/at/:path*', headers: pageHeaders },
    { source: '/admin/:path*', headers: adminHeaders },
  ],
}

export default nextConfig
