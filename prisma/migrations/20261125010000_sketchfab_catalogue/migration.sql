ALTER TABLE "Model" ADD COLUMN "faceCount" INTEGER;
ALTER TABLE "Model" ADD COLUMN "isDownloadable" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Model" ADD COLUMN "embedUrl" TEXT;
ALTER TABLE "Model" ADD COLUMN "authorUrl" TEXT;
ALTER TABLE "Model" ADD COLUMN "thumbnailUrl" TEXT;
ALTER TABLE "Model" ADD COLUMN "fetchedThumbnailUrl" TEXT;
ALTER TABLE "Model" ADD COLUMN "fetchedAt" DATETIME;
ALTER TABLE "Model" ADD COLUMN "goneAt" DATETIME;
ALTER TABLE "Model" ADD COLUMN "isBelowThreshold" BOOLEAN NOT NULL DEFAULT false;
-- What "listed" means, said once. Not indexed: with an index on it, SQLite would read and sort every listed
-- model instead of walking the order that a page asks for.
ALTER TABLE "Model" ADD COLUMN "isListed" BOOLEAN
    GENERATED ALWAYS AS ("thumbnailHash" IS NOT NULL AND "goneAt" IS NULL) VIRTUAL;
-- Last, since it is the long one: a scan of the other columns need not read past it.
ALTER TABLE "Model" ADD COLUMN "description" TEXT;

-- WITHOUT ROWID: the primary key is the table.
CREATE TABLE "Like" (
    "userHash" TEXT NOT NULL,
    "modelId" INTEGER NOT NULL,
    PRIMARY KEY ("userHash", "modelId"),
    CONSTRAINT "Like_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;
CREATE INDEX "Like_modelId_idx" ON "Like"("modelId");

CREATE TABLE "RemovedModel" (
    "sourceKey" TEXT NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "removedAt" DATETIME NOT NULL
);

CREATE TABLE "Crawl" (
    "listing" TEXT NOT NULL PRIMARY KEY,
    "startedAt" DATETIME NOT NULL,
    "next" TEXT,
    "pages" INTEGER NOT NULL DEFAULT 0,
    "models" INTEGER NOT NULL DEFAULT 0,
    "finishedAt" DATETIME
);

CREATE TABLE "CrawledPage" (
    "listing" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    PRIMARY KEY ("listing", "address"),
    CONSTRAINT "CrawledPage_listing_fkey" FOREIGN KEY ("listing") REFERENCES "Crawl" ("listing") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;

CREATE TABLE "CrawlRun" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "options" TEXT NOT NULL,
    "counts" TEXT,
    "outcome" TEXT,
    CONSTRAINT "CrawlRun_id_fkey" FOREIGN KEY ("id") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
