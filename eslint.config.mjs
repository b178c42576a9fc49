import nextVitals from 'eslint-config-next/core-web-vitals'
import nextTypescript from 'eslint-config-next/typescript'

// Who may import whom. Each folder of lib is named with all that it may reach besides itself.
const reach = {
  onnx: [],
  http: [],
  download: ['db'],
  catalog: ['thumbnails'],
  thumbnails: [],
  embedding: ['onnx'],
  similarity: ['onnx'],
  db: [],
  runs: ['db'],
  crawling: ['catalog', 'thumbnails', 'db', 'download', 'runs'],
  indexing: ['catalog', 'thumbnails', 'embedding', 'similarity', 'db', 'runs'],
  serving: ['db', 'http', 'thumbnails'],
  admin: ['db', 'http', 'runs', 'serving', 'crawling'],
  cli: ['download', 'catalog', 'embedding', 'similarity', 'indexing', 'crawling', 'db', 'runs', 'benchmark'],
  benchmark: ['onnx', 'catalog', 'thumbnails', 'embedding', 'similarity', 'db', 'indexing'],
}
const folders = Object.keys(reach)

const zones = [
  ...folders.map((folder) => ({
    target: `./lib/${folder}`,
    from: [
      ...folders
        .filter((other) => other !== folder && !reach[folder].includes(other))
        .map((other) => `./lib/${other}`),
      './app',
      './components',
      './scripts',
    ],
    message: `lib/${folder} may import only: ${reach[folder].join(', ') || 'nothing else of lib'}.`,
  })),
  {
    target: './lib/admin',
    from: './lib/crawling',
    except: ['./crawl-options.ts'],
    message: 'The web server does no job’s work: of lib/crawling lib/admin may import only crawl-options.ts.',
  },
  {
    target: './app',
    from: [
      ...folders
        .filter((folder) => !['serving', 'admin', 'http'].includes(folder))
        .map((folder) => `./lib/${folder}`),
      './scripts',
    ],
    message: 'app may import only components, lib/serving and lib/admin.',
  },
  {
    target: './app',
    from: './lib/http',
    except: ['./not-found-words.ts'],
    message: 'Of lib/http app may import only not-found-words.ts.',
  },
  {
    target: './components',
    from: ['./app', './scripts', './lib'],
    except: [
      './serving/views.ts',
      './admin/views.ts',
      './capitalise.ts',
      './crawl-labels.ts',
      './format-seconds.ts',
      './stage-titles.ts',
    ],
    message: 'components may import only the view types of lib/serving and lib/admin, and words.',
  },
  { target: './scripts', from: ['./app', './components'], message: 'scripts may not import pages.' },
]

const config = [
  { ignores: ['.next/**', 'data/**', 'lib/db/generated/**', 'next-env.d.ts'] },
  ...nextVitals,
  ...nextTypescript,
  {
    rules: {
      'import/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment through lib/env.ts.' },
      ],
      '@next/next/no-img-element': 'off',
    },
  },
  {
    files: [
      'lib/env.ts',
      'lib/benchmark/**',
      '*.config.*',
      'scripts/*.mjs',
      'tests/setup/**',
      'tests/end-to-end/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
]

export default config
