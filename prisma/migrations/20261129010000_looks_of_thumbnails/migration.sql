-- Null in both for what is there: it is shown as it is, and looked at when it is imported again.
ALTER TABLE "Thumbnail" ADD COLUMN "tint" TEXT;
ALTER TABLE "Thumbnail" ADD COLUMN "focus" INTEGER;
