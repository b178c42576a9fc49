-- What words are spelt like: all that names and tags have of letters alone, with how many models have each, and turned around,
-- to be looked up by how they end. lib/database/tables/search-vocabulary.ts keeps count.
CREATE TABLE "SearchWord" (
    "word" TEXT COLLATE "C" PRIMARY KEY,
    "reversed" TEXT COLLATE "C" NOT NULL,
    "models" INTEGER NOT NULL
);
CREATE INDEX "SearchWord_reversed_idx" ON "SearchWord" ("reversed");

-- The names of tags, categories and authors, by each token of them, with how many models have each.
CREATE TABLE "SearchName" (
    "kind" TEXT COLLATE "C" NOT NULL,
    "token" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "models" INTEGER NOT NULL,
    PRIMARY KEY ("kind", "token", "name")
);

-- Authors are among what models are filtered by: lib/database/postgresql/migrations.ts has all entries made anew.
DELETE FROM "ModelSearch";
