-- What names are sorted by. lib/name-order.ts makes it, since SQL cannot fold text.
ALTER TABLE "Model" ADD COLUMN "nameKey" TEXT NOT NULL DEFAULT '';

-- The search box and the filters, in tokens that lib/db/search-words.ts makes: the tokenizer has but to part them at
-- spaces. rowid is Model.id. lib/db/migrations.ts has this and the keys made for the models that are there.
DROP TABLE "ModelSearch";
CREATE VIRTUAL TABLE "ModelSearch" USING fts5(
    "name", "tags", "filters",
    tokenize = 'ascii',
    prefix = '1 2 3'
);
