/** How many neighbours a run keeps of each model unless told otherwise, and at most. */
export const DEFAULT_DEPTH = 100

/** How many of them a page shows. Two runs are compared by as many. */
export const PAGE_DEPTH = 24
