import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(fileURLToPath(import.meta.url))
const isDevelopment = process.env.NODE_ENV === 'development'

// Next puts scripts and styles of its own inline, and a nonce would forbid keeping finished pages.
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const securityHeaders = [
  { key: 'Content-Security-Policy', value: contentSecurityPolicy },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
]

// A page may change with the next published run: browsers and proxies ask again each time, and are told
// by the ETag when nothing has.
const pageHeaders = [{ key: 'Cache-Control', value: 'public, max-age=0, must-revalidate' }]

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  // `npm test` checks the types, of the scripts and tests too; a first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['better-sqlite3', 'sharp'],
  cacheHandler: path.join(root, 'lib/serving/page-cache.mjs'),
  cacheMaxMemorySize: 0,
  // Metadata in the head for everyone, not streamed into the body behind it.
  htmlLimitedBots: /.*/,
  // How long a browser may show again a page that it already has, in seconds; 30 is the least Next allows.
  experimental: { staleTimes: { static: 30, dynamic: 0 } },
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/', headers: pageHeaders },
    { source: '/about', headers: pageHeaders },
    { source: '/models/:path*', headers: pageHeaders },
  ],
}

export default nextConfig
