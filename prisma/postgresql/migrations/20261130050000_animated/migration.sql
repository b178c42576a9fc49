-- What Sketchfab says of it. Where that is not known, nothing moves.
ALTER TABLE "Model" ADD COLUMN "isAnimated" BOOLEAN NOT NULL DEFAULT false;
