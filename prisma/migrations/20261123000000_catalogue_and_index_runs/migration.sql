CREATE TABLE "Thumbnail" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL
);

CREATE TABLE "Model" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "uid" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "sourceKey" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT,
    "author" TEXT,
    "license" TEXT,
    "likeCount" INTEGER NOT NULL DEFAULT 0,
    "viewCount" INTEGER NOT NULL DEFAULT 0,
    "publishedAt" DATETIME,
    "ageRestricted" BOOLEAN NOT NULL DEFAULT false,
    "thumbnailHash" TEXT,
    CONSTRAINT "Model_thumbnailHash_fkey" FOREIGN KEY ("thumbnailHash") REFERENCES "Thumbnail" ("hash") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "Model_uid_key" ON "Model"("uid");
CREATE UNIQUE INDEX "Model_source_sourceKey_key" ON "Model"("source", "sourceKey");
CREATE INDEX "Model_likeCount_id_idx" ON "Model"("likeCount" DESC, "id");
-- Upper and lower case sort together.
CREATE INDEX "Model_name_id_idx" ON "Model"("name" COLLATE NOCASE, "id");
CREATE INDEX "Model_publishedAt_id_idx" ON "Model"("publishedAt" DESC, "id");
CREATE INDEX "Model_thumbnailHash_idx" ON "Model"("thumbnailHash");

CREATE TABLE "Category" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL
);
CREATE UNIQUE INDEX "Category_name_key" ON "Category"("name");

CREATE TABLE "ModelCategory" (
    "modelId" INTEGER NOT NULL,
    "categoryId" INTEGER NOT NULL,
    PRIMARY KEY ("modelId", "categoryId"),
    CONSTRAINT "ModelCategory_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ModelCategory_categoryId_fkey" FOREIGN KEY ("categoryId") REFERENCES "Category" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "ModelCategory_categoryId_modelId_idx" ON "ModelCategory"("categoryId", "modelId");

CREATE TABLE "Tag" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL
);
CREATE UNIQUE INDEX "Tag_name_key" ON "Tag"("name");

CREATE TABLE "ModelTag" (
    "modelId" INTEGER NOT NULL,
    "tagId" INTEGER NOT NULL,
    PRIMARY KEY ("modelId", "tagId"),
    CONSTRAINT "ModelTag_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ModelTag_tagId_fkey" FOREIGN KEY ("tagId") REFERENCES "Tag" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "ModelTag_tagId_modelId_idx" ON "ModelTag"("tagId", "modelId");

CREATE TABLE "ModelLabel" (
    "modelId" INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    PRIMARY KEY ("modelId", "column"),
    CONSTRAINT "ModelLabel_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "ModelLabel_column_value_idx" ON "ModelLabel"("column", "value");

-- The search box. Derived from Model and ModelTag, written with them by lib/db/catalog.ts; rowid is Model.id.
CREATE VIRTUAL TABLE "ModelSearch" USING fts5(
    "name", "tags",
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3'
);

CREATE TABLE "CatalogueRevision" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "revision" INTEGER NOT NULL
);
INSERT INTO "CatalogueRevision" ("id", "revision") VALUES (1, 0);

CREATE TABLE "Embedding" (
    "thumbnailHash" TEXT NOT NULL,
    "recipeId" TEXT NOT NULL,
    "vector" BLOB NOT NULL,
    PRIMARY KEY ("thumbnailHash", "recipeId")
);

CREATE TABLE "Projection" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "recipeId" TEXT NOT NULL,
    "matrix" BLOB NOT NULL
);

CREATE TABLE "IndexRun" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "status" TEXT NOT NULL,
    "active" INTEGER,
    "stage" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "recipe" TEXT NOT NULL,
    "recipeId" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "neighbours" INTEGER NOT NULL,
    "inputDigest" TEXT,
    "modelCount" INTEGER NOT NULL DEFAULT 0,
    "embeddedCount" INTEGER NOT NULL DEFAULT 0,
    "reusedCount" INTEGER NOT NULL DEFAULT 0,
    "failureCount" INTEGER NOT NULL DEFAULT 0,
    "requestedAction" TEXT,
    "pid" INTEGER NOT NULL,
    "heartbeatAt" DATETIME NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "publishedAt" DATETIME,
    "metrics" TEXT,
    "error" TEXT,
    "projectionId" TEXT,
    CONSTRAINT "IndexRun_projectionId_fkey" FOREIGN KEY ("projectionId") REFERENCES "Projection" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "IndexRun_active_key" ON "IndexRun"("active");
CREATE INDEX "IndexRun_publishedAt_idx" ON "IndexRun"("publishedAt" DESC);

-- WITHOUT ROWID: the primary key is the table, so a model's neighbours lie side by side on one page.
CREATE TABLE "Neighbour" (
    "runId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "modelId" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "neighbourId" INTEGER NOT NULL,
    "score" REAL NOT NULL,
    PRIMARY KEY ("runId", "kind", "modelId", "rank"),
    CONSTRAINT "Neighbour_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Neighbour_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Neighbour_neighbourId_fkey" FOREIGN KEY ("neighbourId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;

CREATE TABLE "Failure" (
    "modelId" INTEGER NOT NULL,
    "stage" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "lastAt" DATETIME NOT NULL,
    PRIMARY KEY ("modelId", "stage"),
    CONSTRAINT "Failure_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
