// Serves the built pages: the server of lib/http with Next behind it, in one process. `npm start` starts it.
//
// Plain JavaScript: our TypeScript is made readable only while it is read, so that the framework's own files are not
// read in the same slow way.
import { createServer } from 'node:http'
import path from 'node:path'
import { root } from './project.mjs'

process.env.NODE_ENV = 'production'
process.chdir(root)

async function serve() {
  const { register } = await import('tsx/esm/api')
  const unregister = register({ tsconfig: path.join(root, 'scripts/serve.tsconfig.json') })
  const { env } = await import('../lib/facts/env.ts')
  const { addresses, answerRequest } = await import('../lib/admin/endpoints.ts')
  const { directAnswerer } = await import('../lib/http/direct-answers.ts')
  const { errorAnswerer } = await import('../lib/http/error-answer.ts')
  const { serveUntilStopped } = await import('../lib/http/serve-until-stopped.ts')
  const { siteServer } = await import('../lib/http/site-server.ts')
  const { catalogueRevision } = await import('../lib/serving/database.ts')
  const { loadDriver } = await import('../lib/database/database.ts')
  await loadDriver(env())
  await unregister()

  const { host, port, siteUrl, trustProxy } = env()
  const { default: next } = await import('next')
  // It would listen to its server for web sockets, which nothing here speaks, and leave such requests without an answer.
  const httpServer = createServer()
  const app = next({ dev: false, dir: root, hostname: host, port, httpServer })
  await app.prepare()
  const server = siteServer({
    addresses,
    answerDirectly: directAnswerer({ addresses, answer: answerRequest, readRevision: catalogueRevision }),
    handle: app.getRequestHandler(),
    errorAnswer: errorAnswerer(path.join(root, '.next/server/app/_not-found.html')),
    findTrouble: () => globalThis.recASketchDatabase?.lastTrouble() ?? null,
    reach: { siteUrl, trustProxy },
  })
  const code = await serveUntilStopped(server, host, port)
  await app.close()
  return code
}

try {
  process.exit(await serve())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
