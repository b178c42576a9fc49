import nextVitals from 'eslint-config-next/core-web-vitals'
import nextTypescript from 'eslint-config-next/typescript'

// Who may import whom. Each folder of lib is named with all that it may reach besides itself.
const reach = {
  facts: [],
  text: [],
  http: [],
  numerics: [],
  threads: [],
  download: [],
  storage: ['download'],
  hub: ['numerics', 'download'],
  thumbnails: ['storage', 'similarity'],
  database: [],
  networks: ['numerics'],
  embedding: ['numerics', 'networks', 'storage', 'threads'],
  similarity: ['numerics', 'threads'],
  recommending: ['numerics', 'threads'],
  evaluation: ['numerics', 'similarity', 'recommending'],
  catalogue: ['thumbnails'],
  jobs: ['database', 'storage'],
  importing: ['catalogue', 'thumbnails', 'recommending', 'database', 'storage'],
  crawling: ['catalogue', 'thumbnails', 'database', 'download', 'importing', 'jobs', 'storage'],
  indexing: [
    'numerics',
    'thumbnails',
    'networks',
    'embedding',
    'similarity',
    'recommending',
    'evaluation',
    'database',
    'jobs',
    'importing',
    'storage',
    'threads',
  ],
  serving: [
    'recommending',
    'database',
    'http',
    'thumbnails',
    'storage',
    'catalogue',
    'similarity',
    'embedding',
    'indexing',
    'download',
    'crawling',
    'importing',
    'threads',
  ],
  admin: [
    'thumbnails',
    'embedding',
    'evaluation',
    'database',
    'http',
    'jobs',
    'serving',
    'crawling',
    'indexing',
    'storage',
  ],
  benchmark: [
    'numerics',
    'networks',
    'thumbnails',
    'catalogue',
    'embedding',
    'similarity',
    'recommending',
    'evaluation',
    'database',
    'importing',
    'indexing',
    'storage',
  ],
  cli: [
    'download',
    'hub',
    'storage',
    'catalogue',
    'networks',
    'embedding',
    'similarity',
    'recommending',
    'evaluation',
    'database',
    'jobs',
    'importing',
    'indexing',
    'crawling',
    'benchmark',
  ],
}
// The leaves: facts and words that every room may use.
const leaves = ['facts', 'text']
const folders = Object.keys(reach)

const zones = [
  ...folders.map((folder) => ({
    target: `./lib/${folder}`,
    from: [
      ...folders
        .filter(
          (other) =>
            other !== folder &&
            ![...reach[folder], ...(leaves.includes(folder) ? [] : leaves)].includes(other),
        )
        .map((other) => `./lib/${other}`),
      './app',
      './components',
      './scripts',
    ],
    message: `lib/${folder} may import only: ${[...reach[folder], ...leaves].join(', ')}.`,
  })),
  ...['crawling', 'indexing'].map((folder) => ({
    target: './lib/admin',
    from: `./lib/${folder}`,
    except: ['./job.ts', './crawl-options.ts', './take-down.ts'],
    message: `The web server does no job’s work: of lib/${folder} lib/admin may import only what the job is, its options, and what takes one model down.`,
  })),
  {
    target: './lib/admin',
    from: './lib/embedding',
    except: ['./known-recipes.ts'],
    message:
      'No encoder’s code is in the web server: of lib/embedding lib/admin may import only known-recipes.ts.',
  },
  {
    target: './lib/serving',
    from: './lib/embedding',
    except: ['./known-recipes.ts', './encoder-descriptions.ts', './text/text-encoder.ts'],
    message:
      'No encoder’s code is in the web server: of lib/embedding lib/serving may import only what says which are there, and what asks the thread that reads words.',
  },
  {
    target: './lib/serving',
    from: './lib/indexing',
    except: ['./kept-vectors.ts', './kept-factors.ts', './picture-encoder.ts'],
    message:
      'The web server does no job’s work: of lib/indexing lib/serving may import only what reads the vectors and the factors of a run, and what asks the thread that embeds pictures.',
  },
  {
    target: './lib/serving',
    from: './lib/importing',
    except: ['./anonymise.ts'],
    message:
      'The web server imports nothing: of lib/importing lib/serving may import only what makes a user unknown.',
  },
  {
    target: './lib/serving',
    from: './lib/crawling',
    except: ['./sketchfab-api.ts', './short-links.ts'],
    message:
      'The web server does no job’s work: of lib/crawling lib/serving may import only what asks Sketchfab for one thing.',
  },
  {
    target: './lib/admin',
    from: './lib/evaluation',
    except: [
      './report/figures.ts',
      './report/frame.ts',
      './report/page.ts',
      './report/likes-page.ts',
      './report/type.ts',
      './likes/run-figures.ts',
    ],
    message:
      'The web server measures nothing: of lib/evaluation lib/admin may import only what shows a report.',
  },
  {
    target: './lib/serving',
    from: './lib/recommending',
    except: ['./blend.ts', './reasons.ts', './fuse-rankings.ts', './because.ts', './factor-thread.ts'],
    message:
      'The web server learns nothing: of lib/recommending lib/serving may import only what makes one list of several, what says why, and what asks the thread that recommends.',
  },
  {
    target: './lib/serving',
    from: './lib/catalogue',
    except: ['./pasted-link.ts', './sketchfab-link.ts', './sketchfab/model-answer.ts'],
    message:
      'No catalogue is read while serving: of lib/catalogue lib/serving may import only what reads a link, and what says of a model of Sketchfab whether it may be looked at.',
  },
  {
    target: './app',
    from: [
      ...folders
        .filter((folder) => !['serving', 'admin', 'http', ...leaves].includes(folder))
        .map((folder) => `./lib/${folder}`),
      './scripts',
    ],
    message: 'app may import only components, lib/serving and lib/admin.',
  },
  {
    target: './app',
    from: './lib/http',
    except: ['./not-found-words.ts', './page-answer.ts'],
    message: 'Of lib/http app may import only not-found-words.ts, and page-answer.ts.',
  },
  {
    target: './components',
    from: ['./app', './scripts', './lib'],
    except: [
      './serving/views.ts',
      './admin/views.ts',
      './text',
      './facts/crawl-labels.ts',
      './facts/closeness.ts',
      './facts/depths.ts',
      './facts/filter-names.mjs',
      './facts/hearts.ts',
      './facts/kinds.ts',
      './facts/marks.ts',
      './facts/mix-names.mjs',
      './facts/picture-bounds.ts',
    ],
    message:
      'components may import only the view types of lib/serving and lib/admin, words, and what an address may say.',
  },
  {
    target: [
      './app',
      './components',
      './scripts',
      ...folders.filter((folder) => folder !== 'database').map((folder) => `./lib/${folder}`),
    ],
    from: ['./lib/database/sqlite', './lib/database/postgresql', './lib/database/tables'],
    message:
      'A driver is known to lib/database alone: use what database.ts, run-comparison.ts and run-calibration.ts have.',
  },
  { target: './scripts', from: ['./app', './components'], message: 'scripts may not import pages.' },
]

const config = [
  { ignores: ['.next/**', 'data/**', 'lib/database/*/generated/**', 'next-env.d.ts'] },
  ...nextVitals,
  ...nextTypescript,
  {
    rules: {
      'import/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment through lib/facts/env.ts.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['better-sqlite3', 'pg', '@prisma/*', '**/generated/**'],
              message: 'Only the drivers of lib/database know databases and Prisma.',
            },
          ],
        },
      ],
      '@next/next/no-img-element': 'off',
    },
  },
  {
    // What the tests look at behind the back of the port, and the bare limit that its writing is measured against.
    files: [
      'lib/database/{sqlite,postgresql,tables,moving}/**',
      'tests/setup/{raw-database,sqlite-file,postgresql}.ts',
      'tests/database/postgresql-*.test.ts',
      'lib/benchmark/likes-memory.ts',
      'lib/benchmark/write-rate.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: [
      'lib/facts/env.ts',
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
