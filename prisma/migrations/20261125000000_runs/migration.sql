-- What every job's run has moves from IndexRun into Run, which shares its ids. Foreign keys are off while
-- migrations are applied, and checked after: to drop the old table would otherwise take the neighbours with it.
CREATE TABLE "Run" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "job" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "active" INTEGER,
    "stage" TEXT NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "rate" REAL,
    "requestedAction" TEXT,
    "startedBy" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "heartbeatAt" DATETIME NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "metrics" TEXT,
    "error" TEXT
);
CREATE UNIQUE INDEX "Run_job_active_key" ON "Run"("job", "active");

INSERT INTO "Run" ("id", "job", "status", "active", "stage", "done", "total", "startedBy", "pid", "heartbeatAt", "startedAt", "finishedAt", "metrics", "error")
SELECT "id", 'precompute', "status", "active", "stage", "modelCount", "modelCount", 'shell', "pid", "heartbeatAt", "startedAt", "finishedAt", "metrics", "error" FROM "IndexRun";

CREATE TABLE "NewIndexRun" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "mode" TEXT NOT NULL,
    "recipe" TEXT NOT NULL,
    "recipeId" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "neighbours" INTEGER NOT NULL,
    "retried" TEXT,
    "inputDigest" TEXT,
    "modelCount" INTEGER NOT NULL DEFAULT 0,
    "embeddedCount" INTEGER NOT NULL DEFAULT 0,
    "reusedCount" INTEGER NOT NULL DEFAULT 0,
    "failureCount" INTEGER NOT NULL DEFAULT 0,
    "outcome" TEXT,
    "comparison" TEXT,
    "publishedAt" DATETIME,
    "publication" INTEGER,
    "projectionId" TEXT,
    CONSTRAINT "IndexRun_id_fkey" FOREIGN KEY ("id") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "IndexRun_projectionId_fkey" FOREIGN KEY ("projectionId") REFERENCES "Projection" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "NewIndexRun" ("id", "mode", "recipe", "recipeId", "engine", "neighbours", "inputDigest", "modelCount", "embeddedCount", "reusedCount", "failureCount", "outcome", "publishedAt", "publication", "projectionId")
SELECT "id", "mode", "recipe", "recipeId", "engine", "neighbours", "inputDigest", "modelCount", "embeddedCount", "reusedCount", "failureCount",
    CASE WHEN "publishedAt" IS NOT NULL THEN 'published' WHEN "status" = 'finished' THEN 'up-to-date' END, "publishedAt",
    CASE WHEN "publishedAt" IS NOT NULL THEN row_number() OVER (PARTITION BY "publishedAt" IS NULL ORDER BY "publishedAt", "id") END, "projectionId" FROM "IndexRun";
DROP TABLE "IndexRun";
ALTER TABLE "NewIndexRun" RENAME TO "IndexRun";
CREATE UNIQUE INDEX "IndexRun_publication_key" ON "IndexRun"("publication");

-- Which run made a vector, so that one that embeds everything anew can be resumed where it stopped.
ALTER TABLE "Embedding" ADD COLUMN "runId" INTEGER;
CREATE INDEX "Embedding_runId_idx" ON "Embedding"("runId");
-- Which run a model failed in last.
ALTER TABLE "Failure" ADD COLUMN "runId" INTEGER;
CREATE INDEX "Failure_runId_idx" ON "Failure"("runId");

CREATE TABLE "AdminSession" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL
);

CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "action" TEXT NOT NULL,
    "runId" INTEGER,
    "detail" TEXT,
    "address" TEXT
);
