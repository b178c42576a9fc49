DROP TABLE "Neighbour";
