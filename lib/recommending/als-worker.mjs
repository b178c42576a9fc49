// A worker begins without the loader that the process was started with: it brings its own.
import { register } from 'tsx/esm/api'

register()
await import('./als-worker.ts')
