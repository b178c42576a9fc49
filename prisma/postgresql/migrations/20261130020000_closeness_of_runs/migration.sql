-- Null for the runs that are there: of them it is not known how close their scores are.
ALTER TABLE "IndexRun" ADD COLUMN "calibration" TEXT;
