-- What machines share over PostgreSQL; here a run does its work by itself on one, and these tables stay empty.
CREATE TABLE "WorkUnit" (
    "runId" INTEGER NOT NULL,
    "stage" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "payload" TEXT NOT NULL,
    "isDone" BOOLEAN NOT NULL DEFAULT false,
    "report" TEXT,
    "data" BLOB,
    PRIMARY KEY ("runId", "stage", "number"),
    CONSTRAINT "WorkUnit_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE "Worker" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rate" REAL,
    "startedAt" DATETIME NOT NULL,
    "seenAt" DATETIME NOT NULL
);
-- Which code began a run: only the same goes on with it.
ALTER TABLE "Run" ADD COLUMN "version" TEXT;
CREATE TABLE "RunLogLine" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "runId" INTEGER NOT NULL,
    "line" TEXT NOT NULL
);
CREATE INDEX "RunLogLine_runId_id_idx" ON "RunLogLine"("runId", "id");
CREATE TABLE "LoginPace" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "dueAt" DATETIME NOT NULL
);
