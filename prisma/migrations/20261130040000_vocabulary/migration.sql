-- What words are spelt like: all that names and tags have of letters alone, with how many models have each, and turned around,
-- to be looked up by how they end. lib/database/tables/search-vocabulary.ts keeps count.
CREATE TABLE "SearchWord" (
    "word" TEXT NOT NULL PRIMARY KEY,
    "reversed" TEXT NOT NULL,
    "models" INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX "SearchWord_reversed_idx" ON "SearchWord"("reversed", "models");

-- The names of tags, categories and authors, by each token of them, with how many models have each.
CREATE TABLE "SearchName" (
    "kind" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "models" INTEGER NOT NULL,
    PRIMARY KEY ("kind", "token", "name")
) WITHOUT ROWID;

-- Authors are among what models are filtered by: lib/database/sqlite/migrations.ts has all entries made anew.
DROP TABLE "ModelSearch";
CREATE VIRTUAL TABLE "ModelSearch" USING fts5(
    "name", "tags", "filters",
    tokenize = 'ascii',
    prefix = '1 2 3'
);
