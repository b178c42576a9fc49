-- What Sketchfab says of it. Where that is not known, nothing moves.
ALTER TABLE "Model" ADD COLUMN "isAnimated" BOOLEAN NOT NULL DEFAULT false;

-- Models are found by their author, too: lib/database/sqlite/migrations.ts makes the entries anew.
DELETE FROM "ModelSearch";
