/** The files of tests that go through a database: they run over SQLite, and once more over PostgreSQL. */
export const OVER_BOTH = [
  'tests/admin/audit.test.ts',
  'tests/admin/runs/start-process.test.ts',
  'tests/app/api.test.ts',
  'tests/app/declared.test.ts',
  'tests/app/forms.test.ts',
  'tests/app/index-runs.test.ts',
  'tests/app/refused-index-runs.test.ts',
  'tests/app/session.test.ts',
  'tests/cli/catalog-psv.test.ts',
  'tests/cli/gone-images.test.ts',
  'tests/crawling/check-links.test.ts',
  'tests/crawling/crawl-models.test.ts',
  'tests/crawling/killed-crawl.test.ts',
  'tests/crawling/take-down.test.ts',
  'tests/database/contract/catalogue.test.ts',
  'tests/database/contract/model-listing.test.ts',
  'tests/database/contract/near-duplicates.test.ts',
  'tests/database/contract/runs.test.ts',
  'tests/database/contract/searching-models.test.ts',
  'tests/database/search-words.test.ts',
  'tests/importing/import-catalogue.test.ts',
  'tests/importing/import-original-files.test.ts',
  'tests/importing/import-thumbnail-files.test.ts',
  'tests/indexing/calibrating.test.ts',
  'tests/indexing/faults.test.ts',
  'tests/indexing/kept-vectors.test.ts',
  'tests/indexing/measure-uses.test.ts',
  'tests/indexing/near-duplicates.test.ts',
  'tests/indexing/precompute.test.ts',
  'tests/indexing/recipes.test.ts',
  'tests/indexing/retrying.test.ts',
  'tests/indexing/review.test.ts',
  'tests/indexing/rolling-back.test.ts',
  'tests/indexing/small-catalogues.test.ts',
  'tests/indexing/steering.test.ts',
  'tests/indexing/taken-down.test.ts',
  'tests/jobs/run-control.test.ts',
  'tests/jobs/run-job.test.ts',
  'tests/serving/browse.test.ts',
  'tests/serving/closeness.test.ts',
  'tests/serving/near-duplicates.test.ts',
  'tests/serving/nothing-similar.test.ts',
  'tests/serving/pictures-by-words.test.ts',
  'tests/text/name-order.test.ts',
]

/** Those that go through a database as well, and run over SQLite alone, and why. */
export const SQLITE_ALONE: Record<string, string> = {
  'tests/cli/commands.test.ts':
    'what commands say and ask; over PostgreSQL: tests/database/postgresql-bad-input.test.ts',
  'tests/cli/pipes.test.ts': 'who reads what a command writes',
  'tests/cli/catalog-sketchfab.test.ts':
    'what a command asks; the crawl itself: tests/crawling/crawl-models.test.ts',
  'tests/crawling/crawl-pages.test.ts':
    'what Sketchfab is asked; what comes of it: tests/crawling/crawl-models.test.ts',
  'tests/crawling/hostile-answers.test.ts': 'what Sketchfab answers, whatever the database',
  'tests/crawling/refused-place.test.ts': 'places that may not be written',
  'tests/app/crawls.test.ts': 'over PostgreSQL a start is left to a worker: tests/app/waiting-runs.test.ts',
  'tests/app/interrupted-crawl.test.ts':
    'over PostgreSQL another worker takes over: tests/jobs/worker.test.ts',
  'tests/app/far-thumbnails.test.ts': 'reads pictures, and nothing of the database',
  'tests/app/health.test.ts': 'what befalls a file',
  'tests/app/thumbnails.test.ts': 'reads pictures, and nothing of the database',
  'tests/cli/encoders.test.ts': 'takes a minute, and asks the database for next to nothing',
  'tests/cli/hub-encoders.test.ts': 'asks a hub, and the database only whether it has labels',
  'tests/cli/quality-report.test.ts':
    'what a page of evaluate says; what a run keeps of it: tests/indexing/review.test.ts',
  'tests/cli/typed-path.test.ts': 'where files are',
  'tests/database/file-lock.test.ts': 'locks of files',
  'tests/database/lost-database.test.ts': 'what befalls a file',
  'tests/database/migrations.test.ts': 'migrations of its own',
  'tests/database/moving/refused.test.ts':
    'from one file to another; over PostgreSQL: refused-by-postgresql.test.ts',
  'tests/database/moving/tables.test.ts': 'what both have is compared by every move',
  'tests/indexing/far-storage.test.ts': 'where pictures lie, whatever the database',
  'tests/indexing/killing.test.ts':
    'over PostgreSQL: tests/indexing/shared-run.test.ts, tests/database/postgresql-many-machines.test.ts',
  'tests/indexing/full-disk.test.ts': 'the disk that its file is on',
  'tests/indexing/vector-file.test.ts': 'vectors in a file, whatever the database',
  'tests/scripts/start.test.ts': 'what befalls a file',
}

/** Those of PostgreSQL alone. */
export const POSTGRESQL_ALONE = [
  'tests/database/moving/moving.test.ts',
  'tests/database/moving/refused-by-postgresql.test.ts',
  'tests/database/moving/stopped.test.ts',
  'tests/database/postgresql-*.test.ts',
  'tests/app/waiting-runs.test.ts',
  'tests/cli/worker.test.ts',
  'tests/indexing/shared-run.test.ts',
  'tests/jobs/lost-lock.test.ts',
  'tests/jobs/worker.test.ts',
]

/**
 * Of both lists, what takes long over PostgreSQL: `npm test` leaves it to `npx vitest run --project postgresql-slow`, which takes some
 * ten minutes.
 */
export const SLOW_OVER_POSTGRESQL = [
  'tests/admin/audit.test.ts',
  'tests/app/index-runs.test.ts',
  'tests/app/refused-index-runs.test.ts',
  'tests/app/session.test.ts',
  'tests/cli/catalog-psv.test.ts',
  'tests/crawling/check-links.test.ts',
  'tests/crawling/killed-crawl.test.ts',
  'tests/database/contract/model-listing.test.ts',
  'tests/database/moving/moving.test.ts',
  'tests/database/moving/stopped.test.ts',
  'tests/database/postgresql-many-machines.test.ts',
  'tests/database/postgresql-two-servers.test.ts',
  'tests/indexing/faults.test.ts',
  'tests/indexing/precompute.test.ts',
  'tests/indexing/retrying.test.ts',
  'tests/indexing/review.test.ts',
  'tests/indexing/rolling-back.test.ts',
  'tests/indexing/shared-run.test.ts',
  'tests/indexing/steering.test.ts',
  'tests/jobs/run-control.test.ts',
  'tests/jobs/worker.test.ts',
]
